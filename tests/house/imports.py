"""What a source file imports, and which package of the project it belongs to."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from core.settings import REPOSITORY as ROOT

PROJECT = ("core", "app", "pages")
# Each folder of core is a package of its own; the modules directly in core are one, `core`.
TOP_MODULES = frozenset(path.stem for path in (ROOT / "core").glob("*.py")) - {"__main__"}
IMPORTERS = {"importlib.import_module", "import_module", "__import__"}


@dataclass(frozen=True)
class Import:
    """An absolute dotted name that a file imports, and the line of the import."""

    name: str
    line: int


def module_of(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(name: str) -> str:
    """`core.training.recipes` is in the package `core.training`, `pages.train` in `pages`."""
    parts = name.split(".")
    if parts[0] != "core":
        return parts[0]
    return "core" if len(parts) == 1 or parts[1] in TOP_MODULES else ".".join(parts[:2])


def in_project(package: str) -> bool:
    return package.split(".")[0] in PROJECT


def imports(path: str, tree: ast.AST) -> Iterator[Import]:
    """Yield every import, including those inside functions and by `import_module("name")`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = absolute(path, node)
            yield from (Import(f"{origin}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and named(node.func) in IMPORTERS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Import(first.value, node.lineno)


def absolute(path: str, node: ast.ImportFrom) -> str:
    """The dotted origin of a `from` import, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    package = PurePosixPath(path).parent.parts
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def named(node: ast.AST) -> str:
    """Return a node such as `sys.path.append` as text; "" for anything but dotted names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return ""
