-- What a public thing was at each of its versions; rows are only ever added.
-- parent is the initiative of a milestone, so that an initiative can be rebuilt as of any instant.
CREATE TABLE stored_versions (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    parent TEXT,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key, version)
) STRICT;

CREATE INDEX stored_versions_parent ON stored_versions (kind, parent, at);

-- What the catalogue file last said of a record (a digest) and the version that came of it:
-- a row whose version has moved on since was changed by people and is not loaded over.
CREATE TABLE loaded_records (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;
