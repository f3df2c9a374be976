-- Version 2. Small named records (API keys and what senders sent last), written once for every store.

CREATE TABLE records (
    name TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
