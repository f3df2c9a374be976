"""Names with a number at the end: in "db-01" or "orders-3" the group is identity, and the instance is not."""

from tools import deferred_re as re
from tools.text.identity.labels import host_group
from tools.text.words.lexicon import RESOURCE_NOUNS, section

Named = tuple[tuple[str, str], ...]

_HOST_NOUNS = section("group-nouns")
_TARGETS = section("targets")
_PLACES = section("group-places") | _TARGETS
_NO_GROUPS = section("no-groups")
_BUCKET_SCHEMES = section("bucket-schemes")
BEFORE_NAMES = _HOST_NOUNS | _PLACES | RESOURCE_NOUNS

# A name after "host" or "node"; "db-01", "orders_v3", "cart-2.prod.internal" have a group and a number.
_INSTANCE = re.compile(r"[a-z][a-z0-9_/.-]{1,100}")
# `be_orders/o2`: a load balancer's server in its pool.
_POOLED = re.compile(r"(?P<pool>[a-z][a-z0-9_.-]{1,60})/(?P<member>[a-z0-9][a-z0-9_.:-]{0,60})")
# A UUID, or a container's id: the letters at its start are no group.
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{12,64}")
_NUMBERED = re.compile(r"(?P<group>[a-z]+(?:[-_][a-z]+)*)[-_]v?\d{1,12}(?:\.[a-z0-9.-]{1,100})?")
# `boot.web01`, `tank2`: the same without a mark in front of the number.
_GLUED = re.compile(r"(?P<group>(?:[a-z]{1,30}[._-]){0,4}[a-z]{3,30})\d{1,4}")
# `SAP_REORG_SPOOL`, `RSBTCDEL2`, `CICSPRD1`: a name in capitals is one, whatever digit it ends with.
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]{2,20}(?:_[A-Z0-9]{1,20}){1,6}|[A-Z]{4,20}\d{1,3}")
# `prod/portal-tls`: a namespace and a name.
_IN_NAMESPACE = re.compile(r"[a-z][a-z0-9-]{1,40}/[a-z][a-z0-9-]{1,60}[a-z0-9]")
# An own host: one plain label, or a name below a suffix that the public internet does not have.
_OWN_HOST = re.compile(r"[a-z]{2,40}(?:-[a-z]{2,40}){0,6}(?:-?\d{1,4})?(?P<rest>(?:\.[a-z0-9-]{1,63}){0,8})")
_OWN_SUFFIXES = (".internal", ".local", ".localdomain", ".lan", ".corp", ".svc")
_AUTHORITY = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{1,20})://(?:[^\s/@]{0,256}@)?(?P<host>[\w.-]{1,253})")

# `zone corp.example`, `key example.net.`: a DNS name is the name of the thing.
_DNS_NOUNS = frozenset(("zone", "key", "domain", "vhost", "certificate", "cert"))
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}\.?")
# `s3:https://store.example/backups`: the bucket after its host.
_STORED = re.compile(r"(?:s3|gs|azure|rest|swift|b2):https?://[\w.:@-]{1,253}/(?P<bucket>[\w.-]{1,100})")
# Pulsar's `persistent://tenant/namespace/topic`, without the number of a partition.
_TOPIC_SCHEMES = frozenset({"persistent", "non-persistent"})
_PARTITION = re.compile(r"-partition-\d{1,6}.*")


def named_beside(noun: str, name: str) -> Named:
    """The entity of a name with digits or dots after a host noun, a resource noun or a word such as "to" and "on"."""
    if RANDOM.fullmatch(name):
        return ()
    pooled = _POOLED.fullmatch(name) if noun == "server" else None
    if pooled:
        return (("resource", f"pool:{pooled['pool']}"), *_group(pooled["member"]))
    if noun in _HOST_NOUNS:
        lower = name.lower()
        return _group(lower.rpartition("/")[2]) if _INSTANCE.fullmatch(lower) else ()
    numbered = _NUMBERED.fullmatch(name) or (noun in RESOURCE_NOUNS and _GLUED.fullmatch(name)) or None
    if noun in _DNS_NOUNS and _DOMAIN.fullmatch(name):
        return (("resource", f"{noun}:{name.rstrip('.').lower()}"),)
    if (noun in RESOURCE_NOUNS and _CAPITALS.fullmatch(name)) or (noun in _DNS_NOUNS and _IN_NAMESPACE.fullmatch(name)):
        return (("resource", f"{noun}:{name.lower()}"),)
    if noun in RESOURCE_NOUNS:
        return (("resource", f"{noun}:{numbered['group']}"),) if numbered else ()
    return _group(name) if numbered or (noun in _TARGETS and name.endswith(_OWN_SUFFIXES)) else ()


def named_in_url(url: str) -> Named:
    """The bucket of `s3://invoices/…`, the host group of `http://cart-2:8080/`; a public site is arbitrary."""
    stored = _STORED.match(url)
    if stored:
        return (("resource", f"bucket:{stored['bucket'].lower()}"),)
    found = _AUTHORITY.match(url)
    if not found:
        return ()
    host = found["host"].lower()
    if found["scheme"].lower() in _TOPIC_SCHEMES:
        return (("resource", f"topic:{_PARTITION.sub('', url.partition('://')[2].lower())}"),)
    if found["scheme"].lower() in _BUCKET_SCHEMES:
        return (("resource", f"bucket:{host}"),)
    own = _OWN_HOST.fullmatch(host)
    return _group(host) if own and (not own["rest"] or host.endswith(_OWN_SUFFIXES)) else ()


def _group(name: str) -> Named:
    group = host_group(name)
    return (("host_group", group),) if len(group) > 1 and group not in _NO_GROUPS else ()
