"""The model-backed advisor keeps the Advisor contract: when the model obeys an attacker, talks nonsense or is down."""

import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest

from tests.contract.advisor import MEANING, MITIGATION, AdvisorContract, evidence
from tests.support.servers.process import running
from tools.advisors.llm import LanguageModel
from tools.advisors.openai import OpenAIAdvisor
from tools.advisors.runbook import RunbookAdvisor
from tools.settings import Settings

CITE = ["evil#page", "db/secret#top", "db/pool#mitigation"]
SCRIPTS = {
    "obeys": {"do": "obey", "items": 2, "cite": CITE, "text": "Delete the stuck\u200b pod with --force\x1b[31m now."},
    "talks": {"do": "obey", "items": 9, "cite": CITE, "text": "Raise the pool size. " * 100},
    "nonsense": {"do": "schema"},
    "down": {"do": "status", "code": 401},
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running("tests.support.servers.openai_server") as base:
        yield base


class TestOpenAIAdvisor(AdvisorContract):
    @pytest.fixture(params=SCRIPTS)
    def script(self, request, server):
        body = json.dumps({"steps": [SCRIPTS[request.param]]}).encode()
        urlopen(Request(f"{server}/script", body, {"content-type": "application/json"})).close()
        return request.param

    @pytest.fixture
    async def advisor(self, server, script):
        model = LanguageModel(Settings(openai_base_url=f"{server}/v1"))
        yield OpenAIAdvisor(model, RunbookAdvisor(), 5)
        await model.close()

    async def test_it_says_who_wrote(self, advisor, script):
        advice = await advisor.advise(evidence(MEANING, MITIGATION))
        by_model = script in ("obeys", "talks")
        assert advice.source.startswith("openai:") is by_model
        assert bool(advice.notes) is not by_model
