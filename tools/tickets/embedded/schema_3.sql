-- Version 3: what alerts' senders tell of one firing, its repeats and its end.

-- One row per activation. `ticket` is where it fires; `counted` 0: its occurrence is on an earlier generation.
CREATE TABLE activations (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    sender TEXT NOT NULL,
    alert TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    stated INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    request_id TEXT NOT NULL,
    ticket TEXT NOT NULL,
    counted INTEGER NOT NULL DEFAULT 1,
    state_as_of_now INTEGER NOT NULL,
    received_at REAL NOT NULL,
    last_seen REAL NOT NULL,
    reminders INTEGER NOT NULL DEFAULT 0,
    expires_at REAL,
    ended_at REAL,
    end_received_at REAL,
    end_kind TEXT
);
CREATE INDEX activations_by_alert ON activations (tenant, environment, sender, alert, starts_at);
CREATE INDEX activations_by_ticket ON activations (ticket);
CREATE INDEX activations_by_report ON activations (tenant, request_id);

-- Every end that was told, matched or not: one that comes before its firing ends it when it comes.
CREATE TABLE recoveries (
    seq INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    environment TEXT NOT NULL,
    sender TEXT NOT NULL,
    alert TEXT NOT NULL,
    dedup_key TEXT NOT NULL,
    received_at REAL NOT NULL,
    starts_at REAL,
    ended_at REAL,
    matched INTEGER NOT NULL,
    service TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX recoveries_by_alert ON recoveries (tenant, environment, sender, alert);
CREATE INDEX recoveries_unmatched ON recoveries (tenant, seq) WHERE matched = 0;

-- Of tickets that alerts fired on.
CREATE TABLE recovery_states (
    ticket TEXT PRIMARY KEY,
    since REAL,
    flaps INTEGER NOT NULL DEFAULT 0,
    quiet REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
