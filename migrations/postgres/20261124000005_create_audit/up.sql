-- One row: the newest number. Its row lock orders the entries, so that they have no gaps and can be chained.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL
);

INSERT INTO audit_head (id, seq) VALUES (1, 0);

-- Who did what to what. Rows are only ever added, and never changed.
-- changed_members is a JSON array of JSON pointers.
CREATE TABLE audit_entries (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor_id TEXT COLLATE "C",
    actor_key_id TEXT COLLATE "C",
    actor_name TEXT COLLATE "C" NOT NULL,
    on_behalf_of TEXT COLLATE "C",
    action TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    rule TEXT COLLATE "C",
    target_kind TEXT COLLATE "C" NOT NULL,
    target_key TEXT COLLATE "C",
    version_before BIGINT,
    version_after BIGINT,
    changed_members TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    request_id TEXT COLLATE "C",
    address TEXT COLLATE "C"
);

CREATE INDEX audit_entries_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_entries_action ON audit_entries (action, seq);
CREATE INDEX audit_entries_target ON audit_entries (target_kind, target_key, seq);
CREATE INDEX audit_entries_target_kind ON audit_entries (target_kind, seq);
CREATE INDEX audit_entries_outcome ON audit_entries (outcome, seq);
CREATE INDEX audit_entries_request ON audit_entries (request_id, seq);
CREATE INDEX audit_entries_at ON audit_entries (at, seq);

-- How often the same failed again within the minute of its entry: counted beside the entry, which stays as it is.
CREATE TABLE audit_repeats (
    entry_seq BIGINT NOT NULL PRIMARY KEY REFERENCES audit_entries (seq),
    subject TEXT COLLATE "C" NOT NULL,
    minute TIMESTAMP NOT NULL,
    count INTEGER NOT NULL,
    last_at TIMESTAMP NOT NULL
);

CREATE UNIQUE INDEX audit_repeats_subject ON audit_repeats (subject, minute);
