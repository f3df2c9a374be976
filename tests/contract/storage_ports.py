"""What every AccountStore, IdempotencyStore and RunbookStore keeps."""

import asyncio
from dataclasses import replace

import pytest

from tests.support.clock import ManualClock
from tests.support.knowledge import section_row
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.accounts import Account, AccountChanges, AuditAction, AuditEntry, Role
from tools.nouns.knowledge import RESOLUTION, TITLE, Runbook, Section, SectionRow
from tools.nouns.redacted import stored
from tools.nouns.replies import SavedReply
from tools.nouns.sign_ins import SignIn

ANN = Account(username="ann", tenant="acme", role=Role.ADMIN, password_hash="x")


class AccountContract:
    async def test_names_are_given_once(self, store):
        assert await store.user("ann") is None
        made = await asyncio.gather(*(store.create_user(ANN) for _ in range(5)))
        assert made.count(True) == 1
        assert await store.user("ann") == ANN

    async def test_users_are_listed_by_name(self, store):
        for name in ("zoe", "ann", "bob"):
            await store.create_user(replace(ANN, username=name))
        assert [account.username for account in await store.users()] == ["ann", "bob", "zoe"]

    async def test_every_change_makes_older_tokens_die(self, store):
        await store.create_user(ANN)
        await store.update_user("ann", AccountChanges(role=Role.VIEWER, disabled=True))
        changed = replace(ANN, role=Role.VIEWER, disabled=True, token_version=2)
        assert await store.user("ann") == changed
        await store.update_user("ann", AccountChanges(password_hash="y"))
        assert await store.user("ann") == replace(changed, password_hash="y", token_version=3)
        with pytest.raises(NotFound):
            await store.update_user("bob", AccountChanges(role=Role.VIEWER))

    async def test_a_change_of_no_right_keeps_the_tokens(self, store):
        await store.create_user(ANN)
        await store.update_user("ann", AccountChanges(password_hash="z", must_change=True), keep_tokens=True)
        assert await store.user("ann") == replace(ANN, password_hash="z", must_change=True)

    async def test_an_ended_session_is_known_until_its_token_ends(self, store, clock: ManualClock):
        await store.create_user(ANN)
        await store.end_session("ann", "one", clock() + 10)
        await store.end_session("ann", "two", clock() + 20)
        assert dict((await store.user("ann")).ended_sessions) == {"one": clock() + 10, "two": clock() + 20}
        assert (await store.user("ann")).token_version == ANN.token_version
        clock.pass_(15)
        await store.end_session("ann", "three", clock() + 10)
        assert set((await store.user("ann")).ended_sessions) == {"two", "three"}
        with pytest.raises(NotFound):
            await store.end_session("bob", "one", clock() + 10)

    async def test_a_deleted_user_is_unknown(self, store):
        await store.create_user(ANN)
        for _ in range(2):
            await store.delete_user("ann")
        assert await store.user("ann") is None
        assert list(await store.users()) == []

    async def test_sign_ins_are_listed_until_they_expire(self, store, clock: ManualClock):
        for number in range(3):
            at, agent = clock(), stored(f"browser {number}")
            signed_in = {"at": at, "expires_at": at + 30, "address": "::1", "agent": agent}
            await store.sign_ins.add(SignIn(session_id=f"s{number}", username="ann", **signed_in))
            clock.pass_(10)
        found = await store.sign_ins.of_user("ann")
        assert [(each.session_id, each.agent) for each in found] == [(f"s{n}", f"browser {n}") for n in (1, 2)]
        await store.sign_ins.forget("ann", "s1")
        assert [each.session_id for each in await store.sign_ins.of_user("ann")] == ["s2"]
        assert await store.sign_ins.of_user("bob") == []

    async def test_the_audit_log_takes_lines(self, store):
        for action in (AuditAction.LOGIN_ACCEPTED, AuditAction.USER_ADDED):
            await store.audit(AuditEntry("acme", "ann", action, "bob", {"role": "viewer"}))
        found = (await store.audit_page("acme", 10, None)).lines
        assert [each.action for each in found] == [AuditAction.USER_ADDED, AuditAction.LOGIN_ACCEPTED]


class IdempotencyContract:
    async def test_the_first_runs_and_the_others_get_its_reply(self, store):
        assert await store.begin("acme", "/resolve", "k", "d1") is None
        with pytest.raises(Conflict):
            await store.begin("acme", "/resolve", "k", "d1")
        reply = SavedReply(200, '{"id":"inc_1","by":"Zoë"}'.encode())
        await store.complete("acme", "/resolve", "k", reply)
        assert await store.begin("acme", "/resolve", "k", "d1") == reply

    async def test_another_body_is_refused(self, store):
        await store.begin("acme", "/resolve", "k", "d1")
        for _ in range(2):
            with pytest.raises(InvalidRequest):
                await store.begin("acme", "/resolve", "k", "d2")
            await store.complete("acme", "/resolve", "k", SavedReply(200, b"{}"))

    async def test_tenants_and_routes_have_their_own_keys(self, store):
        await store.begin("acme", "/resolve", "k", "d1")
        assert await store.begin("other", "/resolve", "k", "d2") is None
        assert await store.begin("acme", "/incident", "k", "d2") is None

    async def test_what_failed_without_effect_may_run_again(self, store):
        await store.begin("acme", "/resolve", "k", "d1")
        await store.abandon("acme", "/resolve", "k")
        assert await store.begin("acme", "/resolve", "k", "d2") is None

    async def test_a_key_whose_process_died_may_run_again(self, store, clock: ManualClock):
        await store.begin("acme", "/resolve", "k", "d1")
        clock.pass_(61)
        assert await store.begin("acme", "/resolve", "k", "d1") is None

    async def test_a_reply_is_kept_for_two_days(self, store, clock: ManualClock):
        await store.begin("acme", "/resolve", "k", "d1")
        await store.complete("acme", "/resolve", "k", SavedReply(200, b"{}"))
        clock.pass_(47 * 3600)
        assert await store.begin("acme", "/resolve", "k", "d1") == SavedReply(200, b"{}")
        clock.pass_(2 * 3600)
        assert await store.begin("acme", "/resolve", "k", "another body") is None
        with pytest.raises(Conflict):
            await store.begin("acme", "/resolve", "k", "another body")

    async def test_a_clock_that_was_set_back_keeps_no_key_forever(self, store, clock: ManualClock):
        await store.begin("acme", "/resolve", "k", "d1")
        clock.pass_(-49 * 3600)
        assert await store.begin("acme", "/resolve", "k", "d2") is None

    async def test_of_many_at_once_one_runs(self, store):
        answers = await asyncio.gather(
            *(store.begin("acme", "/incident", "k", "d1") for _ in range(20)), return_exceptions=True
        )
        assert [answer for answer in answers if not isinstance(answer, Conflict)] == [None]


SHARED, OURS = section_row("db#shared", b"1111", "shipped"), section_row("db#ours", b"2222")


def runbook(name: str, text: str = "text", source: str = "shipped") -> Runbook:
    return Runbook(name, name.title(), text, source, f"digest of {text}", None)


class RunbookContract:
    async def test_every_field_of_a_section_comes_back(self, store):
        section = Section("resolution:inc_1", RESOLUTION, "", "Disk full", "Resolution on db", "Emptied it.")
        linked = Section("db#a", TITLE, "db", "Db", "Mitigation", "Db", "https://wiki.example/db")
        rows = [SectionRow(section, b"1234"), SectionRow(linked, b"5678", "Db", "dir:wiki")]
        await store.put_runbook("acme", runbook("db"), rows)
        assert (await store.sections("acme", 0))[1] == rows

    async def test_a_document_is_replaced_with_its_sections(self, store):
        await store.put_runbook("acme", runbook("db"), [section_row("db#a"), section_row("db#b", b"5678")])
        await store.put_runbook("acme", runbook("db", "newer"), [section_row("db#c", b"4321")])
        assert await store.runbook("acme", "db") == runbook("db", "newer")
        _, sections = await store.sections("acme", 0)
        assert sections == [section_row("db#c", b"4321")]

    async def test_a_tenants_own_document_covers_a_shared_one(self, store):
        await store.put_runbook("", runbook("db"), [SHARED])
        await store.put_runbook("", runbook("net"), [])
        await store.put_runbook("acme", runbook("db", "ours", "api"), [OURS])
        assert [(each.runbook_id, each.text) for each in await store.runbooks("acme")] == [
            ("db", "ours"),
            ("net", "text"),
        ]
        assert [each.text for each in await store.runbooks("other")] == ["text", "text"]
        assert (await store.sections("acme", 0))[1] == [OURS]
        assert (await store.sections("other", 0))[1] == [SHARED]

    async def test_a_tenant_hides_a_shared_document_for_itself_only(self, store):
        await store.put_runbook("", runbook("db"), [SHARED])
        await store.delete_runbook("acme", "db")
        for missing in ("db", "none"):
            with pytest.raises(NotFound):
                await store.runbook("acme", missing)
            with pytest.raises(NotFound):
                await store.delete_runbook("acme", missing)
        assert (await store.sections("acme", 0))[1] == []
        assert (await store.runbook("other", "db")).text == "text"
        await store.put_runbook("acme", runbook("db", "ours"), [])
        assert (await store.runbook("acme", "db")).text == "ours"

    async def test_sections_come_only_when_something_changed(self, store):
        assert await store.sections("acme", 0) == (0, [])
        await store.put_runbook("", runbook("db"), [SHARED])
        seen, sections = await store.sections("acme", 0)
        assert len(sections) == 1
        assert await store.sections("acme", seen) == (seen, [])
        await store.put_runbook("other", runbook("x"), [])
        assert await store.sections("acme", seen) == (seen, [])
        await store.delete_runbook("acme", "db")
        newer, sections = await store.sections("acme", seen)
        assert newer > seen
        assert sections == []
