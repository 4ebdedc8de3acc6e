CREATE TABLE smart_areas (
    code TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE departments (
    code TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    bureau_code TEXT REFERENCES departments (code) DEFERRABLE INITIALLY DEFERRED,
    superseded_by TEXT REFERENCES departments (code) DEFERRABLE INITIALLY DEFERRED,
    note TEXT,
    reply_days INTEGER CHECK (reply_days BETWEEN 1 AND 250),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX departments_bureau ON departments (bureau_code, code);

CREATE TABLE blueprints (
    code TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    published_on TEXT NOT NULL,
    announced_initiative_count INTEGER,
    source TEXT,
    note TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- The *_asc and *_desc columns are sort keys: a missing value sorts last in both directions. The order is completed
-- by the code, first to last, in both directions too: hence the indexes in two directions.
-- milestone_total to progress_method summarise the milestones; every milestone write renews them.
CREATE TABLE initiatives (
    code TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    smart_area_code TEXT NOT NULL REFERENCES smart_areas (code),
    lead_department_code TEXT NOT NULL REFERENCES departments (code),
    lifecycle TEXT NOT NULL,
    starts_on TEXT,
    starts_on_precision TEXT,
    ends_on TEXT,
    ends_on_precision TEXT,
    update_cadence_days INTEGER CHECK (update_cadence_days > 0),
    superseded_by TEXT REFERENCES initiatives (code) DEFERRABLE INITIALLY DEFERRED,
    provenance TEXT NOT NULL,
    milestone_total INTEGER NOT NULL,
    milestone_met INTEGER NOT NULL,
    earliest_open_due_on TEXT,
    earliest_open_due_on_below_half TEXT,
    last_report_at TEXT,
    stale_from TEXT,
    progress_value REAL,
    progress_method TEXT NOT NULL,
    progress_override TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    starts_on_asc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(starts_on, '9999-12-31')) STORED,
    starts_on_desc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(starts_on, '0001-01-01')) STORED,
    ends_on_asc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(ends_on, '9999-12-31')) STORED,
    ends_on_desc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(ends_on, '0001-01-01')) STORED,
    progress_asc REAL NOT NULL GENERATED ALWAYS AS (COALESCE(progress_value, 1000.0)) STORED,
    progress_desc REAL NOT NULL GENERATED ALWAYS AS (COALESCE(progress_value, -1000.0)) STORED,
    CHECK ((starts_on IS NULL) = (starts_on_precision IS NULL)),
    CHECK ((ends_on IS NULL) = (ends_on_precision IS NULL))
) STRICT;

CREATE INDEX initiatives_smart_area ON initiatives (smart_area_code, code);
CREATE INDEX initiatives_lead_department ON initiatives (lead_department_code, code);
CREATE INDEX initiatives_lifecycle ON initiatives (lifecycle, code);
CREATE INDEX initiatives_updated ON initiatives (updated_at, code);
CREATE INDEX initiatives_updated_desc ON initiatives (updated_at DESC, code);
CREATE INDEX initiatives_created ON initiatives (created_at, code);
CREATE INDEX initiatives_created_desc ON initiatives (created_at DESC, code);
CREATE INDEX initiatives_starts_asc ON initiatives (starts_on_asc, code);
CREATE INDEX initiatives_starts_desc ON initiatives (starts_on_desc DESC, code);
CREATE INDEX initiatives_ends_asc ON initiatives (ends_on_asc, code);
CREATE INDEX initiatives_ends_desc ON initiatives (ends_on_desc DESC, code);
CREATE INDEX initiatives_progress_asc ON initiatives (progress_asc, code);
CREATE INDEX initiatives_progress_desc ON initiatives (progress_desc DESC, code);
CREATE INDEX initiatives_progress ON initiatives (progress_value, code);
CREATE INDEX initiatives_open_due ON initiatives (earliest_open_due_on, code);
CREATE INDEX initiatives_statistics ON initiatives (smart_area_code, lead_department_code, lifecycle);

CREATE TABLE initiative_departments (
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    department_code TEXT NOT NULL REFERENCES departments (code),
    position INTEGER NOT NULL,
    reporting INTEGER NOT NULL,
    PRIMARY KEY (initiative_code, department_code)
) STRICT;

CREATE INDEX initiative_departments_department ON initiative_departments (department_code, initiative_code);

CREATE TABLE initiative_blueprints (
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    blueprint_code TEXT NOT NULL REFERENCES blueprints (code),
    PRIMARY KEY (initiative_code, blueprint_code)
) STRICT;

CREATE INDEX initiative_blueprints_blueprint ON initiative_blueprints (blueprint_code, initiative_code);

CREATE TABLE initiative_tags (
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (initiative_code, tag)
) STRICT;

CREATE INDEX initiative_tags_tag ON initiative_tags (tag, initiative_code);

-- Words of an initiative's title and summary in every language; Chinese as characters and pairs.
CREATE TABLE search_terms (
    term TEXT NOT NULL,
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    in_title INTEGER NOT NULL,
    PRIMARY KEY (term, initiative_code)
) STRICT;

CREATE INDEX search_terms_initiative ON search_terms (initiative_code);

-- due_on, original_due_on and met_on hold the last day of their period; met_first_on the first.
CREATE TABLE milestones (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    initiative_code TEXT NOT NULL REFERENCES initiatives (code),
    title TEXT NOT NULL,
    description TEXT,
    status TEXT NOT NULL,
    completion INTEGER CHECK (completion BETWEEN 0 AND 100),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 100),
    original_due_on TEXT,
    original_due_on_precision TEXT,
    due_on TEXT,
    due_on_precision TEXT,
    met_on TEXT,
    met_on_precision TEXT,
    met_first_on TEXT,
    verification TEXT,
    source TEXT,
    note TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    due_on_asc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(due_on, '9999-12-31')) STORED,
    due_on_desc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(due_on, '0001-01-01')) STORED,
    original_due_on_asc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(original_due_on, '9999-12-31')) STORED,
    original_due_on_desc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(original_due_on, '0001-01-01')) STORED,
    met_on_asc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(met_on, '9999-12-31')) STORED,
    met_on_desc TEXT NOT NULL GENERATED ALWAYS AS (COALESCE(met_on, '0001-01-01')) STORED,
    CHECK ((due_on IS NULL) = (due_on_precision IS NULL)),
    CHECK ((original_due_on IS NULL) = (original_due_on_precision IS NULL)),
    CHECK ((met_on IS NULL) = (met_on_precision IS NULL)),
    CHECK ((met_on IS NULL) = (met_first_on IS NULL))
) STRICT;

CREATE INDEX milestones_initiative ON milestones (initiative_code, due_on_asc, id);
CREATE INDEX milestones_status ON milestones (status, due_on_asc, id);
CREATE INDEX milestones_due_asc ON milestones (due_on_asc, id);
CREATE INDEX milestones_due_desc ON milestones (due_on_desc DESC, id);
CREATE INDEX milestones_original_asc ON milestones (original_due_on_asc, id);
CREATE INDEX milestones_original_desc ON milestones (original_due_on_desc DESC, id);
CREATE INDEX milestones_met_asc ON milestones (met_on_asc, id);
CREATE INDEX milestones_met_desc ON milestones (met_on_desc DESC, id);
CREATE INDEX milestones_updated ON milestones (updated_at, id);
CREATE INDEX milestones_updated_desc ON milestones (updated_at DESC, id);

CREATE TABLE milestone_evidence (
    milestone_id TEXT NOT NULL REFERENCES milestones (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT,
    PRIMARY KEY (milestone_id, position)
) STRICT;

-- The ledger of due dates: rows are only ever added. origin says whose hand it was: the catalogue file's, a department's, or
-- an administrator's in its name.
CREATE TABLE rebaselines (
    id TEXT NOT NULL PRIMARY KEY,
    milestone_id TEXT NOT NULL REFERENCES milestones (id),
    old_due_on TEXT,
    old_due_on_precision TEXT,
    new_due_on TEXT,
    new_due_on_precision TEXT,
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    department_code TEXT,
    created_at TEXT NOT NULL
) STRICT;

CREATE INDEX rebaselines_milestone ON rebaselines (milestone_id, created_at, id);
