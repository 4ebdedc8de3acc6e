-- What a public thing was at each of its versions; rows are only ever added.
-- parent is the initiative in whose history it stands, itself included, so that a history is one stretch of one index.
-- Each version says how it came about: the event, whose hand it was, why, and which members changed from what to what (a
-- JSON array).
CREATE TABLE stored_versions (
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    parent TEXT COLLATE "C",
    at TIMESTAMP NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    department_code TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    changed TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, key, version)
);

CREATE INDEX stored_versions_parent ON stored_versions (parent, at, kind, key, version);

-- What the catalogue file last said of a record (a digest) and the version that came of it:
-- a row whose version has moved on since was changed by people and is not loaded over.
CREATE TABLE loaded_records (
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, key)
);
