"""Generate words full of markup: Markdown, HTML, formulas, shortcodes, addresses, odd characters.

The same seed gives the same words on every machine. Each begins and ends with a mark, so that it
can be found on a page.
"""

import random
from collections.abc import Iterator

BEGIN, END = "zq", "qz"
SITE = "example.invalid"
TEXTS = ("a", "b c", "x_y_z", "1", "*", "é", "日", "")
PIECES = (
    "![{}](http://" + SITE + "/a.png)",
    "[{}](//" + SITE + ")",
    "[{}](javascript:a)",
    "[{}]: http://" + SITE,
    "<img src=//" + SITE + "/{}>",
    "<b>{}</b>",
    "<script>{}</script>",
    "<!--{}-->",
    '" onload="{}',
    "<http://" + SITE + ">",
    " https://" + SITE + "/{} ",
    " WWW." + SITE + " ",
    " {}me@" + SITE,
    "**{}**",
    "_{}_",
    "***{}*",
    "~~{}~~",
    "`{}`",
    "``` {} ```",
    "${}$",
    "$$\\href{{//" + SITE + "}}{{{}}}$$",
    ":red[{}]",
    ":blue-badge[{}]",
    ":help[{}]",
    ":color[{}]{{foreground=red}}",
    " :smile: {}",
    ":+1:",
    " :streamlit: ",
    ":material/home:",
    ":material_{}x:",
    "&lt;{}&gt;",
    "&#33;[{}](b)",
    "\\{}",
    "\\\\[{}](b)",
    "\n# {}",
    "\n> {}",
    "\n- {}",
    "\n1. {}",
    "\n\n    {}",
    "\n---\n",
    "\n{}|b\n--|--\n1|2\n",
    " -> {} <- -- ",
    "\t{}\r\n",
    "\u202e{}\u2066",
    "\x00{}\x1b[1m",
    "\u2060{}\u200b",
    "{}",
)
NESTED = 0.3  # share of the pieces with another in it


def hostile_words(seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    while True:
        yield BEGIN + "".join(_piece(chance) for _ in range(chance.randint(1, 3))) + END


def _piece(chance: random.Random) -> str:
    inner = _piece(chance) if chance.random() < NESTED else chance.choice(TEXTS)
    return chance.choice(PIECES).format(inner)
