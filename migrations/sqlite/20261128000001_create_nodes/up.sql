-- The processes that serve this database, each with when it last wrote here, by the database's clock.
CREATE TABLE nodes (
    id TEXT NOT NULL PRIMARY KEY,
    release TEXT NOT NULL,
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL
) STRICT;

CREATE INDEX nodes_seen ON nodes (seen_at);
