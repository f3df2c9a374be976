"""`incident-responder scrub`: erases one text everywhere, after a secret slipped in."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, with_store

if TYPE_CHECKING:
    from tools.nouns.scrubbed import Scrubbed

_TEXT = "The text; - reads it from standard input, so that it appears in no process list."
Text = Annotated[str, typer.Argument(help=_TEXT)]
Incident = Annotated[str, typer.Option(help="Only in the data of this incident.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count; change nothing.")]

LEFT = """This command cannot erase: backups and exports, older versions of objects in a bucket that keeps them,
messages in a queue, runbook files in RUNBOOKS_DIR, and messages at destinations other than Slack.
Running servers drop cached texts within ten seconds; functions do so when their process ends."""


def scrub(text: Text, incident: Incident = "", tenant: Tenant = DEFAULT_TENANT, dry_run: DryRun = False) -> None:
    """Erase a text from the store and from our Slack messages. The word “scrubbed” takes its place."""
    from api.acts.scrubbing import scrub_store

    wanted = sys.stdin.read() if text == "-" else text
    found = with_store(lambda store: scrub_store(store, caller_of(tenant), wanted, incident, dry_run=dry_run))
    for place, count in sorted(found.places.items()):
        console.print(f"  {count:>6} {place}", markup=False, highlight=False)
    if dry_run or not found.total:
        console.print("Nothing was changed." if found.total else "The text was not found.")
        return
    console.print("Erased; [scrubbed] has taken its place.", markup=False)
    if not found.rewritten:
        console.print("Another process was reading: the file may contain the text until this command runs again.")
    if found.deliveries:
        _edit(found)
    console.print(LEFT, markup=False, highlight=False)


def _edit(found: "Scrubbed") -> None:
    from api.acts.scrubbing import edit_messages
    from api.destination_set_up import with_directory_and_store

    edited = with_directory_and_store(lambda directory, store: edit_messages(store.deliveries, directory, found))
    done = [each for each in edited if not each.fault]
    console.print(f"{len(done)} posted messages were overwritten.")
    for each in edited:
        if each.fault:
            console.print(f"  {each.destination} {each.external_id}: {each.fault}", markup=False, highlight=False)
