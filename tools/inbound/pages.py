"""The generated part of a sender's documentation page: the address, one body to try, and the effect of each sample.

`python -m tools.inbound.pages docs/integrations` writes it between two marks in each page. The text around it, about
the setup in the other system, is written by hand.
"""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.inbound.registry import SENDERS, Sender
from tools.inbound.sample import KINDS, Sample, samples_of
from tools.inbound.signal import Acted, Fired, Ignored, Recovered, Signal

START, END = "<!-- from the registry and the samples: make integrations -->", "<!-- end -->"


def block(sender: Sender) -> str:
    """The generated part of a page, in Markdown, without the marks."""
    samples = samples_of(sender.name)
    firing = (sample for sample in samples if all(isinstance(each, Fired) for each in sample.reading.signals))
    tried = min(firing, key=lambda sample: (-_told_fields(sample), len(sample.body)))
    return "\n".join((*_address(sender), "", "### Try it", "", *_curl(sender, tried), "", *_table(samples)))


def _told_fields(sample: Sample) -> int:
    """How many fields are read from a body; newcomers should try the sample with the most."""
    fired = [signal for signal in sample.reading.signals if isinstance(signal, Fired)]
    names = ("service", "environment", "severity", "host", "dedup_key")
    return sum(bool(getattr(signal, name)) for signal in fired[:1] for name in names)


def filled(page: str, sender: Sender) -> str:
    """The page with its generated part rewritten. Raises ValueError if a mark is missing."""
    head, start, rest = page.partition(START)
    _, end, tail = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the page of {sender.name} needs the lines {START} and {END}")
    return f"{head}{START}\n{block(sender)}\n{END}{tail}"


def _address(sender: Sender) -> Iterator[str]:
    names = " or ".join(f"`/webhooks/{alias}`" for alias in sender.aliases)
    yield "| | |"
    yield "|---|---|"
    yield f"| Address | `POST {sender.path}`{f', also {names}' if names else ''} |"
    yield f"| Bodies | {', '.join(f'`{kind}`' for kind in sender.content_types)} |"
    if sender.headers:
        yield f"| Header that is read | {', '.join(f'`{name}`' for name in sender.headers)} |"
    contents = "the present state: a firing alert still fires when it arrives" if sender.state_as_of_now else "events"
    yield f"| A body contains | {contents} |"


def _curl(sender: Sender, sample: Sample) -> Iterator[str]:
    yield f"`incident-responder senders test {sender.name}` sends every sample to a server. One by hand:"
    yield ""
    yield "```bash"
    yield f"""curl -s "$RESPONDER{sender.path}" -H "Authorization: Bearer $RESPONDER_KEY" \\"""
    for name, value in {"Content-Type": sample.content_type, **sample.headers}.items():
        yield f"  -H '{name}: {value}' \\"
    yield f"  --data-binary {shlex.quote(sample.body.decode())}"
    yield "```"


def _table(samples: tuple[Sample, ...]) -> Iterator[str]:
    yield "| What the sender reports | Read as |"
    yield "|---|---|"
    for sample in samples:
        yield f"| {sample.about} | {'<br>'.join(map(_told, sample.reading.signals))} |"


def _told(signal: Signal) -> str:
    match signal:
        case Fired():
            severity = signal.severity.name if signal.severity else ""
            facts = ", ".join(filter(None, (signal.service, signal.environment, severity)))
            told = f"{signal.title}{f' ({facts})' if facts else ''}"
        case Recovered():
            told = signal.title if signal.headline or signal.text else "the alert of that key is over"
        case Acted():
            told = f"{signal.action.value}{f' by {signal.by}' if signal.by else ''}"
        case Ignored():
            told = f"{signal.reason.value}: {signal.text}" if signal.change else signal.reason.value
    plain = told.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
    return f"**{KINDS[type(signal)]}**: {plain}"


def main(folder: Path) -> None:
    """Write the generated part of every sender's page in the folder."""
    for sender in SENDERS.values():
        page = folder / f"{sender.name}.md"
        page.write_text(filled(page.read_text(encoding="utf-8"), sender), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
