"""The real ChatOpenAI against a scripted server: what is repeated, what is not, and what is said."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from tests.support.doubles.model_watch import Watched
from tests.support.doubles.tracer import KeptSpans, tracing_to
from tests.support.servers.process import running
from tools.advisors.llm import LanguageModel
from tools.errors import Unavailable
from tools.settings import Settings


class Answer(BaseModel):
    cause: str
    citations: list[str]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running("tests.support.servers.openai_server") as base:
        yield base


class Talk:
    """One model, one script, and what was asked."""

    def __init__(self, base: str, **settings: Any) -> None:
        self.base = base
        chosen = {"openai_api_key": "sk-test-not-a-key", "openai_base_url": f"{base}/v1", **settings}
        self.model = LanguageModel(Settings(**chosen), jitter=lambda low, high: 0.0)

    def script(self, *steps: dict[str, Any], **rest: Any) -> None:
        httpx.post(f"{self.base}/script", json={"steps": list(steps), **rest}).raise_for_status()

    def calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = httpx.get(f"{self.base}/calls").json()
        return calls

    async def ask(self, seconds: float = 5, *, repeat: bool = True) -> Answer:
        messages = [("system", "advise"), ("user", "data")]
        return await self.model.ask(messages, Answer, tenant="acme", seconds=seconds, max_tokens=50, repeat=repeat)


@pytest.fixture
async def talk(server: str) -> AsyncIterator[Talk]:
    made = Talk(server)
    yield made
    await made.model.close()


def status(code: int, **rest: Any) -> dict[str, Any]:
    return {"do": "status", "code": code, **rest}


OK = {"do": "obey"}


async def test_a_call_is_counted_and_is_a_span_without_its_text(talk: Talk) -> None:
    talk.script(status(500), OK)
    watched, kept = Watched(), KeptSpans()
    talk.model.watch = watched
    with tracing_to(kept).root("root"):
        assert await talk.ask()
    assert [each.outcome for each in watched.calls] == ["service-error", "answered"]
    assert watched.calls[1].input_tokens > 0
    assert kept.paths() == ["root", "root > chat gpt-4o-mini", "root > chat gpt-4o-mini"]
    failed, answered = (each.attributes for each in kept.spans[1:])
    assert failed["incident_responder.outcome"] == "service-error"
    assert answered == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.usage.input_tokens": watched.calls[1].input_tokens,
        "gen_ai.usage.output_tokens": watched.calls[1].output_tokens,
        "incident_responder.outcome": "answered",
        "incident_responder.purpose": "advice",
    }


async def test_an_answer_of_the_schema_is_returned(talk: Talk) -> None:
    talk.script(OK)
    assert (await talk.ask()).cause
    [call] = talk.calls()
    assert call["response_format"]["json_schema"]["strict"] is True
    assert call["max_completion_tokens"] == 50
    assert "tools" not in call


@pytest.mark.parametrize(
    "first", [status(429), status(500), status(503), {"do": "garbage"}, {"do": "truncated"}, {"do": "schema"}]
)
async def test_what_may_pass_is_repeated(talk: Talk, first: dict[str, Any]) -> None:
    talk.script(first, OK)
    assert await talk.ask()
    assert len(talk.calls()) == 2


@pytest.mark.parametrize(
    "only", [status(401), status(403), status(400), status(422), status(429, error="insufficient_quota")]
)
async def test_what_a_repeat_cannot_cure_is_not_repeated(talk: Talk, only: dict[str, Any]) -> None:
    talk.script(only)
    with pytest.raises(Unavailable) as caught:
        await talk.ask()
    assert len(talk.calls()) == 1
    assert "sk-" not in str(caught.value)


async def test_a_malformed_answer_is_repeated_once(talk: Talk) -> None:
    talk.script({"do": "garbage"})
    with pytest.raises(Unavailable, match="wrong form"):
        await talk.ask()
    assert len(talk.calls()) == 2


@pytest.mark.parametrize("step", [{"do": "hang"}, {"do": "drip"}])
async def test_nothing_takes_longer_than_its_box(talk: Talk, step: dict[str, Any]) -> None:
    talk.script(step)
    with pytest.raises(Unavailable, match="time"):
        await talk.ask(seconds=0.3)


async def test_a_wait_longer_than_the_box_is_not_begun(talk: Talk) -> None:
    talk.script(status(429, retry_after=60), OK)
    with pytest.raises(Unavailable, match="rate limit"):
        await talk.ask(seconds=5)
    assert len(talk.calls()) == 1


async def test_the_adjudicator_s_question_is_asked_once(talk: Talk) -> None:
    talk.script(status(500), OK)
    with pytest.raises(Unavailable):
        await talk.ask(repeat=False)
    assert len(talk.calls()) == 1


async def test_a_model_that_is_gone_is_replaced_for_good(talk: Talk) -> None:
    talk.script(OK, gone=["gpt-4o-mini"])
    await talk.ask()
    await talk.ask()
    assert [call["model"] for call in talk.calls()] == ["gpt-4o-mini", "gpt-6-luna", "gpt-6-luna"]


async def test_with_both_models_gone_it_says_so(talk: Talk) -> None:
    talk.script(OK, gone=["gpt-4o-mini", "gpt-6-luna"])
    with pytest.raises(Unavailable, match="no such model"):
        await talk.ask()


async def test_the_shutdown_date_is_announced(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    talk.script(OK, shutdown_date="2027-01-14")
    await talk.model.warn_of_shutdown()
    assert "2027-01-14" in caplog.text


async def test_a_failing_service_sees_few_repeats_and_then_nothing(talk: Talk) -> None:
    talk.script(status(500))
    offered = 40
    for _ in range(offered):
        with pytest.raises(Unavailable):
            await talk.ask()
    assert len(talk.calls()) <= 1.1 * offered
    assert len(talk.calls()) < offered / 2
    assert talk.model.state == "opened"


@pytest.mark.parametrize("limit", [{"llm_calls_per_minute": 2}, {"llm_tokens_per_minute": 1_850}])
async def test_the_budget_of_a_minute_is_kept(server: str, limit: dict[str, int]) -> None:
    talk = Talk(server, **limit)
    talk.script(OK)
    answers = [await _outcome(talk) for _ in range(6)]
    assert answers.count("ok") == 2
    assert answers.count("spent") == 4
    assert len(talk.calls()) == 2
    await talk.model.close()


@pytest.mark.parametrize("step", [{"do": "huge"}, {"do": "flood"}])
async def test_an_answer_without_measure_is_not_read_to_its_end(talk: Talk, step: dict[str, Any]) -> None:
    talk.script(step)
    with pytest.raises(Unavailable, match="wrong form"):
        await talk.ask(seconds=30)
    assert len(talk.calls()) == 2


async def test_a_server_that_knows_no_schemas_is_asked_in_words(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    talk.script({"do": "ok", "content": {"cause": "full disk", "citations": ["a#b"]}}, plain=True)
    for _ in range(2):
        assert await talk.ask() == Answer(cause="full disk", citations=["a#b"])
    refused, *asked = talk.calls()
    assert refused["response_format"]["type"] == "json_schema"
    assert [call["response_format"] for call in asked] == [{"type": "json_object"}] * 2
    assert '"citations"' in asked[0]["messages"][-1]["content"]
    assert "does not support JSON schemas" in caplog.text


@pytest.mark.parametrize("step", [{"do": "garbage"}, {"do": "schema"}])
async def test_what_is_asked_in_words_is_checked_all_the_same(talk: Talk, step: dict[str, Any]) -> None:
    talk.script(step, plain=True)
    with pytest.raises(Unavailable, match="wrong form"):
        await talk.ask()
    assert len(talk.calls()) == 3


async def test_no_key_is_needed_for_a_local_server(server: str) -> None:
    talk = Talk(server, openai_api_key=None)
    talk.script(OK)
    assert await talk.ask()
    await talk.model.close()


async def _outcome(talk: Talk) -> str:
    try:
        await talk.ask()
    except Unavailable as error:
        return "spent" if "spent" in str(error) else str(error)
    return "ok"
