-- Version 9: lists in other orders than that of age begin at the end of an index.
CREATE INDEX listing_by_severity ON tickets (tenant, severity, seq);
CREATE INDEX listing_by_occurrences ON tickets (tenant, occurrences, seq);
CREATE INDEX listing_by_last_seen ON tickets (tenant, last_seen, seq);
