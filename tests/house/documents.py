"""Generate parts of the documents from the code: `python -m tests.house.documents`.

Each part stands between two markers in its page, `<!-- generated: NAME -->` and `<!-- end -->`.
"""

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import fields
from pathlib import Path
from types import ModuleType

from core import calibration, model_facts
from core.data.dictionary import dictionary
from core.data.dictionary import rows as dictionary_rows
from core.records import stored_names, to_json
from core.settings import REPOSITORY
from core.training.recipes import RECIPE_HINTS, RECIPES
from core.workflows.job_kinds import KINDS
from tests.house.data_documents import card_rows, check_rows, lineage_graph, step_rows
from tests.house.floors import FLOORS
from tests.house.imports import PROJECT, module_of
from tests.house.rules import RULES, Rule

FOLDER = REPOSITORY / "docs" / "development"
CARD = REPOSITORY / "docs" / "data-card.md"
DATA_PAGES = (REPOSITORY / "docs" / "data.md", CARD, REPOSITORY / "data" / "README.md")
DICTIONARY = REPOSITORY / "data" / "dictionary.json"
FACTS = ("ModelFacts", "DatasetFacts", "SplitMetrics", "FineTuningFacts", "EpochMetrics")


def table(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    head = [columns, ("---",) * len(columns)]
    cell = re.compile(r"(?<!\\)\|")
    return "\n".join(
        "| " + " | ".join(cell.sub(r"\\|", text) for text in row) + " |" for row in (*head, *rows)
    )


def layers() -> str:
    return table(("layer", "packages"), _layers())


def _layers() -> Iterator[tuple[str, ...]]:
    for number in reversed(range(len(FLOORS))):
        present = [room for room in sorted(FLOORS[number]) if _is_there(room)]
        yield str(number), ", ".join(f"`{room}`" if room != "core" else CORE for room in present)


CORE = "the modules directly in `core/`"


def _is_there(room: str) -> bool:
    path = REPOSITORY / room.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def import_rules() -> str:
    rows = ((_code(sorted(rule.packages)), _code(_allowed(rule)), rule.why) for rule in RULES)
    return table(("packages", "allowed in", "why only there"), rows)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _allowed(rule: Rule) -> Iterator[str]:
    """Yield where a rule allows its packages: a package all of whose modules it allows, as one."""
    folders = (*PROJECT, *OTHERS) if rule.packages & {"benchmarks", "tests"} else PROJECT
    paths = (path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))
    modules = {module_of(path.relative_to(REPOSITORY).as_posix()) for path in paths}
    for folder in folders:
        yield from _allowed_under(folder, modules, rule)


OTHERS = ("benchmarks", "tests", "tools")  # most rules leave these free


def _allowed_under(name: str, modules: Set[str], rule: Rule) -> Iterator[str]:
    inside = {one for one in modules if f"{one}.".startswith(f"{name}.")}
    allowed = {rule.allowed(one) for one in inside}
    if allowed == {True}:
        yield name
    elif True in allowed:
        depth = name.count(".") + 2
        for each in sorted({".".join(one.split(".")[:depth]) for one in inside - {name}}):
            yield from _allowed_under(each, modules, rule)


def packages() -> str:
    return table(("package", "what it holds"), _packages())


def _packages() -> Iterator[tuple[str, ...]]:
    for folder in sorted({path.parent for path in (REPOSITORY / "core").rglob("*.py")}):
        if folder != REPOSITORY / "core":
            name = folder.relative_to(REPOSITORY).as_posix()
            yield f"`{name}/`", first_paragraph(folder / "__init__.py", name)


def first_paragraph(path: Path, name: str) -> str:
    source = path.read_text(encoding="utf-8") if path.is_file() else ""
    if docstring := ast.get_docstring(ast.parse(source)):
        return " ".join(docstring.split("\n\n")[0].split())
    raise ValueError(f"{name} needs an __init__.py with a docstring that says what it holds")


def job_kinds() -> str:
    rows = (
        (
            f"`{kind.name}`",
            f"`{kind.parameters.__name__}`",
            f"`{kind.result.__name__}`",
            f"`{kind.work.__module__.replace('.', '/')}.py`",
        )
        for kind in KINDS
    )
    return table(("kind", "parameters", "result", "work"), rows)


def recipes() -> str:
    rows = (
        (f"`{name}`", f"`{config.network}`", str(config.epochs), RECIPE_HINTS[name])
        for name, config in RECIPES.items()
    )
    return table(("recipe", "network", "epochs", "what for"), rows)


def facts() -> str:
    parts = [_form(model_facts, name) for name in FACTS]
    return "\n\n".join([*parts, _form(calibration, "Calibration")])


def _form(module: ModuleType, name: str) -> str:
    """A heading, the docstring and a row for each field of a dataclass, by its name in files."""
    form = getattr(module, name)
    node = _class(module, name)
    comments = dict(_comments(inspect.getsource(module).splitlines(), node))
    stored = stored_names(form)
    rows = (
        (
            f"`{stored[one.name]}`",
            "" if stored[one.name] == one.name else f"`{one.name}`",
            f"`{_type(node, one.name)}`",
            comments.get(one.name, ""),
        )
        for one in fields(form)
    )
    described = inspect.cleandoc(form.__doc__)
    return f"### {name}\n\n{described}\n\n" + table(
        ("in the file", "in the code, where it differs", "type", "meaning"), rows
    )


def _class(module: ModuleType, name: str) -> ast.ClassDef:
    tree = ast.parse(inspect.getsource(module))
    return next(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name)


def _type(node: ast.ClassDef, name: str) -> str:
    found = next(
        part
        for part in node.body
        if isinstance(part, ast.AnnAssign) and ast.unparse(part.target) == name
    )
    text = ast.unparse(found.annotation)
    return re.sub(r"^Annotated\[(.*), StoredAs\(.*\)\]$", r"\1", text)


def _comments(lines: list[str], node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """The comment behind each field, or above it."""
    for part in node.body:
        if isinstance(part, ast.AnnAssign):
            behind = [
                line.partition("  # ")[2] for line in lines[part.lineno - 1 : part.end_lineno]
            ]
            above = lines[part.lineno - 2].strip()
            text = " ".join(filter(None, behind)) or _in_a_cell(above)
            yield ast.unparse(part.target), text


def _in_a_cell(comment: str) -> str:
    """A comment line written like those behind fields: no capital, no full stop."""
    text = comment.removeprefix("# ") if comment.startswith("# ") else ""
    return text[:1].lower() + text[1:].removesuffix(".")


def data_dictionary() -> str:
    return table(("column", "type", "values", "from"), dictionary_rows())


def data_card() -> str:
    return table(("", "v1"), card_rows())


def data_checks() -> str:
    return table(("check", "name", "severity", "threshold", "when"), check_rows())


def data_lineage() -> str:
    steps = table(("what", "how", "SHA-256 after it"), step_rows())
    return f"{lineage_graph()}\n\n{steps}"


def dictionary_file() -> str:
    """Return the contents of data/dictionary.json."""
    return json.dumps(to_json(dictionary()), indent=2, ensure_ascii=False) + "\n"


PARTS: dict[str, Callable[[], str]] = {
    "layers": layers,
    "import rules": import_rules,
    "packages": packages,
    "kinds of job": job_kinds,
    "recipes": recipes,
    "model facts": facts,
    "data dictionary": data_dictionary,
    "data card": data_card,
    "data checks": data_checks,
    "data lineage": data_lineage,
}
MARKED = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def generated(page: str) -> str:
    """Return the text of a page with its generated parts as the code has them now."""
    return MARKED.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", page)


def pages() -> list[Path]:
    return [*sorted(FOLDER.glob("*.md")), *DATA_PAGES]


if __name__ == "__main__":
    for path in pages():
        path.write_text(generated(path.read_text(encoding="utf-8")), encoding="utf-8")
    DICTIONARY.write_text(dictionary_file(), encoding="utf-8")
