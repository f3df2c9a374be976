"""Whatever bytes a folder holds: a runbook, or a reason why not."""

import pytest

from tools.errors import InvalidRequest
from tools.runbooks.document import MAXIMUM_BYTES, MAXIMUM_LINES, make_runbook, read_document


def read(raw: bytes):
    return read_document("db/locks", raw, "dir:x")


def test_front_matter_names_and_links_the_document():
    runbook = read(b"---\ntitle: Locks\nrunbook_url: https://wiki/locks\ntags: [a]\n---\n# Other\n\nText.\n")
    assert (runbook.title, runbook.url, runbook.text) == ("Locks", "https://wiki/locks", "# Other\n\nText.\n")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Dead locks\n\ntext", "Dead locks"),
        ("# Dead \x1b[2Jlocks\n\ntext", "Dead [2Jlocks"),
        ("text only", "locks"),
        ("## Meaning\n\ntext", "locks"),
    ],
)
def test_else_the_heading_or_the_file_names_it(text, title):
    assert make_runbook("db/locks", text, "api").title == title


@pytest.mark.parametrize(
    "front",
    [
        "title: [",
        "- a list",
        "title: &a [*a]",
        "title: null",
        "title: ~",
        'title: !!int ""',
        'title: "\\U80000000"',
        'title: "\\uD800\\0"',
        "x: " + "[" * 5000,
        "just words",
        "2024-99-99",
        "!!python/object:os.system x",
    ],
)
def test_broken_front_matter_costs_only_the_metadata(front):
    runbook = make_runbook("db/locks", f"---\n{front}\n---\nText.\n", "api")
    assert (runbook.title, runbook.text) == ("locks", "Text.\n")


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("502", "502"),
        ("2026-01-31", "2026-01-31"),
        ("no", "no"),
        ("!!bool maybe", "maybe"),
        ('"a\\tb\\e[2J"', "a b[2J"),
    ],
)
def test_a_title_is_text_whatever_yaml_takes_it_for(value, title):
    assert make_runbook("x", f"---\ntitle: {value}\n---\nText.\n", "api").title == title


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


def test_too_many_lines_are_refused_before_they_cost_anything():
    assert make_runbook("x", "a\n" * (MAXIMUM_LINES - 1), "api")
    with pytest.raises(InvalidRequest, match="lines"):
        make_runbook("x", "a\n" * MAXIMUM_LINES, "api")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", False),
        ("psql postgres://app:p4ssw0rd@db.internal/orders", False),
        ('curl -H "Authorization: Bearer $TOKEN" https://api', True),
        ('curl -H "Authorization: Bearer <token>" https://api', True),
        ("login --client_secret=${CLIENT_SECRET} --password=$PASS", True),
        ("ssh admin@bastion.example.com", True),
    ],
)
def test_a_secret_in_a_runbook_is_not_kept_its_name_is(written, kept):
    text = make_runbook("x", f"---\ntitle: {written!r}\n---\n\nRun `{written}` now.", "api").text
    assert (written in text) is kept
    assert ("[REDACTED:" in text) is not kept


def test_a_changed_secret_is_a_changed_file():
    one, other = (make_runbook("x", f"password: {word}", "api") for word in ("hunter22!", "hunter33!"))
    assert one.text == other.text
    assert one.digest != other.digest
