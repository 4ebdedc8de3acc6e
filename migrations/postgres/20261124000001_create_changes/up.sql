-- One row: the newest sequence number and the one below which changes are no longer kept.
-- Its row lock orders commits, so that a reader can never overtake a writer or find a gap.
CREATE TABLE change_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    floor BIGINT NOT NULL
);

INSERT INTO change_head (id, seq, floor) VALUES (1, 0, 0);

CREATE TABLE changes (
    seq BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    op TEXT COLLATE "C" NOT NULL CHECK (op IN ('upsert', 'delete')),
    key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    derived BOOLEAN NOT NULL,
    at TIMESTAMP NOT NULL
);

CREATE INDEX changes_kind_seq ON changes (kind, seq);
