"""Which labels and fields of a structured alert are identity; the others describe one instance or the sender."""

from collections.abc import Iterable
from ipaddress import ip_address

from tools import deferred_re as re
from tools.nouns.redacted import Labels
from tools.text.reading.parts import Field, Role
from tools.text.reading.roles import field_of
from tools.text.words.lexicon import section

ALERT_LABELS = section("labels alert")
RESOURCE_LABELS = section("labels resource")
INSTANCE_LABELS = section("labels instance")
MACHINE_JOBS = section("jobs of machines")
_STEM = re.compile(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")
# What a deployment appends to its pods: "web-7d4b9c6f5d-x2x9k" → "web".
_HASH_TAIL = re.compile(r"(?:-[a-z0-9]*\d[a-z0-9]*)+(?:-[a-z0-9]{5})?$")
_POD_TAIL = re.compile(r"(?:-[a-f0-9]{8,10})?-(?=[a-z0-9]*\d)[bcdfghjklmnpqrstvwxz2456789]{5}$")
# `https://pay.example.net:8443/health`, `tcp://10.0.0.1:5432`.
_URL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?:[^\s/@]{0,256}@)?(?P<host>\[[^\]\s]{2,45}\]|[^\s/:?#]{1,253})(?::(?P<port>\d{1,5}))?"
)
_LETTERS = re.compile(r"[a-z]+")
_SEVERAL_WORDS = re.compile(r"[^\W\d]{2,40}(?: [^\W\d]{2,40}){1,5}")
# For `orders-db/10.4.0.7:5432` the name counts, and without one the address.
_SOCKET_ADDRESS = re.compile(r"(?P<name>[A-Za-z0-9_.-]{0,253})/(?P<address>\d{1,3}(?:\.\d{1,3}){3}):(?P<port>\d{1,5})")
_PORT = re.compile(r"(?P<host>.{1,253}):(?P<port>\d{1,5})$")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-fA-F]*(?::[0-9a-fA-F]*){2,7}\]?|localhost")
# The first part of such a host is generic: www.a.example and www.b.example are two hosts.
_PLAIN_HOSTS = frozenset({"www", "api", "web", "app", "m", "static", "cdn", "img", "ftp", "git"})
# Ports that the system assigns to clients are arbitrary.
_EPHEMERAL = 32_768
# Kinds whose values name a host, short or long, alone or with a port, in a URL or not.
_HOST_KINDS = ("host", "target", "domain")
_WORKLOADS = ("workload",)
_PLACE_LABELS = ("tenant", "environment", "env", "room", "location")
# Things with an address, and a name that outlives it.
_NAMED_AT_AN_ADDRESS = ("host", "workload", "bucket")
# Three parts without a digit, under none of the suffixes that only internal hosts have.
_PUBLIC = re.compile(r"(?:[a-z-]{1,63}\.){2,6}(?!(?:svc|local|localdomain|internal|lan|corp|home|arpa)$)[a-z]{2,20}")
# `nas-1 (10.8.1.40)`: a name beside its address.
_BESIDE_ADDRESS = re.compile(r" \((?:\d{1,3}\.){3}\d{1,3}\)$")


def identity_labels(labels: Labels) -> dict[str, str]:
    """Lower-case label → value for the labels that are identity.

    For a pod, only its workload counts ("cart-0" → "cart"). A bare address is identity if no other label names the
    machine or the workload.
    """
    found: dict[str, str] = {}
    addresses: dict[str, str] = {}
    fields = [field_of(name.lower(), str(value)) for name, value in labels.items()]
    for field in fields:
        lower = field.name
        if lower in ALERT_LABELS or lower in RESOURCE_LABELS:
            found[lower] = field.value
        elif lower in INSTANCE_LABELS or field.kind in _HOST_KINDS or lower in _PLACE_LABELS:
            named, address = named_by(field), _address_in(field)
            if named:
                found[lower] = named
            elif address:
                addresses[lower] = address
    return {**found, **addresses} if addresses and not _named_otherwise(fields) else found


def identity_fields(fields: Iterable[Field]) -> dict[str, str]:
    """Kind → value of the fields that name the failing thing and its place, whatever the sender calls them.

    In an alert, a bare address is identity as in `identity_labels`; in a log line it is arbitrary.
    """
    fields = tuple(fields)
    told = [field for field in fields if field.role in (Role.BROKEN, Role.WHERE)]
    found = {field.kind: named for field in told if (named := named_by(field))}
    if not any(field.role is Role.ALERT for field in fields):
        return found
    hosts = [field for field in told if field.kind in _HOST_KINDS]
    addresses = {field.kind: address for field in hosts if (address := _address_in(field))}
    return {**addresses, **found} if addresses and not _named_otherwise(fields) else found


def _address_in(field: Field) -> str:
    """The IP address, if it is a machine's whole name: "10.0.0.7" for `instance="10.0.0.7:9100"`; else ""."""
    value = field.value.strip()
    found = _PORT.fullmatch(value)
    host = (found["host"] if found else value).strip("[]").lower()
    try:
        return "" if ip_address(host).is_loopback else host
    except ValueError:
        return ""


def _named_otherwise(fields: Iterable[Field]) -> bool:
    """True if a label names the machine or the workload: its address is then one copy's, and may change.

    The job of a scrape names the workload, unless it scrapes machines as such (`node-exporter`, `snmp`).
    """
    return any(
        named_by(field) != "" and (field.kind in _NAMED_AT_AN_ADDRESS or _is_a_workloads_job(field)) for field in fields
    )


def _is_a_workloads_job(field: Field) -> bool:
    return field.name == "job" and MACHINE_JOBS.isdisjoint(_LETTERS.findall(field.value.lower()))


def named_by(field: Field) -> str:
    """The stable name in a field's value; "" for an address alone."""
    value = field.value.strip()
    if value[-1:] == ")" and field.kind in _HOST_KINDS:
        value = _BESIDE_ADDRESS.sub("", value)
    if field.kind in _WORKLOADS:
        return host_group(value.rpartition("/")[2]) or value.lower()
    return thing_of(value) if field.kind in _HOST_KINDS else value


def thing_of(value: str) -> str:
    """The stable name of a host, instance or address in lower case; "" for a bare IP address, which is arbitrary."""
    url = _URL.match(value)
    host = url["host"] if url else value
    found = None if url else _PORT.fullmatch(host)
    if found:
        host = found["host"]
    if not url and ("/" in host or _SEVERAL_WORDS.fullmatch(host)):
        return host.lower()  # `Deployment/shop/cart`, "Web service Checkout"
    return "" if _ADDRESS.fullmatch(host) else host_name(host)


def host_name(host: str) -> str:
    """The first label without a pod's hash, or the whole name if its first label is generic.

    The ordinal stays: web-1 and web-2 are two machines.
    """
    first = host.lower().partition(".")[0]
    return host.lower().rstrip(".") if _says_nothing(host, first) else _without_hash(first)


def _pool_of(host: str) -> str:
    """The same without ordinals: a call goes to whichever of db-1 and db-2 answers, and the problem is one.

    A name of the public internet stays whole: `edi.one.example` and `edi.other.example` belong to two firms.
    """
    group, lower = host_group(host), host.lower().rstrip(".")
    return lower if _says_nothing(host, group) or _PUBLIC.fullmatch(lower) else group


def _says_nothing(host: str, name: str) -> bool:
    """True if that part of a host's name is generic, as in www.example.org."""
    group = host_group(name)
    return not group or ("." in host.rstrip(".") and (name in _PLAIN_HOSTS or len(group) < 2))


def dependency_of(text: str) -> str:
    """The target of a failed call: "orders-db:5432"; ":5432" for an address; "pay" for a URL without a port; or ""."""
    url = _URL.match(text)
    socket = _SOCKET_ADDRESS.fullmatch(text) if "/" in text else None
    if socket:
        text = f"{socket['name'] or socket['address']}:{socket['port']}"
    found = url or _PORT.fullmatch(text)
    host, port = (found["host"], found["port"] or "") if found else (text, "")
    if port and int(port) >= _EPHEMERAL:
        port = ""
    name = "" if _ADDRESS.fullmatch(host) else _pool_of(host)
    return f"{name}:{port}" if port else name


def _without_hash(name: str) -> str:
    """web-7d4b9c6f5d-x2x9k → web, while db-01 is unchanged."""
    return _POD_TAIL.sub("", name) or name


def host_group(name: str) -> str:
    """The letters before the first ordinal or hash: "db-01.prod:9100" → "db", "10.0.0.1" → ""."""
    first = name.split(".", 1)[0].split(":", 1)[0].lower()
    stem = _STEM.match(_HASH_TAIL.sub("", first))
    return stem[0] if stem else ""
