"""The name of every object. Tenants and client strings are hashed; two leading hex digits spread the load."""

import hashlib

ALIASES, HEADS, OCCURRENCES = "alias/", "head/", "occurrence/"
VECTORS = "vector/"
LISTS, TICKETS, JOBS, UNFINISHED = "list/", "ticket/", "job/", "unfinished/"
INVERSE = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "ZYXWVTSRQPNMKJHGFEDCBA9876543210")

AUDIT_HEAD = "audit-head"
"""The newest number and digest of the audit log."""

CLOCK_SKEW_SECONDS = 300.0
"""The largest assumed difference between clocks. Names that start with a time are sorted by their writers' clocks."""


def digest(text: str, length: int = 32) -> str:
    """Hash a text for use in a name."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def space(tenant: str) -> str:
    """A tenant's part of every name; also its namespace in a vector index."""
    return digest("tenant\x1f" + tenant, 16)


def _spread(kind: str, tenant: str, name: str) -> str:
    return f"{kind}/{digest(tenant + name, 2)}/{space(tenant)}/{name}"


def alias(tenant: str, fingerprint: str) -> str:
    """Fingerprint → lineage, with the profile and, for a new problem, the initial head."""
    return _spread("alias", tenant, fingerprint)


def head(tenant: str, lineage: str) -> str:
    """Everything about a problem that can change; each change is one compare-and-swap."""
    return _spread("head", tenant, lineage)


def ticket(tenant: str, incident_id: str) -> str:
    """A later generation's id → its lineage (a first generation's id is its lineage)."""
    return _spread("ticket", tenant, incident_id)


def occurrences(tenant: str, lineage: str) -> str:
    """The folder of a lineage's occurrences."""
    return _spread("occurrence", tenant, lineage) + "/"


def advice(tenant: str, incident_id: str, number: int) -> str:
    """A stored dossier; the head names the current number."""
    return _spread("advice", tenant, incident_id) + f"/{number:04}"


def event_page(tenant: str, lineage: str, number: int) -> str:
    """An older part of a lineage's timeline."""
    return _spread("event", tenant, lineage) + f"/{number:06}"


def claim(tenant: str, request_id: str) -> str:
    """The flush or problem that a report with a key is in."""
    return _spread("claim", tenant, digest(request_id))


def journal(tenant: str, minute: int) -> str:
    """The flushes that happened in a minute (epoch minutes)."""
    return f"journal/{digest(tenant + str(minute), 2)}/{space(tenant)}/{minute:010}/"


def listing(tenant: str, status: str) -> str:
    """The folder whose names are the ticket list of one status, newest first."""
    return f"{LISTS}{space(tenant)}/{status}/"


def listed(tenant: str, status: str, incident_id: str, severity: int, lineage: str, service: str) -> str:
    """An entry of the ticket list. The name contains every field that lists are filtered by."""
    name = f"{newest_first(incident_id)}.{severity}.{lineage}.{digest(service, 16)}"
    return listing(tenant, status) + name


def recent(tenant: str, service: str) -> str:
    """The folder of the vectors of a tenant's service, oldest first; a name holds time, fingerprint and vector."""
    return f"{VECTORS}{space(tenant)}/{digest(service, 16)}/"


def alert(tenant: str, environment: str, sender: str, key: str) -> str:
    """The firings and the reported ends of one alert instance."""
    return _spread("alert", tenant, digest("\x1f".join((environment, sender, key))))


def unmatched(tenant: str, name: str = "") -> str:
    """A recovery that matched nothing, newest first; the folder if no name is given."""
    return f"unmatched/{space(tenant)}/{name}"


def constraint(tenant: str, one: str, other: str) -> str:
    """A person's must-link or cannot-link between two homes."""
    low, high = sorted((one, other))
    return _spread("constraint", tenant, f"{low}.{high}")


def job(kind: str, job_id: str = "") -> str:
    """A mark that a head has this job; the folder if no id is given."""
    return f"{JOBS}{kind}/{job_id}"


def idempotency(tenant: str, route: str, key: str) -> str:
    """A saved reply."""
    return _spread("reply", tenant, digest(route + "\x1f" + key))


def user(username: str = "") -> str:
    """An account; the folder if no name is given."""
    return "user/" + (digest(username) if username else "")


def audit(number: int | None = None) -> str:
    """A line of the audit chain; the folder if no number is given."""
    return "audit/" + ("" if number is None else f"{number:012}")


def runbook(tenant: str, runbook_id: str = "") -> str:
    """A runbook document; the folder if no id is given."""
    return f"runbook/{space(tenant)}/" + (digest(runbook_id) if runbook_id else "")


def newest_first(incident_id: str) -> str:
    """Mirror a sortable id, so that an ascending listing starts with the newest."""
    return incident_id.removeprefix("inc_").translate(INVERSE)


def from_newest_first(name: str) -> str:
    """The inverse of `newest_first`; mirroring twice restores the id."""
    return "inc_" + name.translate(INVERSE)


def runbook_version(tenant: str) -> str:
    """The counter of changes to a tenant's runbooks."""
    return f"runbook-version/{space(tenant)}"


def touched(space: str) -> str:
    """The folder of the lineages that each process changed lately."""
    return f"touched/{space}/"


def skeletons(tenant: str, service: str) -> str:
    """The folder of a service's templates with one word left open."""
    return f"skeleton/{space(tenant)}/{digest(service, 16)}/"


def unfinished(lineage: str = "") -> str:
    """A mark that a head has unfinished merges or moves; the folder if no lineage is given."""
    return f"{UNFINISHED}{lineage}"


def lease(name: str) -> str:
    """The process that does a periodic task now."""
    return f"lease/{name}"
