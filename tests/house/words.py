"""Private words that this project once used where the field has established ones."""

import ast
import re
from collections.abc import Iterator

PRIVATE = frozenset(
    {
        "aside",
        "crown",
        "doubts",
        "guesses",
        "hear",
        "heard",
        "knots",
        "ledger",
        "lesson",
        "lessons",
        "mend",
        "mended",
        "mending",
        "mends",
        "mutants",
        "pace",
        "plausible",
        "plugged",
        "reign",
        "reigns",
        "road",
        "roads",
        "roughen",
        "shelf",
        "stranger",
        "strangers",
        "taught",
        "teach",
        "teaching",
        "tell",
        "told",
        "vacancy",
        "wild",
        "worth",
    }
)
BOUNDS = frozenset({"MOST", "LEAST", "LONGEST"})
WHOLE_NAMES = frozenset(
    {"PLAIN", "WHOLE", "held_back", "looks", "lost", "rights", "shifts", "wanted", "ways", "won"}
)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def private_words(path: str, tree: ast.AST) -> Iterator[str]:
    """Yield a sentence for each name defined in a file that contains a private word."""
    seen = set()
    for name, line in _given_names(tree):
        if name not in seen and _private(name):
            seen.add(name)
            yield f"{path}:{line} `{name}`: a private word, use the field's own"


def _given_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the names that a file defines, and their lines; not those it takes from a library."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, 0


def _private(name: str) -> bool:
    if name.strip("_") in WHOLE_NAMES or name.strip("_").split("_")[0] in BOUNDS:
        return True
    return any(part.lower() in PRIVATE for part in _PARTS.findall(name))
