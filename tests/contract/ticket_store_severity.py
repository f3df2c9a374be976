"""What every ticket store makes of a severity that a person sets."""

from functools import partial

import pytest

from tests.support.story import CRITICAL, HIGH, LOW, Story
from tools.errors import Conflict, NotFound
from tools.nouns.events import SeveritySet
from tools.nouns.incidents import Incident
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity


class SeverityContract:
    async def test_only_worse_reports_raise_what_a_person_set(self, story: Story):
        ticket = await story.report(severity=HIGH)

        async def say(severity: Severity) -> Incident:
            return await story.store.set_severity("default", ticket.incident_id, severity, stored("noise"), "user:ann")

        async def reported(severity: Severity) -> Severity:
            return (await story.report(severity=severity)).severity

        seen = await say(LOW)
        assert (seen.severity, seen.timeline[-1].data) == (LOW, SeveritySet(HIGH, LOW, stored("noise")))
        assert story.kinds(await say(LOW)).count("severity-set") == 1
        assert [await reported(each) for each in (LOW, HIGH, CRITICAL, HIGH)] == [LOW, LOW, CRITICAL, CRITICAL]
        assert (await say(LOW)).severity is LOW
        assert await reported(CRITICAL) is LOW

    async def test_what_a_person_raised_stays_until_something_is_worse(self, story: Story):
        ticket = await story.report(severity=LOW)
        set_to = partial(story.store.set_severity, "default", ticket.incident_id, reason=stored(""), actor="user:ann")
        await set_to(severity=HIGH)
        assert [each.kind for each in await story.notices()] == ["opened", "escalated"]
        medium = await story.report(severity=Severity.MEDIUM)
        assert medium.severity is HIGH
        await set_to(severity=LOW)
        assert [(await story.report(severity=each)).severity for each in (Severity.MEDIUM, HIGH)] == [LOW, HIGH]
        await story.resolve(ticket.incident_id)
        assert (await set_to(severity=LOW)).severity is LOW
        other = await story.report("other")
        await story.merge(other.incident_id, (await story.report()).incident_id)
        with pytest.raises(Conflict):
            await story.store.set_severity("default", other.incident_id, HIGH, stored(""), "user:ann")
        with pytest.raises(NotFound):
            await story.store.set_severity("acme", ticket.incident_id, HIGH, stored(""), "user:ann")
