"""The names of metrics are the same in the code, the page about them, the alerts and the dashboard."""

import json
import re
from pathlib import Path

import httpx
import yaml

import tools.runbooks
from deploy.grafana.check import problems, queries

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "TELEMETRY.md"
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "dashboard.json").read_text("utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
RUNBOOKS = Path(tools.runbooks.__file__).parent / "library" / "responder"
NAME = re.compile(r"\b(?:incident_responder|process)_[a-z_]+")
SUFFIX = re.compile(r"_(?:total|bucket|sum|count|created)$")


def named(text: str) -> set[str]:
    """As the page calls them: without what the wire adds to a name."""
    return {SUFFIX.sub("", name) for name in NAME.findall(text)}


async def served(responder: httpx.AsyncClient) -> set[str]:
    told = (await responder.get("/metrics")).text
    types = re.findall(r"^# TYPE (\S+) \w+$", told, re.M)
    return {SUFFIX.sub("", name) for name in types if not name.endswith("_created")}


async def test_the_page_names_what_is_served(responder: httpx.AsyncClient) -> None:
    tables = [line.split("|")[1] for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert named(" ".join(tables)) == await served(responder)


async def test_the_dashboard_shows_all_that_is_served(responder: httpx.AsyncClient) -> None:
    own = {name for name in await served(responder) if not name.startswith("process_")}
    shown = named(" ".join(queries(DASHBOARD)))
    assert {name for name in shown if not name.startswith("process_")} == own
    assert shown <= await served(responder)


async def test_alerts_ask_for_what_is_served(responder: httpx.AsyncClient) -> None:
    asked = named(" ".join(rule["expr"] for rule in RULES))
    assert asked <= await served(responder)
    assert all(NAME.search(rule["expr"]) or rule["expr"].startswith("up{") for rule in RULES)


async def test_other_pages_name_what_is_served(responder: httpx.AsyncClient) -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *RUNBOOKS.glob("*.md")]
    known = await served(responder)
    for page in pages:
        assert {each for each in named(page.read_text("utf-8")) if each.startswith("incident_")} <= known, page


def test_the_dashboard_is_in_order() -> None:
    assert list(problems(DASHBOARD)) == []


def test_a_broken_dashboard_is_seen() -> None:
    broken = json.loads(json.dumps(DASHBOARD))
    first, second, *_ = [panel for panel in broken["panels"] if panel["type"] == "stat"]
    second["id"], second["gridPos"] = first["id"], first["gridPos"]
    first["targets"][0]["expr"] = "sum(rate(nothing[$unknown]"
    told = "\n".join(problems(broken))
    for word in ("have the id", "overlap", "a variable that"):
        assert word in told


def test_every_alert_has_its_runbook_and_its_tests() -> None:
    tested = (ROOT / "deploy" / "prometheus" / "rules_test.yaml").read_text("utf-8")
    for rule in RULES:
        page = RUNBOOKS.parent / f"{rule['annotations']['runbook_url']}.md"
        assert f"`{rule['alert']}`" in page.read_text("utf-8")
        assert f"  - name: {rule['alert']}\n" in tested
    # promtool passes a test that an alert is quiet for a name that no rule has, and without the file of rules.
    assert set(re.findall(r"alertname: (\w+)", tested)) == {rule["alert"] for rule in RULES}
    assert "rule_files: [rules.yaml]" in tested
    used = {rule["annotations"]["runbook_url"].rpartition("/")[2] for rule in RULES}
    assert {page.stem for page in RUNBOOKS.glob("*.md")} == used
