"""The ten classes of Fashion-MNIST, in the order of their labels."""

CLASS_NAMES: tuple[str, ...] = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

# Labels with similar outlines, so that ten colours can be read as four groups.
FAMILIES: dict[str, tuple[int, ...]] = {
    "Tops": (0, 2, 4, 6),
    "Trousers and dresses": (1, 3),
    "Footwear": (5, 7, 9),
    "Bags": (8,),
}
