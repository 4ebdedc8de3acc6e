-- The ledger of reported statuses: rows are only ever added. evidence is a JSON array.
CREATE TABLE milestone_transitions (
    id TEXT NOT NULL PRIMARY KEY,
    milestone_id TEXT NOT NULL REFERENCES milestones (id),
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    completion INTEGER CHECK (completion BETWEEN 0 AND 100),
    reason TEXT,
    evidence TEXT NOT NULL,
    origin TEXT NOT NULL,
    department_code TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX milestone_transitions_milestone ON milestone_transitions (milestone_id, created_at, id);

-- The ledger of the initiatives' moves through their lives: rows are only ever added.
CREATE TABLE initiative_transitions (
    id TEXT NOT NULL PRIMARY KEY,
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    from_lifecycle TEXT NOT NULL,
    to_lifecycle TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    reason TEXT,
    superseded_by TEXT REFERENCES initiatives (code),
    origin TEXT NOT NULL,
    department_code TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX initiative_transitions_initiative ON initiative_transitions (initiative_code, created_at, id);

-- What departments tell of their initiatives; a draft is nobody else's to see.
CREATE TABLE progress_updates (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    department_code TEXT NOT NULL REFERENCES departments (code),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    dated_on TEXT NOT NULL,
    published_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK ((published_at IS NULL) = (state = 'draft'))
) STRICT;

CREATE INDEX progress_updates_public ON progress_updates (initiative_code, state, dated_on, id);
CREATE INDEX progress_updates_initiative ON progress_updates (initiative_code, id);
CREATE INDEX progress_updates_department ON progress_updates (department_code, id);
CREATE INDEX progress_updates_state ON progress_updates (state, id);

-- One row: the newest local day that was told to those who follow the changes. Whoever moves it tells.
CREATE TABLE calendar (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    day TEXT
) STRICT;

INSERT INTO calendar (id, day) VALUES (1, NULL);
