"""Which package of the project may import which."""

from collections.abc import Mapping, Set

from tests.house.imports import package_of

# The layers, lowest first. A package may import packages of lower layers, and its own modules.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"core"}),
    frozenset({"core.data", "core.pictures", "core.jobs", "core.evaluation"}),
    frozenset(
        {
            "core.registry",
            "core.predictor",
            "core.training",
            "core.explanation",
            "core.monitoring",
            "core.comparison",
        }
    ),
    frozenset({"core.examples", "core.workflows"}),
    frozenset({"core.cli", "core.serving"}),
    frozenset({"core.__main__", "app"}),
    frozenset({"pages"}),
)
SHARED_VERBS = ("predict", "train", "experiments")
SHARED_IN_APP = ("components", "charts", "jobs", "shell")


def layer_of(package: str) -> int | None:
    return next((number for number, packages in enumerate(FLOORS) if package in packages), None)


def reason_against_package(module: str, name: str) -> str:
    """Return why `module` may not import `name`, both of this project; "" if it may."""
    package, other = package_of(module), package_of(name)
    if other == package:
        return reason_within(module, name)
    here, there = layer_of(package), layer_of(other)
    if here is None:
        return f"{package} is in no layer yet: add it to FLOORS in tests/house/floors.py"
    if there is None:
        return f"{other} is not a package of this project, or is in no layer yet"
    if there >= here:
        return f"{package} (layer {here}) may only import lower layers, {other} is in layer {there}"
    if package == "pages" and other == "app":
        return reason_against_folder(module, name)
    return ""


def reason_within(module: str, name: str) -> str:
    if module.startswith("pages."):
        return "pages do not import each other; code shared by two pages belongs in app"
    if module.startswith("app."):
        return reason_against_folder(module, name)
    if module.startswith("core.workflows."):
        return reason_against_workflow(module, name)
    return ""


def reason_against_folder(module: str, name: str) -> str:
    """Return why a module of one page may not use another page's folder of app; "" if it may."""
    own, other = folder_of(module), folder_of(name)
    if not other or other in (own, *SHARED_IN_APP):
        return ""
    return f"app/{other} belongs to another page; code shared by two pages goes directly in app"


def folder_of(name: str) -> str:
    """`app.train.form` is in the folder `train`, the one that `pages.train` may import from."""
    parts = name.split(".")
    if parts[0] == "pages":
        return parts[1]
    return parts[1] if len(parts) > 2 and parts[1] in app_folders() else ""


def app_folders() -> Set[str]:
    from core.settings import REPOSITORY

    return {path.name for path in (REPOSITORY / "app").iterdir() if path.is_dir()} - {"__pycache__"}


def reason_against_workflow(module: str, name: str) -> str:
    """A workflow may use lower layers, and the few workflows that others are built from."""
    here, there = module.split("."), name.split(".")
    own, other = here[2], there[2] if len(there) > 2 else ""
    if len(here) < 4 or other in (own, "context", *SHARED_VERBS):
        return ""  # `job_kinds` and `home` may use all workflows
    return f"workflows/{other} is another workflow; only {', '.join(SHARED_VERBS)} are shared"


def import_cycles(graph: Mapping[str, Set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a cycle."""
    reachable = {module: _reachable(module, graph) for module in graph}
    found: dict[frozenset[str], None] = {}
    for module, others in reachable.items():
        if module in others:
            found[frozenset(o for o in others if module in reachable.get(o, ()))] = None
    return [sorted(group) for group in found]


def _reachable(start: str, graph: Mapping[str, Set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(graph[start])
    while todo:
        module = todo.pop()
        if module not in seen:
            seen.add(module)
            todo += graph.get(module, ())
    return seen
