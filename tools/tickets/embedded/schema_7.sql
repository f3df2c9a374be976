-- Version 7: what seals each ticket's timeline. `digest` runs over all its events, in order.
CREATE TABLE timelines (
    ticket TEXT PRIMARY KEY,
    lines INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;

-- A user who must choose another password first; sign-ins that are over, by their ids, each until its token ends.
ALTER TABLE users ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN ended_sessions TEXT NOT NULL DEFAULT '{}';
