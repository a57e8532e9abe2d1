"""Where variables and parameters get their values."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.house.imports import named
from tests.house.markup_rule.sources import Module


@dataclass(frozen=True, eq=False)
class Scope:
    """A function, or a module, and what its parameters are where it was called."""

    module: Module
    function: ast.FunctionDef | ast.Lambda | None = None
    arguments: dict[str, "Bound"] = field(default_factory=dict)
    above: "Scope | None" = None

    @property
    def body(self) -> ast.AST:
        return self.function or self.module.tree


@dataclass(frozen=True, eq=False)
class Bound:
    """An expression and the scope in which it stands."""

    expression: ast.expr
    scope: Scope


def annotation(name: str, scope: Scope) -> str:
    """Return the class of a parameter as it is written."""
    function: Any = scope.function
    while function is not None:
        for one in (*function.args.args, *function.args.kwonlyargs):
            if one.arg == name and one.annotation is not None:
                return ast.unparse(one.annotation)
        scope = scope.above or Scope(scope.module)
        function = scope.function
    return ""


def parameters(function: ast.FunctionDef | ast.Lambda) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def arguments(
    function: ast.FunctionDef | ast.Lambda, call: ast.Call, scope: Scope
) -> dict[str, Bound]:
    """Return what each parameter is in this call; a default if it is not given."""
    names = [one.arg for one in function.args.args]
    defaults = function.args.defaults
    here = Scope(scope.module)
    found = {
        name: Bound(value, here)
        for name, value in zip(names[len(names) - len(defaults) :], defaults, strict=True)
    }
    only = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    found |= {one.arg: Bound(value, here) for one, value in only if value is not None}
    for place, value in enumerate(call.args):
        if isinstance(value, ast.Starred):
            found |= {name: Bound(value.value, scope) for name in names[place:]}
        elif place < len(names):
            found[names[place]] = Bound(value, scope)
    return found | {one.arg: Bound(one.value, scope) for one in call.keywords if one.arg}


def assigned(name: str, body: ast.AST) -> Iterator[ast.expr]:
    """Yield each expression from which a variable gets its value."""
    for node in walk(body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _parts(name, target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            if node.value is not None:
                yield from _parts(name, node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            yield from _each(name, node.target, node.iter)


def walk(body: ast.AST) -> Iterator[ast.AST]:
    """Yield all that is in a function or module, but not in the functions in it."""
    for child in ast.iter_child_nodes(body):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from walk(child)


def _parts(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Subscript) and named(target.value) == name:
        yield from (target.slice, value)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, part in zip(target.elts, value.elts, strict=False):
            yield from _parts(name, one, part)
    elif isinstance(target, ast.Tuple) and name in map(named, ast.walk(target)):
        yield value


def _each(name: str, target: ast.expr, items: ast.expr) -> Iterator[ast.expr]:
    """Yield what a loop's variable becomes; for a loop over written-out tuples, only its column."""
    if isinstance(items, ast.Tuple | ast.List):
        for one in items.elts:
            yield from _parts(name, target, one)
    elif (
        isinstance(target, ast.Tuple) and isinstance(items, ast.Call) and named(items.func) == "zip"
    ):
        for part, one in zip(target.elts, items.args, strict=False):
            yield from _parts(name, part, one)
    else:
        yield from _parts(name, target, items)
