-- What a public thing was at each of its versions; rows are only ever added.
-- parent is the initiative in whose history it stands, itself included, so that a history is one stretch of one index.
-- Each version says how it came about: the event, whose hand it was, why, and which members changed from what to what (a
-- JSON array).
CREATE TABLE stored_versions (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    parent TEXT,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    event TEXT NOT NULL,
    origin TEXT NOT NULL,
    department_code TEXT,
    reason TEXT,
    changed TEXT NOT NULL,
    PRIMARY KEY (kind, key, version)
) STRICT;

CREATE INDEX stored_versions_parent ON stored_versions (parent, at, kind, key, version);

-- What the catalogue file last said of a record (a digest) and the version that came of it:
-- a row whose version has moved on since was changed by people and is not loaded over.
CREATE TABLE loaded_records (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;
