"""No foreign word reaches Streamlit as Markdown or HTML, except by app/foreign.py.

Checked is every call of a method that shows text. A text must be made of constants, numbers, the
app's own words (own_words.py) and what `literal` returns.
"""

import ast
from collections.abc import Iterator

from tests.house.markup_rule.own_words import OwnWords
from tests.house.markup_rule.sources import Module, Project
from tests.house.markup_rule.values import Scope

# The positions of the arguments that are read as Markdown.
FIRST = (
    "markdown caption title header subheader write error warning info success toast spinner badge "
    "button download_button form_submit_button link_button popover expander status dialog toggle "
    "checkbox slider number_input text_input text_area selectbox multiselect file_uploader "
    "camera_input table tabs TextColumn NumberColumn ListColumn LineChartColumn exception latex"
)
POSITIONS: dict[str, tuple[int, ...]] = dict.fromkeys(FIRST.split(), (0,))
POSITIONS |= dict.fromkeys(("pills", "segmented_control", "radio"), (0, 1))
POSITIONS |= {"metric": (0, 1, 2), "progress": (1,), "page_link": ()}
KEYWORDS = {"label", "body", "help", "text", "value", "delta", "outcome", "options"}
OPTIONS = ("pills", "segmented_control", "radio")  # their options are Markdown as well
PLAIN = {("text_area", "value"), ("text_input", "value"), ("number_input", "value")}
PLAIN |= {("slider", "value"), ("toggle", "value"), ("selectbox", "options")}
PLAIN |= {("multiselect", "options")}

MARKDOWN_SAFE = frozenset({"literal", "literal_name", "strftime"})
HTML_SAFE = frozenset({"literal_html", "strftime", "b64encode"})


def foreign_markup(sources: dict[str, str]) -> list[str]:
    """Return a sentence for each text that may contain foreign words; `sources` are by path."""
    project = Project(sources)
    markdown, html = OwnWords(project, MARKDOWN_SAFE), OwnWords(project, HTML_SAFE)
    found = []
    for module in project.modules.values():
        if not module.path.startswith(("app/", "pages/")):
            continue
        for call, scope in _calls(module.tree, Scope(module)):
            for text in _texts(call, module):
                if not markdown.own(text, scope):
                    found.append(_sentence(module, text, "literal"))
            if _method(call) == "html" and not html.own(call.args[0], scope):
                found.append(_sentence(module, call.args[0], "literal_html"))
    return found


def _sentence(module: Module, text: ast.expr, by: str) -> str:
    shown = ast.unparse(text)
    return f"{module.path}:{text.lineno} {shown}: show foreign words by {by}() of app/foreign.py"


def _calls(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.Call, Scope]]:
    """Yield every call with the function in which it stands."""
    for child in ast.iter_child_nodes(node):
        inside = scope
        if isinstance(child, ast.FunctionDef):
            inside = Scope(scope.module, child, {}, scope)
        if isinstance(child, ast.Call):
            yield child, scope
        yield from _calls(child, inside)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _texts(call: ast.Call, module: Module) -> Iterator[ast.expr]:
    """Yield the arguments that Streamlit reads as Markdown."""
    method = _method(call)
    if isinstance(call.func, ast.Name) and call.func.id == "JobView":
        yield from (one.value for one in call.keywords if one.arg == "outcome")
        yield from call.args[4:5]
    if method not in POSITIONS or _is_own_function(call, module):
        return
    named = {one.arg: one.value for one in call.keywords if one.arg}
    for place in POSITIONS[method]:
        if not (place == 1 and method in OPTIONS and "format_func" in named):
            yield from call.args[place : place + 1]
    for name, value in named.items():
        if name in KEYWORDS and (method, name) not in PLAIN:
            yield value
    if method in OPTIONS and "format_func" in named:
        yield _formatted(named["format_func"], call)


def _formatted(form: ast.expr, call: ast.Call) -> ast.expr:
    """Return what a format makes of the options, as if it was called with them."""
    return ast.copy_location(ast.Call(form, [call.args[1]], []), form)


def _is_own_function(call: ast.Call, module: Module) -> bool:
    """Return whether it is a function of a module of the project: `parts.title(job)`."""
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(value, ast.Name) and value.id in module.origins
