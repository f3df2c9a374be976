"""What every ChangeLog keeps."""

from dataclasses import replace

from tests.support.clock import ManualClock
from tools.ids import new_ulid
from tools.nouns.changes import KEPT_SECONDS, Change
from tools.nouns.redacted import stored


def change(at: float, service: str = "shop", tenant: str = "acme") -> Change:
    return Change(
        change_id=f"chg_{new_ulid(at)}",
        tenant=tenant,
        service=stored(service),
        environment=stored("prod"),
        at=at,
        actor="key:ci",
        text=stored("deployed"),
        version=stored("1.4.2"),
        url=stored("https://ci.example/1"),
    )


class ChangeContract:
    async def test_the_changes_of_a_service_within_a_span(self, store, clock: ManualClock):
        start = clock()
        told = [change(start + seconds) for seconds in (0, 60, 120)]
        for each in (*told, change(start + 60, "web"), change(start + 60, tenant="other")):
            await store.changes.add(each)
        assert list(await store.changes.near("acme", "shop", start, start + 120)) == told
        assert list(await store.changes.near("acme", "shop", start + 1, start + 119)) == told[1:2]
        assert list(await store.changes.near("acme", "none", start, start + 120)) == []

    async def test_the_same_id_again_is_one_change(self, store, clock: ManualClock):
        one = change(clock())
        await store.changes.add(one)
        await store.changes.add(replace(one, text=stored("rolled back")))
        [found] = await store.changes.near("acme", "shop", clock() - 1, clock() + 1)
        assert found.text == "rolled back"

    async def test_old_changes_are_forgotten(self, store, clock: ManualClock):
        start = clock()
        await store.changes.add(change(start))
        clock.pass_(KEPT_SECONDS + 60)
        await store.changes.add(change(clock()))
        assert [each.at for each in await store.changes.near("acme", "shop", 0, clock())] == [clock()]
