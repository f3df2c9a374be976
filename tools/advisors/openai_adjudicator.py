"""The Adjudicator port on a language model: one short question per pair of problems; answers are cached."""

from typing import Literal

from pydantic import BaseModel, Field

from tools.advisors.llm import LanguageModel
from tools.advisors.prompts import adjudication_messages
from tools.cache import BoundedCache
from tools.errors import Unavailable
from tools.nouns.reports import Profile
from tools.telemetry.model_watch import Instead, Purpose

SECONDS = 3.0  # a report waits for it; without an answer a new ticket is opened, which a person may merge
MAX_TOKENS = 100  # one word in JSON, with room for a model that thinks aloud
REMEMBERED = 4_096
RULINGS = {"yes": True, "no": False}


class Ruling(BaseModel):
    """The ruling on whether two masked messages are one problem."""

    same_problem: Literal["yes", "no", "unsure"] = Field(description="yes, no, or unsure")


class OpenAIAdjudicator:
    """Returns None rather than guess: if the budget is spent, or the answer is late or unusable."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._rulings: BoundedCache[tuple[str, ...], bool] = BoundedCache(REMEMBERED, texts=True)

    async def same_problem(self, tenant: str, service: str, left: Profile, right: Profile) -> bool | None:
        """See the port.

        Each pair of fingerprints is asked about once, in either order; fingerprints imply their tenant.
        """
        pair = tuple(sorted((left.fingerprint, right.fingerprint)))
        if pair in self._rulings:
            return self._rulings[pair]
        try:
            answer = await self._model.ask(
                adjudication_messages(service, left, right),
                Ruling,
                tenant=tenant,
                seconds=SECONDS,
                max_tokens=MAX_TOKENS,
                repeat=False,
                purpose=Purpose.ADJUDICATION,
            )
        except Unavailable:
            self._model.watch.did_without(Instead.NO_RULING, "unavailable")
            return None
        ruling = RULINGS.get(answer.same_problem)
        if ruling is not None:
            self._rulings[pair] = ruling
        return ruling
