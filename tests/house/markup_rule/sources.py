"""The functions, classes and imports of the project's modules, to follow where a text is made."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from tests.house.imports import absolute, module_of

NUMBERS = {"int", "float", "bool", "None"}


@dataclass
class Module:
    """One parsed file: its functions by name, and for each imported name its dotted origin."""

    path: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    classes: list[ast.ClassDef] = field(default_factory=list)

    @cached_property
    def calls(self) -> "list[tuple[ast.FunctionDef | None, ast.Call]]":
        """Every call, with the function in which it stands."""
        return list(calls_in(self.tree))

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                self.functions.setdefault(node.name, node)
            elif isinstance(node, ast.ClassDef):
                self.classes.append(node)
            elif isinstance(node, ast.ImportFrom):
                start = absolute(self.path, node)
                self.origins |= {
                    one.asname or one.name: f"{start}.{one.name}" for one in node.names
                }


@cache
def parsed(path: str, source: str) -> Module:
    return Module(path, ast.parse(source, path))


Place = tuple[Module, ast.FunctionDef | None, ast.Call]


def calls_in(
    tree: ast.AST, inside: ast.FunctionDef | None = None
) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """Yield every call with the function in which it stands."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call):
            yield inside, child
        yield from calls_in(child, child if isinstance(child, ast.FunctionDef) else inside)


class Project:
    """All modules by dotted name, from a mapping of paths to sources."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.modules = {module_of(path): parsed(path, source) for path, source in sources.items()}

    def function(self, module: Module, called: ast.expr) -> tuple[Module, ast.FunctionDef] | None:
        """Find what `name(…)` or `module.name(…)` calls, if it is a function of the project."""
        if isinstance(called, ast.Name):
            if called.id in module.functions:
                return module, module.functions[called.id]
            origin = module.origins.get(called.id, "")
        elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            origin = f"{module.origins.get(called.value.id, '')}.{called.attr}"
        else:
            return None
        return self._at(origin)

    def _at(self, origin: str) -> tuple[Module, ast.FunctionDef] | None:
        """Find a function by its dotted name, also where a module only passes it on."""
        home, _, name = origin.rpartition(".")
        found = self.modules.get(home)
        if found is None or name in found.functions:
            return (found, found.functions[name]) if found else None
        return self._at(found.origins[name]) if name in found.origins else None

    def calls_of(self, function: ast.FunctionDef) -> list[Place]:
        """Find every call of a function, with the module and the function in which it stands."""
        return self._calls.get(function, [])

    @cached_property
    def _calls(self) -> dict[ast.FunctionDef, list[Place]]:
        found: dict[ast.FunctionDef, list[Place]] = {}
        for module in self.modules.values():
            for inside, call in module.calls:
                if called := self.function(module, call.func):
                    found.setdefault(called[1], []).append((module, inside, call))
        return found

    @cached_property
    def _classes(self) -> list[ast.ClassDef]:
        return [one for module in self.modules.values() for one in module.classes]

    @cached_property
    def enums(self) -> set[str]:
        """The names of all enumerations: their members are the app's own words."""
        return {one.name for one in self._classes if "Enum" in "".join(map(ast.unparse, one.bases))}

    @cached_property
    def numbers(self) -> set[str]:
        """The names of attributes that are numbers or enumerations in every class with them."""
        kinds: dict[str, set[str]] = {}
        for one in self._classes:
            for node in one.body:
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    kinds.setdefault(node.target.id, set()).add(ast.unparse(node.annotation))
                elif isinstance(node, ast.FunctionDef) and node.returns:
                    kinds.setdefault(node.name, set()).add(ast.unparse(node.returns))
        return {name for name, found in kinds.items() if all(map(self.is_number, found))}

    def is_number(self, annotation: str) -> bool:
        return set(annotation.split(" | ")) <= NUMBERS | self.enums
