"""One thread writes: it collects what is waiting, commits it as one transaction, then wakes every caller."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from tools.errors import IncidentResponderError, Overloaded, StoreUnavailable
from tools.nouns.policy import DEFAULTS, Policy
from tools.ports import Clock
from tools.threads import end_here
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.sql.commands import Command
from tools.tickets.sql.database import Database, storage_errors
from tools.tickets.sql.recording.group import Recording
from tools.tickets.sql.transaction import Transaction

log = logging.getLogger(__name__)
MAX_GROUP = 256
MAX_WAITING = 8192


class Writer:
    """Owns the connection that writes. `make_group` builds the state of a transaction."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        make_group: Callable[[Transaction], Recording],
        policy: Policy = DEFAULTS,
        seal: Seal = PLAIN,
    ) -> None:
        self._database = database
        self._connection = database.writing
        self._clock = clock
        self._policy = policy
        self._seal = seal
        self._make_group = make_group
        self._waiting: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._submitting = threading.Lock()
        self._closed: IncidentResponderError | None = None
        self._thread = threading.Thread(target=self._serve, name="ticket-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Command) -> None:
        """Queue a command. Raises Overloaded if the queue is full, StoreUnavailable if the writer has ended."""
        with self._submitting:
            if self._closed is not None:
                raise StoreUnavailable(str(self._closed))
            if self._waiting.qsize() >= MAX_WAITING:
                raise Overloaded("the ticket store's queue is full: try again in a second", retry_after=1.0)
            self._waiting.put(command)

    def close(self) -> None:
        """Finish the accepted commands, then stop. It blocks; call it off the event loop."""
        with self._submitting:
            self._closed = self._closed or StoreUnavailable("the ticket store is closed")
            self._waiting.put(None)
        self._thread.join()
        self._database.close()

    def _serve(self) -> None:
        """Run the thread. However it ends, every waiting and every later caller gets the error."""
        reason = StoreUnavailable("the ticket store is closed")
        try:
            while (commands := self._gather()) is not None:
                self._commit(commands)
        except BaseException as error:
            log.exception("the ticket writer died")
            reason = StoreUnavailable(f"the ticket writer died: {type(error).__name__}")
        with self._submitting:
            self._closed = reason
        while not self._waiting.empty():
            if (command := self._waiting.get()) is not None:
                _wake([(command, reason)])

    def _gather(self) -> list[Command] | None:
        """Wait for one command, then take what else is waiting, up to a group. None if asked to stop."""
        first = self._waiting.get()
        if first is None:
            return None
        commands = [first]
        while len(commands) < MAX_GROUP and not self._waiting.empty():
            command = self._waiting.get()
            if command is None:
                self._waiting.put(None)
                break
            commands.append(command)
        return commands

    def _commit(self, commands: list[Command]) -> None:
        """Commit one transaction for the group; a storage failure fails the whole group with nothing written."""
        try:
            with storage_errors(self._connection), self._database.alone():
                outcomes = self._transact(commands)
                self._database.committed()
        except IncidentResponderError as error:
            outcomes = [(command, error) for command in commands]
        except BaseException:
            _wake([(command, StoreUnavailable("the ticket writer died")) for command in commands])
            raise
        _wake(outcomes)

    def _transact(self, commands: list[Command]) -> list[tuple[Command, Any]]:
        self._connection.begin_write()
        try:
            group = self._make_group(Transaction(self._connection, self._clock, self._policy, self._seal))
            group.prepare(request for command in commands for request in command.requests)
            outcomes = [(command, _attempt(command, group)) for command in commands]
            group.flush()
            group.txn.finish()
            self._connection.execute("COMMIT")
            group.committed()
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return outcomes


def _attempt(command: Command, group: Recording) -> Any:
    """Run one command. An error raised on purpose is its outcome; a storage failure ends the group."""
    try:
        return command.run(group)
    except Exception as error:
        if group.txn.sql.is_failure(error):
            raise
        if not isinstance(error, IncidentResponderError):
            log.exception("a store command failed")
        return error


def _wake(outcomes: list[tuple[Command, Any]]) -> None:
    """Resolve futures with one wake-up per event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Command, Any]]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].future.get_loop(), []).append(outcome)
    for loop, mine in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, mine)


def _resolve(outcomes: list[tuple[Command, Any]]) -> None:
    for command, outcome in outcomes:
        end_here(command.future, outcome, outcome if isinstance(outcome, BaseException) else None)
