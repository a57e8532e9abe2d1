"""Find where a source file breaks the project's rules, one sentence for each violation."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tests.house.floors import reason_against_package
from tests.house.imports import PROJECT, Import, imports, in_project, module_of, named, package_of
from tests.house.words import private_words

LOCKS = {"threading.Lock", "threading.RLock", "threading.Condition", "threading.Event"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
MAX_MODULE, MAX_PAGE = 300, 80  # lines


@dataclass(frozen=True)
class Rule:
    """Packages that only some modules may import, and a sentence that says why."""

    packages: frozenset[str]
    allowed: Callable[[str], bool]
    why: str


def inside(*packages: str) -> Callable[[str], bool]:
    return lambda module: package_of(module) in packages or module in packages


def under(*names: str) -> Callable[[str], bool]:
    return lambda module: any(module == name or module.startswith(f"{name}.") for name in names)


RULES = (
    Rule(
        frozenset({"streamlit", "streamlit_drawable_canvas"}),
        inside("app", "pages"),
        "core does not import Streamlit, so that the command line and the jobs can use it",
    ),
    Rule(
        frozenset({"mlflow"}),
        inside("core.registry"),
        "only the registry uses MLflow, so that it can be replaced or moved in one place",
    ),
    Rule(
        frozenset({"tensorflow", "keras", "torch", "jax"}),
        inside("core.training"),
        "TensorFlow takes seconds to import, so only training may import it",
    ),
    Rule(
        frozenset({"optuna", "onnx"}),
        inside("core.training"),
        "only training searches hyperparameters and exports networks",
    ),
    Rule(
        frozenset({"onnxruntime"}),
        inside("core.onnx_session"),
        "a single module uses ONNX Runtime, it turns telemetry off and limits the threads",
    ),
    Rule(
        frozenset({"sqlite3", "sqlalchemy"}),
        under("core.jobs", "core.registry", "core.training.search"),
        "only the package that owns a database opens it; call that package",
    ),
    Rule(
        frozenset({"sklearn", "scipy"}),
        lambda module: package_of(module) not in ("pages", "app"),
        "pages show what core computes, they compute nothing themselves",
    ),
    Rule(
        frozenset({"threading", "_thread", "concurrent", "multiprocessing"}),
        inside("core.jobs"),
        "only jobs starts threads, so that all background work can be seen and stopped",
    ),
    Rule(
        frozenset({"benchmarks"}),
        lambda module: module.split(".")[0] not in (*PROJECT, "tools"),
        "nothing imports benchmarks; code that a tool shares with them belongs in tools",
    ),
    Rule(
        frozenset({"tests"}),
        lambda module: module.split(".")[0] == "tests",
        "only tests import tests",
    ),
)


def violations(path: str, source: str) -> list[str]:
    """Return a sentence for each violation in the file `path`, relative to the repository."""
    tree = ast.parse(source, path)
    found = [*naming(path), *length(path, source)]
    found += [*calls(path, tree), *formats(path, tree)]
    if not path.startswith("tests/"):
        found += private_words(path, tree)
    module = module_of(path)
    for each in imports(path, tree):
        if reason := reason_against(module, each):
            found.append(f"{path}:{each.line} imports {each.name}: {reason}")
    return found


def reason_against(module: str, each: Import) -> str:
    top = each.name.split(".")[0]
    if top in PROJECT:
        return reason_against_package(module, each.name) if in_project(package_of(module)) else ""
    if each.name in REPLACED and in_project(package_of(module)):
        return REPLACED[each.name]
    if each.name.startswith("streamlit.cache_") and module != "app.resources":
        return "all caches live in app/resources.py"
    if top == "threading" and each.name in {"threading", *LOCKS} and package_of(module) != "pages":
        return ""  # which names of it are allowed: see calls()
    for rule in RULES:
        if top in rule.packages and not rule.allowed(module) and _concerns(rule, module):
            return rule.why
    return ""


def _concerns(rule: Rule, module: str) -> bool:
    """Rules apply to core, app and pages; those about benchmarks and tests to every file."""
    return in_project(package_of(module)) or bool(rule.packages & {"benchmarks", "tests"})


REPLACED = {
    "time.sleep": "wait for the event itself, with a timeout",
    "sys.path": "start with `python -m` from the repository",
    "os.environ": "only Settings reads the environment; pass in what is needed of it",
    "os.getenv": "only Settings reads the environment; pass in what is needed of it",
}
ENVIRONMENT_READERS = ("core/settings.py", "core/__init__.py")


def calls(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield a sentence for each use of something for which the project has a replacement."""
    package = package_of(module_of(path))
    blending = blending_weights(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            yield f"{path}:{node.lineno} unsafe_allow_html: the theme is in .streamlit/config.toml"
        elif isinstance(node, ast.Attribute):
            if reason := _against_name(path, package, named(node)):
                yield f"{path}:{node.lineno} {named(node)}: {reason}"
        elif (
            isinstance(node, Division)
            and scales_pixels(node)
            and must_not_scale(package)
            and node not in blending
        ):
            yield f"{path}:{node.lineno} divides by 255: the network scales its pixels itself"


def _against_name(path: str, package: str, name: str) -> str:
    if name == "time.sleep":
        return REPLACED[name]
    if name in ("sys.path.append", "sys.path.insert"):
        return REPLACED["sys.path"]
    if not in_project(package):
        return ""
    if name in ("os.environ", "os.getenv") and path not in ENVIRONMENT_READERS:
        return REPLACED[name]
    if name.startswith("threading.") and name not in LOCKS and package != "core.jobs":
        return "only jobs starts threads; locks are allowed"
    if ".cache_" in name and path != "app/resources.py":
        return "all caches live in app/resources.py"
    return ""


# Where shares, counts and times are written for people; everything else calls these.
FORMATTERS = ("app/formatting.py", "core/text.py")


def formats(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield a sentence for each number or time formatted in a way of its own: 93% for 93 %."""
    package = package_of(module_of(path))
    if not in_project(package) or path in FORMATTERS:
        return
    on_pages = package in ("app", "pages")
    for node in ast.walk(tree):
        if not isinstance(node, ast.FormattedValue | ast.Attribute):
            continue
        spec = _spec(node)
        if spec.endswith("%") or (on_pages and "," in spec):
            yield f"{path}:{node.lineno} {{:{spec}}}: use percent() or count() of app/formatting.py"
        elif on_pages and named(node).endswith("strftime"):
            yield f"{path}:{node.lineno} strftime: use moment() or clock() of app/formatting.py"


def _spec(node: ast.AST) -> str:
    """Return the constant parts of a format such as `:.1%`; empty if there is none."""
    spec = node.format_spec if isinstance(node, ast.FormattedValue) else None
    parts = spec.values if isinstance(spec, ast.JoinedStr) else []
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


# The network has its own scaling layer; core.pictures computes with light in 0..1.
SCALERS = ("core.training", "core.pictures")


def must_not_scale(package: str) -> bool:
    return in_project(package) and package not in SCALERS


def blending_weights(tree: ast.AST) -> set[ast.AST]:
    """All nodes assigned to a variable `alpha`: blending weights, not a network's input."""
    assigned = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
    blending = (node for node in assigned if "alpha" in map(named, node.targets))
    return {part for node in blending for part in ast.walk(node)}


Division = ast.BinOp | ast.AugAssign  # of any operator: scales_pixels() checks for "/"


def scales_pixels(node: Division) -> bool:
    right = node.right if isinstance(node, ast.BinOp) else node.value
    by_white = isinstance(right, ast.Constant) and right.value in (255, 256)
    return isinstance(node.op, ast.Div) and by_white


def naming(path: str) -> Iterator[str]:
    for part in PurePosixPath(path).with_suffix("").parts:
        if part.lower() in VAGUE_NAMES:
            yield f"{path}: `{part}` says nothing about the contents; name the concept"
    if path.startswith("app/pages/"):
        yield f"{path}: a folder app/pages enables Streamlit's old router; use pages/"


def length(path: str, source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > MAX_MODULE:
        yield f"{path} has {lines} lines, more than {MAX_MODULE}: split it by concept"
    elif path.startswith("pages/") and lines > MAX_PAGE:
        yield f"{path} has {lines} lines, more than {MAX_PAGE}: pages are thin, use app"
