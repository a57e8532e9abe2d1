"""Examples to try the app with: drawings as strokes, and simulated shop pictures."""

from core.examples.drawings import ExampleDrawing, drawings
from core.examples.shop_pictures import ShopPicture, shop_pictures

__all__ = ["ExampleDrawing", "ShopPicture", "drawings", "shop_pictures"]
