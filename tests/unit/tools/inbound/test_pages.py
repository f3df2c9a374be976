"""A sender's page says what its registry line and samples say, and the configurations post where we listen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.inbound.pages import END, START, filled
from tools.inbound.registry import SENDERS, recognise

ROOT = Path(__file__).parents[4]
PAGES = ROOT / "docs" / "integrations"
CONFIGURATIONS = ROOT / "deploy" / "senders"
_ADDRESS = re.compile(r"responder\.example\.org(/[\w/]+)")


class _Loader(yaml.SafeLoader):
    """CloudFormation's own tags are read as plain values."""


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Loader.add_multi_constructor("!", _plain)


@pytest.mark.parametrize("name", SENDERS)
def test_a_page_equals_what_the_samples_say(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert filled(page, SENDERS[name]) == page, "run: make integrations"


def test_a_page_without_its_marks_is_named() -> None:
    with pytest.raises(ValueError, match="the page of sns needs the lines"):
        filled(f"# SNS\n{START}\n", SENDERS["sns"])
    assert END in filled(f"{START}{END}", SENDERS["sns"])


def test_every_page_is_listed_and_there_are_no_others() -> None:
    listed = set(re.findall(r"\]\((\w+)\.md\)", (PAGES / "README.md").read_text(encoding="utf-8")))
    assert listed == set(SENDERS) == {path.stem for path in PAGES.glob("*.md")} - {"README"}


def test_links_lead_to_files() -> None:
    for page in PAGES.glob("*.md"):
        for link in re.findall(r"\]\(([^)h][^)]*)\)", page.read_text(encoding="utf-8")):
            assert (PAGES / link).exists(), f"{page.name}: {link}"


def test_configurations_post_where_we_listen() -> None:
    paths = {sender.path for sender in SENDERS.values()}
    found = [
        (path, address)
        for path in CONFIGURATIONS.rglob("*")
        if path.is_file()
        for address in _ADDRESS.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(found) > 5
    assert not [(path, address) for path, address in found if address not in paths]


@pytest.mark.parametrize("path", sorted(CONFIGURATIONS.rglob("*.y*ml")), ids=lambda path: path.parent.name)
def test_a_configuration_is_yaml(path: Path) -> None:
    assert yaml.load(path.read_text(encoding="utf-8"), _Loader)


@pytest.mark.parametrize("path", sorted(CONFIGURATIONS.rglob("*.json")), ids=lambda path: path.parent.name)
def test_a_configuration_is_json(path: Path) -> None:
    assert json.loads(path.read_text(encoding="utf-8"))


def test_the_datadog_payload_is_read_as_datadogs() -> None:
    body = json.loads((CONFIGURATIONS / "datadog" / "payload.json").read_text(encoding="utf-8"))
    assert recognise(body) == "datadog"
