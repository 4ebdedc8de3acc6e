-- One row: the newest sequence number and the one below which changes are no longer kept.
-- Its row lock orders commits, so that a reader can never overtake a writer or find a gap.
CREATE TABLE change_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    floor INTEGER NOT NULL
) STRICT;

INSERT INTO change_head (id, seq, floor) VALUES (1, 0, 0);

CREATE TABLE changes (
    seq INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('upsert', 'delete')),
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    derived INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX changes_kind_seq ON changes (kind, seq);
