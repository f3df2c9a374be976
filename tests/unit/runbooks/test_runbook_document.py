"""Whatever bytes a folder holds: a runbook, or a reason why not."""

import pytest

from tools.errors import InvalidRequest
from tools.runbooks.document import MAXIMUM_BYTES, make_runbook, read_document


def read(raw: bytes):
    return read_document("db/locks", raw, "dir:x")


def test_front_matter_names_and_links_the_document():
    runbook = read(b"---\ntitle: Locks\nrunbook_url: https://wiki/locks\ntags: [a]\n---\n# Other\n\nText.\n")
    assert (runbook.title, runbook.url, runbook.text) == ("Locks", "https://wiki/locks", "# Other\n\nText.\n")


@pytest.mark.parametrize(
    ("text", "title"),
    [("# Dead locks\n\ntext", "Dead locks"), ("text only", "locks"), ("## Meaning\n\ntext", "locks")],
)
def test_else_the_heading_or_the_file_names_it(text, title):
    assert make_runbook("db/locks", text, "api").title == title


@pytest.mark.parametrize(
    "front",
    [
        "title: [",
        "- a list",
        "title: &a [*a]",
        "title: 3",
        "x: " + "[" * 5000,
        "just words",
        "2024-99-99",
        "!!python/object:os.system x",
    ],
)
def test_broken_front_matter_costs_only_the_metadata(front):
    runbook = make_runbook("db/locks", f"---\n{front}\n---\nText.\n", "api")
    assert (runbook.title, runbook.text) == ("locks", "Text.\n")


def test_a_rule_at_the_top_is_not_front_matter():
    assert make_runbook("x", "---\n\nNever closed.\n", "api").text == "---\n\nNever closed.\n"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/relative", "https://a b"])
def test_only_web_addresses_become_urls(url):
    assert make_runbook("x", f"---\nurl: '{url}'\n---\ntext", "api").url is None


@pytest.mark.parametrize(
    "raw",
    [
        "Größe".encode(),
        "\ufeffGröße".encode(),
        "Größe".encode("cp1252"),
        b"\xff\xfe" + "Größe".encode("utf-16-le"),
        b"\xfe\xff" + "Größe".encode("utf-16-be"),
    ],
)
def test_other_encodings_are_read(raw):
    assert read(raw).text == "Größe"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"---\ntitle: x\n---\n", "empty"),
        (b"\x89PNG\x00\x01", "not a text file"),
        (b"x" * (MAXIMUM_BYTES + 1), "larger than"),
    ],
)
def test_what_is_no_runbook_is_refused_with_the_reason(raw, reason):
    with pytest.raises(InvalidRequest, match=reason):
        read(raw)


def test_line_ends_do_not_change_the_digest():
    assert read(b"a\r\nb\r\n").digest == read(b"a\nb\n").digest != read(b"a\nc\n").digest
