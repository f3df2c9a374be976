"""Other people's text in Markdown is visible, short and inert."""

import pytest
from markdown_it import MarkdownIt

from tools.text.markdown import inert, printable, quoted, shorten


def test_what_is_too_long_ends_in_an_ellipsis():
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
    assert shorten("one two three", 9) == "one two…"


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\u200b", "\u202e", "\u2066", "\ufeff", "\U000e0041", "\xad", "\r"])
def test_what_nobody_can_see_is_left_out(hidden):
    assert printable(f"ignore{hidden} this\n\ttext") == "ignore this\n\ttext"


HOSTILE = [
    "![x](http://evil.example/a.png)",
    "<script>x</script>",
    "`` ![x](http://e) ``",
    "`",
    "a\n\n# b",
    "```\nx",
    "`a` ~~~ `",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_quotation_is_one_code_span_whatever_is_in_it(text):
    [block] = [token for token in MarkdownIt().parse(f"Said: {quoted(text)} end") if token.type == "inline"]
    before, span, after = block.children or ()
    assert (before.content, span.type, after.content) == ("Said: ", "code_inline", " end")
    assert span.content.strip() == " ".join(text.split())


def test_nothing_is_quoted_as_nothing():
    assert quoted(" \n") == ""


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "![x](a.png)",
        "`a\n\n<img src=x>`",
        "\\`<img>`",
        "a `b` <b>c</b>",
        "```\n<a>\n```\n<img src=x>",
        "- `a\n- <img>`",
    ],
)
def test_no_html_or_image_is_left_outside_code(text):
    rendered = [child.type for token in MarkdownIt().parse(inert(text)) for child in (token, *(token.children or ()))]
    assert not {"html_inline", "html_block", "image"} & set(rendered)


@pytest.mark.parametrize(
    "text", ["`kubectl get <pod>`", "```bash\nls <dir>\n```", "1 < 2 and x <= y", "~~~\n<a>\n~~~", "Wait!"]
)
def test_code_and_plain_text_stay_as_they_are(text):
    assert inert(text) == text
