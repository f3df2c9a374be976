"""Renders Markdown on pages: without embedded HTML, images or scripts, and with links only to web addresses."""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from tools.runbooks.sections import anchors
from tools.text.hostile_characters import clean
from tools.text.links import hosts
from tools.text.markdown import inert

SECTION = "s-"
"""The prefix of section ids on a page, so that no heading collides with an id of ours."""
_TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a"),
    *("hr", "br", "table", "thead", "tbody", "tr", "th", "td", "s"),
}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, **{tag: {"id"} for tag in _HEADINGS}}
_READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
_TASK = re.compile(r"^(\s*[-*+] )\[([ xX])\] ", re.MULTILINE)


def document(text: str) -> Markup:
    """Render a document. Each top-level heading has the id that citations link to."""
    shown = _TASK.sub(lambda found: f"{found[1]}{'☐' if found[2] == ' ' else '☑'} ", clean(text))
    places = anchors(shown)
    tokens = _READER.parse(inert(shown, hosts(shown)))
    for token in tokens:
        _place(token, places)
    return _cleaned(_READER.renderer.render(tokens, _READER.options, {}))


def inline(text: str) -> Markup:
    """Render a step or sentence: lists, code and emphasis, but no links."""
    return _cleaned(_READER.render(inert(clean(text))))


def section_id(citation: str) -> str:
    """The id of a citation on its runbook's page; all parts of a long section share its heading."""
    return SECTION + citation.partition("#")[2].partition(".")[0]


def _place(token: Token, places: dict[int, str]) -> None:
    """Lower each heading by one level, since the page has its own, and set its id."""
    if token.type not in ("heading_open", "heading_close"):
        return
    token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    if token.type == "heading_open" and token.map and not token.level and token.map[1] in places:
        token.attrSet("id", SECTION + places[token.map[1]])


def _cleaned(html: str) -> Markup:
    return Markup(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"http", "https"},
            link_rel="noopener noreferrer nofollow",
            strip_comments=True,
        )
    )
