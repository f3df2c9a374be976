-- Version 4: what a ticket's resolution said before it was amended, or before the ticket was reopened.
CREATE TABLE revisions (
    seq INTEGER PRIMARY KEY,
    ticket TEXT NOT NULL,
    resolution TEXT NOT NULL
);
CREATE INDEX revisions_by_ticket ON revisions (ticket);
