"""Decide whether an expression is made of nothing but the app's own words and numbers.

It follows local variables, arguments and returned values through the project's functions. What it
cannot follow counts as foreign.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from tests.house.imports import named
from tests.house.markup_rule.sources import Module, Project
from tests.house.markup_rule.values import (
    Scope,
    annotation,
    arguments,
    assigned,
    parameters,
    walk,
)

# Attributes that hold text, and why it is the app's own. Before the dot: the class in the
# annotation of a parameter, or else the name of the variable.
OWN = {
    "ModelVersion.name": "v and a number",
    "version.name": "v and a number",
    "champion.name": "v and a number",
    "StoredPicture.name": "one of the ten classes",
    "one.name": "one of the ten classes",
    "Prediction.label": "one of the ten classes",
    "Prediction.ranking": "the ten classes with their probabilities",
    "stored.name": "one of the ten classes",
    "Change.after": "the number of a version",
    "Change.before": "the number of a version",
    "_Example.label": "one of the ten classes",
    "_Example.image": "the address of a picture that this app made",
    "Stage.title": "a constant",
    "stage.title": "a constant",
    "stage.hint": "a constant",
    "Field.title": "a constant",
    "Field.hint": "a constant",
    "JobView.noun": "a constant",
    "Verdict.sentence": "constants and numbers",
    "view.outcome": "checked where the JobView is made",
}
NUMERIC = {"len", "sum", "round", "int", "float", "abs", "bool"}
CONTAINERS = {"list", "tuple", "set", "sorted", "reversed", "dict", "str", "min", "max", "next"}
CONTAINERS |= {"iter", "enumerate", "zip", "range"}
OF_TEXT = {"join", "format", "strip", "replace", "capitalize", "lower", "upper", "removeprefix"}
OF_TEXT |= {"decode", "items", "keys", "values", "get"}
DEEP = 40  # calls and variables followed: what is deeper counts as foreign


class OwnWords:
    """`safe` names the functions that make foreign words harmless, such as `literal`."""

    def __init__(self, project: Project, safe: frozenset[str]) -> None:
        self.project, self.safe = project, safe
        self._deep = 0
        self._under_way: list[tuple[str, Scope]] = []

    def own(self, node: ast.expr | None, scope: Scope) -> bool:
        """Return whether nothing foreign is in the value of an expression."""
        if node is None or isinstance(node, ast.Constant | ast.Compare):
            return True
        if self._deep > DEEP:
            return False
        self._deep += 1
        try:
            decide: Callable[[Any, Scope], bool] | None = getattr(self, f"_{_kind(node)}", None)
            return decide(node, scope) if decide else False
        finally:
            self._deep -= 1

    def _all(self, nodes: Iterator[ast.expr | None] | list[Any], scope: Scope) -> bool:
        return all(self.own(node, scope) for node in nodes)

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> bool:
        return self._all(node.values, scope)

    def _formattedvalue(self, node: ast.FormattedValue, scope: Scope) -> bool:
        return _is_for_numbers(node.format_spec) or self.own(node.value, scope)

    def _binop(self, node: ast.BinOp, scope: Scope) -> bool:
        return self._all([node.left, node.right], scope)

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> bool:
        return self._all(node.values, scope)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> bool:
        return self.own(node.operand, scope)

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> bool:
        return self._all([node.body, node.orelse], scope)

    def _list(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> bool:
        return self._all(node.elts, scope)

    _tuple = _set = _list

    def _dict(self, node: ast.Dict, scope: Scope) -> bool:
        return self._all([*node.keys, *node.values], scope)

    def _starred(self, node: ast.Starred | ast.NamedExpr, scope: Scope) -> bool:
        return self.own(node.value, scope)

    _namedexpr = _starred

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> bool:
        return self.own(node.elt, scope)

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> bool:
        return self._all([node.key, node.value], scope)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> bool:
        return _of_constant(node) or self.own(node.value, scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> bool:
        if _of_constant(node) or node.attr in self.project.numbers:
            return True
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        kinds = {owner, annotation(owner, scope).strip('"')}
        return any(f"{kind}.{node.attr}" in OWN for kind in kinds)

    def _lambda(self, node: ast.Lambda, scope: Scope, call: ast.Call | None = None) -> bool:
        given = arguments(node, call, scope) if call else {}
        return self.own(node.body, Scope(scope.module, node, given, scope))

    def _call(self, node: ast.Call, scope: Scope) -> bool:
        if isinstance(node.func, ast.Lambda):
            return self._lambda(node.func, scope, node)
        name = named(node.func)
        last = name.rpartition(".")[2] or getattr(node.func, "attr", "")
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if last in self.safe or name in NUMERIC:
            return True
        if name == "map":
            return named(node.args[0]) in self.safe or self._all(given, scope)
        if found := self.project.function(scope.module, node.func):
            return self._returns(*found, node, scope)
        if name in CONTAINERS:
            return self._all(given, scope)
        if isinstance(node.func, ast.Attribute):
            return self._method(node.func, given, scope)
        return False

    def _method(self, called: ast.Attribute, given: list[ast.expr], scope: Scope) -> bool:
        if called.attr not in OF_TEXT:
            return self._attribute(called, scope)
        given = given[1:] if called.attr == "get" else given  # a key is not part of the value
        return (_of_constant(called) or self.own(called.value, scope)) and self._all(given, scope)

    def _returns(
        self, module: Module, function: ast.FunctionDef, call: ast.Call, scope: Scope
    ) -> bool:
        inside = Scope(module, function, arguments(function, call, scope))
        return self._all(
            [one.value for one in walk(function) if isinstance(one, ast.Return)], inside
        )

    def _name(self, node: ast.Name, scope: Scope) -> bool:
        name = node.id
        if _is_constant(name) or name in self.project.enums or name in self.safe:
            return True
        if self.project.is_number(annotation(name, scope) or "?"):
            return True
        if bound := scope.arguments.get(name):
            return self.own(bound.expression, bound.scope)
        if values := list(assigned(name, scope.body)):
            return self._variable(name, values, scope)
        if function := scope.module.functions.get(name):
            return self._returns(scope.module, function, ast.Call(node, [], []), scope)
        if isinstance(scope.function, ast.FunctionDef) and name in parameters(scope.function):
            return self._in_every_call(name, scope.function)
        return scope.above is not None and self._name(node, scope.above)

    def _variable(self, name: str, values: list[ast.expr], scope: Scope) -> bool:
        """Return whether all its values are own; what it had before, as in x = f"{x}.", counts."""
        if (name, scope) in self._under_way:
            return True
        self._under_way.append((name, scope))
        try:
            return self._all(values, scope)
        finally:
            self._under_way.pop()

    def _in_every_call(self, name: str, function: ast.FunctionDef) -> bool:
        """Return whether a parameter is the app's own words wherever its function is called."""
        found = [
            arguments(function, call, Scope(module, inside, {}, Scope(module)))
            for module, inside, call in self.project.calls_of(function)
        ]
        return bool(found) and all(
            name in each and self.own(each[name].expression, each[name].scope) for each in found
        )


def _kind(node: ast.expr) -> str:
    return type(node).__name__.lower()


def _is_constant(name: str) -> bool:
    return name.isupper()


def _of_constant(node: ast.expr) -> bool:
    """Return whether it is a part of a constant: TITLES[name][0], FIELDS[name].hint."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and _is_constant(node.id)


def _is_for_numbers(spec: ast.expr | None) -> bool:
    """Return whether a format, such as `.1%`, refuses all but numbers."""
    parts = spec.values if isinstance(spec, ast.JoinedStr) else []
    last = parts[-1] if parts else None
    return isinstance(last, ast.Constant) and str(last.value)[-1:] in "defgn%,"
