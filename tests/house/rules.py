"""Read a source file and say, in sentences, where it breaks the rules of the house."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

# From the ground up. A room may import rooms of lower floors, and its own files.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"core.settings", "core.errors", "core.privacy"}),
    frozenset({"core", "core.files", "core.records"}),
    frozenset({"core.data", "core.pictures", "core.model_files"}),
    frozenset({"core.registry", "core.predictor", "core.training"}),
    frozenset(
        {"core.jobs", "core.evaluation", "core.explanation", "core.monitoring", "core.comparison"}
    ),
    frozenset({"core.workflows"}),
    frozenset({"core.cli", "core.serving"}),
    frozenset({"core.__main__"}),
    frozenset({"app"}),
    frozenset({"pages"}),
)

HOUSE = ("core", "app", "pages")
LOCKS = {"threading.Lock", "threading.RLock"}
SHAPELESS_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST_MODULE = 300


@dataclass(frozen=True)
class Import:
    """A name that a file imports, dotted from the top, and the line on which it does."""

    name: str
    line: int


@dataclass(frozen=True)
class Rule:
    """Rooms that may not import some packages, and the sentence that says why."""

    packages: frozenset[str]
    allowed: Callable[[str], bool]
    why: str


def inside(*rooms: str) -> Callable[[str], bool]:
    return lambda room: room in rooms


RULES = (
    Rule(
        frozenset({"streamlit", "streamlit_drawable_canvas"}),
        inside("app", "pages"),
        "core knows no Streamlit, so that the command line, the API and the jobs can use it",
    ),
    Rule(
        frozenset({"mlflow"}),
        inside("core.registry"),
        "only the registry speaks to MLflow, so that it can be replaced or moved in one place",
    ),
    Rule(
        frozenset({"tensorflow", "keras"}),
        inside("core.training", "core.explanation"),
        "TensorFlow takes seconds to import, so only training and explanation may ask for it",
    ),
    Rule(
        frozenset({"sklearn"}),
        lambda room: room != "pages",
        "a page shows what core worked out, it works out nothing itself",
    ),
    Rule(
        frozenset({"threading", "_thread", "concurrent"}),
        inside("core.jobs"),
        "only jobs starts threads, so that every background work can be seen and stopped",
    ),
)


def violations(path: str, source: str) -> list[str]:
    """Return a sentence for each broken rule in the file `path` (from the repository's root)."""
    tree = ast.parse(source, path)
    found = [*naming(path), *length(path, source), *calls(path, tree)]
    room = room_of(module_of(path))
    for each in imports(path, tree):
        if reason := reason_against(room, each):
            found.append(f"{path}:{each.line} imports {each.name}: {reason}")
    return found


def module_of(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(name: str) -> str:
    """`core.training.recipes` stands in the room `core.training`, `pages.train` in `pages`."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def floor_of(room: str) -> int | None:
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)


def imports(path: str, tree: ast.AST) -> Iterator[Import]:
    """Yield every import, those inside functions and by `import_module("name")` too."""
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


IMPORTERS = {"importlib.import_module", "import_module", "__import__"}


def absolute(path: str, node: ast.ImportFrom) -> str:
    """The dotted origin of a `from` import, with leading dots worked out."""
    if not node.level:
        return node.module or ""
    package = PurePosixPath(path).parent.parts
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def in_house(room: str) -> bool:
    return room.split(".")[0] in HOUSE


def reason_against(room: str, each: Import) -> str:
    top = each.name.split(".")[0]
    if not in_house(room):
        return ""
    if top in HOUSE:
        return reason_against_room(room, each.name)
    if each.name in {"threading", *LOCKS} and room != "pages":  # what is taken from it: see calls()
        return ""
    broken = (rule.why for rule in RULES if top in rule.packages and not rule.allowed(room))
    return next(broken, "")


def reason_against_room(room: str, name: str) -> str:
    other = room_of(name)
    if other == room:
        return "a page stands alone, what two pages share is in app" if room == "pages" else ""
    if other == "core":  # `import core` brings nothing but its docstring
        return ""
    here, there = floor_of(room), floor_of(other)
    if here is None:
        return f"{room} stands on no floor yet: give it one in DESIGN and in tests/house/rules.py"
    if there is None:
        return f"{other} is no room of the house, or stands on no floor yet"
    if there >= here:
        return f"{room} (floor {here}) may only use what is below it, {other} is on floor {there}"
    return ""


def calls(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield a sentence for each use of something that has a better way here."""
    room = room_of(module_of(path))
    mixing = transparency(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            yield f"{path}:{node.lineno} unsafe_allow_html: the theme is in .streamlit/config.toml"
        elif isinstance(node, ast.Attribute):
            name = named(node)
            if name == "time.sleep":
                yield f"{path}:{node.lineno} time.sleep: wait for the thing itself, with a limit"
            elif name in ("sys.path.append", "sys.path.insert"):
                yield f"{path}:{node.lineno} {name}: start with `python -m` from the repository"
            elif name.startswith("threading.") and name not in LOCKS and not may_thread(room):
                yield f"{path}:{node.lineno} {name}: only jobs starts threads; locks are free"
            elif ".cache_" in name and in_house(room) and path != "app/resources.py":
                yield f"{path}:{node.lineno} {name}: all caches live in app/resources.py"
        elif (
            isinstance(node, Division)
            and scales_pixels(node)
            and may_not_scale(room)
            and node not in mixing
        ):
            yield f"{path}:{node.lineno} divides by 255: the network itself scales its pixels"


# The network scales inside itself; pictures reckons with light before there is a picture.
SCALERS = ("core.training", "core.pictures")


def may_not_scale(room: str) -> bool:
    return in_house(room) and room not in SCALERS


def transparency(tree: ast.AST) -> set[ast.AST]:
    """All that goes into a variable `alpha`: a share of light to mix, not a network's input."""
    assigned = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
    mixing = (node for node in assigned if "alpha" in map(named, node.targets))
    return {part for node in mixing for part in ast.walk(node)}


def may_thread(room: str) -> bool:
    return room == "core.jobs" or not in_house(room)


def named(node: ast.AST) -> str:
    """`sys.path.append` from its tree; an empty string for anything but dotted names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return ""


Division = ast.BinOp | ast.AugAssign  # or another operation with two sides


def scales_pixels(node: Division) -> bool:
    right = node.right if isinstance(node, ast.BinOp) else node.value
    by_white = isinstance(right, ast.Constant) and right.value in (255, 256)
    return isinstance(node.op, ast.Div) and by_white


def naming(path: str) -> Iterator[str]:
    for part in PurePosixPath(path).with_suffix("").parts:
        if part.lower() in SHAPELESS_NAMES:
            yield f"{path}: `{part}` says nothing of what is inside; name the idea"
    if path.startswith("app/pages/"):
        yield f"{path}: a folder app/pages wakes Streamlit's old router; screens live in pages/"
    if path in ("app/app.py", "app/core.py"):
        yield f"{path}: Streamlit puts app/ on the path, where this name would hide a package"


def length(path: str, source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > LONGEST_MODULE:
        yield f"{path} has {lines} lines, more than {LONGEST_MODULE}: it holds two ideas, split it"
