-- One row: the newest number. Its row lock orders the entries, so that they have no gaps and can be chained.
CREATE TABLE audit_head (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT;

INSERT INTO audit_head (id, seq) VALUES (1, 0);

-- Who did what to what. Rows are only ever added, and never changed.
-- changed_members is a JSON array of JSON pointers.
CREATE TABLE audit_entries (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_key_id TEXT,
    actor_name TEXT NOT NULL,
    on_behalf_of TEXT,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    rule TEXT,
    target_kind TEXT NOT NULL,
    target_key TEXT,
    version_before INTEGER,
    version_after INTEGER,
    changed_members TEXT NOT NULL,
    reason TEXT,
    request_id TEXT,
    address TEXT
) STRICT;

CREATE INDEX audit_entries_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_entries_action ON audit_entries (action, seq);
CREATE INDEX audit_entries_target ON audit_entries (target_kind, target_key, seq);
CREATE INDEX audit_entries_target_kind ON audit_entries (target_kind, seq);
CREATE INDEX audit_entries_outcome ON audit_entries (outcome, seq);
CREATE INDEX audit_entries_request ON audit_entries (request_id, seq);
CREATE INDEX audit_entries_at ON audit_entries (at, seq);

-- How often the same failed again within the minute of its entry: counted beside the entry, which stays as it is.
CREATE TABLE audit_repeats (
    entry_seq INTEGER NOT NULL PRIMARY KEY REFERENCES audit_entries (seq),
    subject TEXT NOT NULL,
    minute TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX audit_repeats_subject ON audit_repeats (subject, minute);
