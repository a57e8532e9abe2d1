"""Make names from outside, such as file names, presentable."""

MAX_NAME = 160  # characters


def display_name(name: str, longest: int = MAX_NAME) -> str:
    """Return a name as one line of printable characters, cut in the middle if it is too long.

    A file name may hold anything: invisible characters could reverse it or hide its end, and bytes
    that are not text cannot be written out. If the result is shown as Markdown or HTML, it must be
    escaped as well.
    """
    plain = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    if len(plain) <= longest:
        return plain
    half = longest // 2
    return f"{plain[:half]}…{plain[-half:]}"
