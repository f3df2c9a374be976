"""A stop lets the runs finish that clients no longer wait for: their advice is stored when it has ended."""

import asyncio
from dataclasses import replace

from typing_extensions import override

from tests.support.application import client_of, running
from tools.nouns.accounts import Account, Role
from tools.nouns.knowledge import Advice, Evidence
from tools.ports import Advisor
from tools.toolbox import Toolbox

RESPONDER = Account(username="ann", tenant="default", role=Role.RESPONDER, password_hash="-")


class UnhurriedAdvisor(Advisor):
    """Answers when nobody waits any more."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    @override
    async def advise(self, evidence: Evidence) -> Advice:
        self.asked.set()
        await asyncio.sleep(0.05)
        return Advice(abstained=True, reason="at last")


async def test_a_stop_waits_for_the_advice_under_way(toolbox: Toolbox) -> None:
    advisor = UnhurriedAdvisor()
    settings = toolbox.settings.model_copy(update={"advice_wait_seconds": 0})
    await toolbox.accounts.create_user(RESPONDER)
    async with running(replace(toolbox, settings=settings, advisor=advisor, keyless_advisor=advisor)) as app:
        token = app.state.services.signer.sign(await toolbox.accounts.user("ann"))
        async with client_of(app, Authorization=f"Bearer {token}") as client:
            opened = (await client.post("/incident", json={"log": "disk sda is full", "service": "storage"})).json()
            assert "advice" in opened["pending"]
            await advisor.asked.wait()
    ticket = await toolbox.store.incident("default", opened["incident_id"])
    assert ticket.dossier.advice is not None
    assert ticket.dossier.advice.reason == "at last"
