"""Finds what a step asks its reader to run or open, and which of its commands are read-only. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from tools.text.visible import visible

_FENCED = re.compile(r"^[ \t]{0,9}(`{3,}|~{3,})[^\n]*\n(.*?)(?:^[ \t]{0,9}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)(`{1,3})(?!`)([^\n]{1,600}?)(?<!`)\1(?!`)")
_PROMPT = re.compile(r"^(?:[$#>] |PS> |\w+[=-]?[#>] )")
_BLANKS = re.compile(r"\s+")
# Programs whose name is no English word; those that a sentence may mention, which are commands with a subcommand behind
# them; and words that are commands before an option or a path only.
_PROGRAM = (
    r"kubectl|oc|rm|chmod|chown|chattr|curl|wget|psql|redis-cli|mongosh|crictl|systemctl|journalctl|iptables|nft|ufw"
    r"|apt-get|yum|dnf|apk|pip3?|npm|npx|rsync|scp|useradd|usermod|userdel|mkfs\S*|umount|sysctl|rabbitmqctl|kafka-\S+"
    r"|etcdctl|pkill|killall|wipefs|fdisk|parted|insmod|modprobe|setenforce|swapoff|shred|nohup|xargs|crontab|sudo|nc"
    r"|ncat|gpg|ssh-keygen|ssh-copy-id|lv\w+|vg\w+|zpool|pwsh|powershell|iex|dd"
)
_SPOKEN = r"docker|podman|nerdctl|helm|aws|gcloud|az|doctl|terraform|tofu|git|vault|consul|nomad|service|ceph|apt|zfs"
_SUBCOMMAND = (
    r"run|exec|rm|rmi|stop|start|restart|reload|kill|ps|logs|prune|system|image|volume|compose|inspect|pull|push|build"
    r"|delete|apply|destroy|plan|get|install|remove|purge|upgrade|uninstall|rollback|reset|clean|clone|checkout|kv"
    r"|operator|secrets?|job|alloc|node|osd|s3|ec2|iam|rds|ecs|eks|lambda|sts|ssm|compute|container|sql|projects|vm"
    r"|group|keyvault|aks|storage|set|status|list"
)
_AMBIGUOUS = (
    r"sh|bash|python\d?|perl|ruby|php|node|mysql\w*|mongo|openssl|base64|ssh|mv|cp|kill|find|cat|head|tail|grep|sed|awk"
    r"|tar|echo|export|source|set|unset|eval|mount|make|go|su|at|env|touch|ln|less|more|sort|watch|reboot|shutdown|tee"
    r"|halt|nice|time|test|printf|cd|ls|ps|id|date|ping|host|ip|route|tr|cut|truncate|passwd|docker|helm|vault|service"
)
_ARGUMENT = r"(?=--?\w|[/$~]|\S{1,60}[/=$>|])"
_BARE = re.compile(
    rf"(?<![\w./-])(?:(?:{_PROGRAM})[ \t]+(?=[^\s.,;:)])|(?:{_SPOKEN})[ \t]+(?=(?:{_SUBCOMMAND})\b)"
    rf"|(?:{_AMBIGUOUS})[ \t]+{_ARGUMENT})[^\n`]{{1,400}}"
    r"|(?<![\w.])(?:DROP|TRUNCATE|DELETE FROM|ALTER|GRANT|REVOKE|UPDATE|INSERT INTO|SELECT)[ \t]+\w[^\n`]{1,400}"
)
# The end of a command in a sentence: the sentence continues, or ends.
_GOES_ON = re.compile(
    r"(?:[.,;:!?)]+(?=\s|$)|[ \t]+(?:and|then|to|on|in|for|which|until|when|if|or|so|as|from|with|before|after|again"
    r"|first|once|now|at|by|while)\b(?! ?[-/=]))"
)
_ADDRESS = re.compile(
    r"(?<![\w@])(?:[a-z][a-z0-9+.-]{1,15}:/{0,3}[^\s`<>\"')\]]{3,300}|www\.[\w.-]{3,200}|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|(?:[a-z0-9_-]{1,63}\.){1,6}[a-z]{2,24}(?::\d+)?(?:/[^\s`<>\"')\]]{0,200})?)",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\]\(\s{0,9}<?([^\s()<>]{1,300})")
# HTML, and mentions as chat programs write them.
_TAG = re.compile(r"<[@!#/]?\w[^<>\n]{0,200}>")
_QUERY = (
    r"(?:select|show|explain|describe|desc|with)\b(?!.*\b(?:into|pg_terminate_backend|pg_cancel|setval|for update)\b)"
    r"[^;|`$]*"
)
_REST = r"(?: [^|;&<>`$]*(?:\$\w+[^|;&<>`$(]*)*)?"
# Redirections that hide and harm nothing: errors discarded or merged.
_QUIET = re.compile(r" ?[12&]?> ?(?:/dev/null|&[12])")
_PLACEHOLDER = re.compile(r"<[\w ./-]{1,60}>")
_PARTS = re.compile(r" ?(?:\|\|?|&&|;) ?")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text mentions: commands to run, other code, and addresses."""

    commands: tuple[str, ...]
    code: tuple[str, ...]
    addresses: tuple[str, ...]


@lru_cache(512)
def mentions_of(markdown: str) -> Mentions:
    """Return what a Markdown text mentions, in fenced lines, code spans and commands in sentences, each on one line."""
    text = unicodedata.normalize("NFKC", visible(markdown)).replace("\\\n", " ")
    commands: list[str] = []
    code: list[str] = []
    for fence in _FENCED.finditer(text):
        commands += filter(None, map(plain, fence[2].split("\n")))
    prose = _FENCED.sub("\n", text)
    for span in _SPAN.finditer(prose):
        (commands if _is_command(plain(span[2])) else code).append(plain(span[2]))
    prose = _SPAN.sub(" ` ", prose)
    commands += (_clause(found[0]) for found in _BARE.finditer(prose))
    code += (found[0] for found in _TAG.finditer(prose))
    addresses = [found[0].rstrip(".,;:").lower() for found in _ADDRESS.finditer(prose)]
    addresses += (found[1].lower() for found in _TARGET.finditer(prose))
    return Mentions(*(tuple(dict.fromkeys(filter(None, each))) for each in (commands, code, addresses)))


def plain(line: str) -> str:
    """Return a line of code in the form used for comparison: without a prompt and with single blanks."""
    return _PROMPT.sub("", _BLANKS.sub(" ", line).strip()).strip()


def is_read_only(command: str) -> bool:
    """True if every part of a command is on the list of read-only commands."""
    quiet = _QUIET.sub("", _PLACEHOLDER.sub("x", command.lower()))
    parts = [part.removeprefix("sudo ").strip() for part in _PARTS.split(quiet)]
    return all(not part or part.startswith("#") or _READ_ONLY.fullmatch(part) for part in parts)


def _is_command(code: str) -> bool:
    return _BARE.match(code) is not None or (
        " " in code and re.search(r"(?:^|\s)(?:-{1,2}\w|[|;&>]|\./)", code) is not None
    )


def _clause(found: str) -> str:
    """Return a command in a sentence, up to where the sentence continues without it."""
    end = _GOES_ON.search(found)
    return plain(found[: end.start()] if end else found).rstrip(".,;:!?)")


def _read_only() -> Iterator[str]:
    lines = (resources.files("tools.advisors") / "read_only_commands.txt").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield line.replace("<query>", _QUERY).replace("<rest>", _REST)


_READ_ONLY = re.compile("|".join(f"(?:{line})" for line in _read_only()))
