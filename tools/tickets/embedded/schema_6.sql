-- Version 6: figures, rolled up by the transaction that changes what they are about. `changed` is above the sequence
-- before that transaction, so a process that has read up to a number asks for what is higher.

-- How many reports happened in a quarter hour (`slot` counts them from 1970), by the ticket that shows them itself.
CREATE TABLE report_counts (
    tenant TEXT NOT NULL,
    slot INTEGER NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    reports INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (tenant, slot, service, environment)
) WITHOUT ROWID;
CREATE INDEX report_counts_by_change ON report_counts (tenant, changed);

-- What figures need of a ticket. `number` is its `seq`, `problem` that of its lineage's first ticket.
CREATE TABLE incident_figures (
    number INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    problem INTEGER NOT NULL,
    merged INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    service TEXT NOT NULL,
    environment TEXT NOT NULL,
    first_seen REAL NOT NULL,
    acknowledged_at REAL,
    resolved_at REAL,
    recovered INTEGER NOT NULL,
    regression INTEGER NOT NULL,
    changed INTEGER NOT NULL
);
CREATE INDEX incident_figures_by_change ON incident_figures (tenant, changed);

-- Another id whenever everything was rolled up anew.
CREATE TABLE figures_made (id TEXT NOT NULL);

-- What people say of the product's work.
CREATE INDEX events_of_people ON events (tenant, at) WHERE kind IN ('feedback', 'merged', 'split');

-- Triggers, because tickets change in many places and a figure must not miss one.
CREATE TRIGGER figures_of_a_new_ticket AFTER INSERT ON tickets BEGIN
    INSERT INTO incident_figures SELECT NEW.seq, NEW.tenant,
        COALESCE((SELECT seq FROM tickets WHERE id = NEW.lineage), NEW.seq), NEW.status = 'MERGED', NEW.severity,
        NEW.service, NEW.environment, NEW.first_seen, NULL, IIF(NEW.status = 'RESOLVED', NEW.resolved_at, NULL),
        COALESCE(json_extract(NEW.resolution, '$.kind') = 'recovered', 0), NEW.regression_of IS NOT NULL,
        COALESCE((SELECT n FROM sequence), 0) + 1; END;

CREATE TRIGGER figures_of_a_ticket
AFTER UPDATE OF lineage, status, severity, first_seen, regression_of, resolved_at, resolution ON tickets
WHEN OLD.first_seen <> NEW.first_seen OR OLD.status <> NEW.status OR OLD.severity <> NEW.severity
    OR OLD.resolution IS NOT NEW.resolution OR OLD.resolved_at IS NOT NEW.resolved_at
    OR OLD.lineage <> NEW.lineage OR OLD.regression_of IS NOT NEW.regression_of BEGIN
    UPDATE incident_figures SET problem = COALESCE((SELECT seq FROM tickets WHERE id = NEW.lineage), NEW.seq),
        merged = NEW.status = 'MERGED', severity = NEW.severity, first_seen = NEW.first_seen,
        resolved_at = IIF(NEW.status = 'RESOLVED', NEW.resolved_at, NULL),
        recovered = COALESCE(json_extract(NEW.resolution, '$.kind') = 'recovered', 0),
        regression = NEW.regression_of IS NOT NULL, changed = COALESCE((SELECT n FROM sequence), 0) + 1
    WHERE number = NEW.seq; END;

CREATE TRIGGER figures_of_an_acknowledgement AFTER INSERT ON events WHEN NEW.kind = 'acknowledged' BEGIN
    UPDATE incident_figures SET acknowledged_at = NEW.at, changed = COALESCE((SELECT n FROM sequence), 0) + 1
    WHERE number = (SELECT seq FROM tickets WHERE id = NEW.ticket) AND acknowledged_at IS NULL; END;
