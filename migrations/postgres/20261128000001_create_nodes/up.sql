-- The processes that serve this database, each with when it last wrote here, by the database's clock.
CREATE TABLE nodes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    release TEXT COLLATE "C" NOT NULL,
    started_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL
);

CREATE INDEX nodes_seen ON nodes (seen_at);
