-- Version 1. Every row that orders or that others catch up with carries a number from `sequence`,
-- taken inside the writing transaction; wall-clock times never order anything.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sequence (n INTEGER NOT NULL);
INSERT INTO sequence VALUES (0);

-- One row per generation of a problem. `lineage` is the id of the first generation.
-- occurrences, first_seen and last_seen are derived from `grouped`, tickets merged into this one included.
CREATE TABLE tickets (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    lineage TEXT NOT NULL,
    generation INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'ACKNOWLEDGED', 'RESOLVED', 'MERGED')),
    severity INTEGER NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    release TEXT,
    title TEXT NOT NULL,
    first_seen REAL NOT NULL,
    last_seen REAL NOT NULL,
    occurrences INTEGER NOT NULL,
    regression_of TEXT,
    merged_into TEXT,
    flapping INTEGER NOT NULL DEFAULT 0,
    pending INTEGER NOT NULL DEFAULT 0,
    resolved_at REAL,
    resolved_seq INTEGER,
    fixed_release TEXT,
    resolution TEXT,
    dossier_seq INTEGER,
    dossier TEXT
);
CREATE UNIQUE INDEX one_live_ticket ON tickets (tenant, lineage) WHERE status IN ('OPEN', 'ACKNOWLEDGED');
CREATE UNIQUE INDEX generations ON tickets (lineage, generation);
CREATE INDEX merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX listing ON tickets (tenant, seq);
CREATE INDEX listing_by_status ON tickets (tenant, status, seq);
CREATE INDEX listing_by_service ON tickets (tenant, service, seq);

-- fingerprint → lineage. `home` is the lineage the alias belongs to by itself, `lineage` where merges lead it now.
-- A row becomes searchable with a vector; `vector_seq` is what indexes catch up with.
CREATE TABLE aliases (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    lineage TEXT NOT NULL,
    home TEXT NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    origin TEXT NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0,
    vector_seq INTEGER UNIQUE,
    profile TEXT NOT NULL,
    vector BLOB,
    UNIQUE (tenant, fingerprint)
);
CREATE INDEX aliases_by_lineage ON aliases (lineage);
CREATE INDEX aliases_by_home ON aliases (home);
CREATE INDEX vectors_by_scope ON aliases (tenant, service, vector_seq) WHERE vector_seq IS NOT NULL;

-- Append-only. event_at NULL: ordered by arrival. verdict and decision NULL: an exact hit on the live head.
-- body NULL: pruned.
CREATE TABLE occurrences (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    request_id TEXT NOT NULL,
    ticket TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    received_at REAL NOT NULL,
    event_at REAL,
    severity INTEGER,
    release TEXT,
    verdict TEXT,
    decision TEXT,
    body BLOB,
    UNIQUE (tenant, request_id)
);
CREATE INDEX occurrences_by_ticket ON occurrences (ticket);

-- Append-only: an occurrence is seen on another ticket from here on. The latest row wins.
CREATE TABLE regroupings (
    occurrence INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    ticket TEXT NOT NULL,
    PRIMARY KEY (occurrence, seq)
) WITHOUT ROWID;
CREATE INDEX regroupings_by_ticket ON regroupings (ticket);

CREATE VIEW grouped AS
SELECT o.*, o.ticket AS shown_on FROM occurrences o
WHERE NOT EXISTS (SELECT 1 FROM regroupings r WHERE r.occurrence = o.seq)
UNION ALL
SELECT o.*, r.ticket AS shown_on FROM regroupings r JOIN occurrences o ON o.seq = r.occurrence
WHERE NOT EXISTS (SELECT 1 FROM regroupings later WHERE later.occurrence = r.occurrence AND later.seq > r.seq);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX events_by_ticket ON events (ticket, seq);

-- What people taught: the latest row of a pair of homes wins. low < high.
CREATE TABLE constraints (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    low TEXT NOT NULL,
    high TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('must', 'cannot')),
    actor TEXT NOT NULL
);
CREATE INDEX constraints_by_pair ON constraints (tenant, low, high);

-- A split within one fingerprint: reports whose parameter at `position` is `value` have the identity `derived`.
CREATE TABLE pins (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    derived TEXT NOT NULL,
    UNIQUE (tenant, fingerprint, position, value)
);

-- Templates with one word left open, as hashes: what word-like parameters are learned from.
CREATE TABLE skeletons (
    skeleton INTEGER NOT NULL,
    alias INTEGER NOT NULL,
    PRIMARY KEY (skeleton, alias)
) WITHOUT ROWID;

-- Work that follows a verdict. A lease moves `due` to its end; leased_at in the future means the clock was set back.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    request_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    payload TEXT NOT NULL,
    due REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    leased_at REAL,
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_by_ticket ON outbox (ticket, kind);
CREATE INDEX outbox_by_due ON outbox (kind, due, seq);
CREATE INDEX outbox_by_lease ON outbox (kind, leased_at) WHERE leased_at IS NOT NULL;

CREATE TABLE idempotency (
    tenant TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    begun_at REAL NOT NULL,
    status INTEGER,
    body TEXT,
    PRIMARY KEY (tenant, route, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (begun_at);

CREATE TABLE users (
    username TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    token_version INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    digest TEXT NOT NULL
);

-- Tenant '' is shared. A row with `hidden` covers the shared document of that name.
CREATE TABLE runbooks (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX runbooks_by_seq ON runbooks (tenant, seq);

CREATE TABLE sections (
    tenant TEXT NOT NULL,
    runbook TEXT NOT NULL,
    position INTEGER NOT NULL,
    section TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (tenant, runbook, position)
) WITHOUT ROWID;
