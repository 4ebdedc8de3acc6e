-- Subjects that citizens write about beside initiatives and smart areas.
CREATE TABLE subjects (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

-- Days on which the reply clock stands still beside weekends.
CREATE TABLE holidays (
    day DATE NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL
);

-- The privacy notices that people consent to. Rows are only ever added.
CREATE TABLE notices (
    version INTEGER NOT NULL PRIMARY KEY CHECK (version > 0),
    text TEXT COLLATE "C" NOT NULL,
    effective_on DATE NOT NULL
);

-- What citizens sent. text is what may be shown: moderators may have taken out of it what is in original_text.
-- Erasure empties text, original_text and text_sha256; the rest stays for the statistics.
CREATE TABLE submissions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    reference TEXT COLLATE "C" NOT NULL,
    initiative_code TEXT COLLATE "C" REFERENCES initiatives (code),
    smart_area_code TEXT COLLATE "C" REFERENCES smart_areas (code),
    subject_code TEXT COLLATE "C" REFERENCES subjects (code),
    kind TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    original_text TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL CHECK (visibility IN ('pending', 'public', 'hidden')),
    hide_reason TEXT COLLATE "C",
    department_code TEXT COLLATE "C" REFERENCES departments (code),
    outcome TEXT COLLATE "C",
    duplicate_of TEXT COLLATE "C" REFERENCES submissions (id),
    notice_version INTEGER NOT NULL REFERENCES notices (version),
    may_publish BOOLEAN NOT NULL,
    may_contact BOOLEAN NOT NULL,
    secret_hash TEXT COLLATE "C" NOT NULL,
    text_sha256 TEXT COLLATE "C" NOT NULL,
    received_at TIMESTAMP NOT NULL,
    reply_due_on DATE NOT NULL,
    paused_since DATE,
    paused_days INTEGER NOT NULL CHECK (paused_days >= 0),
    closed_at TIMESTAMP,
    erased_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CHECK ((hide_reason IS NOT NULL) = (visibility = 'hidden')),
    CHECK (
        (initiative_code IS NOT NULL AND smart_area_code IS NULL AND subject_code IS NULL)
        OR (initiative_code IS NULL AND smart_area_code IS NOT NULL AND subject_code IS NULL)
        OR (initiative_code IS NULL AND smart_area_code IS NULL AND subject_code IS NOT NULL)
    )
);

CREATE UNIQUE INDEX submissions_reference ON submissions (reference);
CREATE INDEX submissions_public ON submissions (visibility, received_at, id);
CREATE INDEX submissions_initiative ON submissions (initiative_code, visibility, received_at, id);
CREATE INDEX submissions_smart_area ON submissions (smart_area_code, visibility, received_at, id);
CREATE INDEX submissions_subject ON submissions (subject_code, visibility, received_at, id);
CREATE INDEX submissions_kind ON submissions (kind, visibility, received_at, id);
CREATE INDEX submissions_state_public ON submissions (state, visibility, received_at, id);
CREATE INDEX submissions_outcome_public ON submissions (outcome, visibility, received_at, id);
CREATE INDEX submissions_updated ON submissions (visibility, updated_at, id);
CREATE INDEX submissions_due ON submissions (reply_due_on, id);
CREATE INDEX submissions_state ON submissions (state, reply_due_on, id);
CREATE INDEX submissions_department ON submissions (department_code, state, reply_due_on, id);
CREATE INDEX submissions_language ON submissions (language, state, reply_due_on, id);
CREATE INDEX submissions_visibility ON submissions (visibility, state, reply_due_on, id);
CREATE INDEX submissions_duplicates ON submissions (duplicate_of, id);

-- How many public submissions there are of each sort, kept with every change of one: the statistics cost the same however
-- many there are. outcome is empty where no department has replied; reply_seconds is the sum from receipt to reply.
CREATE TABLE submission_counts (
    place TEXT COLLATE "C" NOT NULL CHECK (place IN ('initiative', 'smart_area', 'subject')),
    place_code TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    submissions BIGINT NOT NULL CHECK (submissions >= 0),
    reply_seconds BIGINT NOT NULL,
    PRIMARY KEY (place, place_code, kind, state, outcome)
);

-- Name and address of who sent something, sealed under a data key. Erased by deleting the row.
CREATE TABLE submission_contacts (
    submission_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES submissions (id),
    key_id TEXT COLLATE "C" NOT NULL,
    sealed TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE INDEX submission_contacts_created ON submission_contacts (created_at, submission_id);

-- The correspondence about a submission, and the notes that staff keep for themselves.
CREATE TABLE submission_messages (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    submission_id TEXT COLLATE "C" NOT NULL REFERENCES submissions (id),
    author TEXT COLLATE "C" NOT NULL CHECK (author IN ('citizen', 'department', 'note')),
    department_code TEXT COLLATE "C" REFERENCES departments (code),
    text TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE INDEX submission_messages_submission ON submission_messages (submission_id, created_at, id);

-- What departments answered. The influence_* columns name what was changed because of the submission: all or none.
CREATE TABLE submission_replies (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    submission_id TEXT COLLATE "C" NOT NULL REFERENCES submissions (id),
    department_code TEXT COLLATE "C" NOT NULL REFERENCES departments (code),
    outcome TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    influence_initiative_code TEXT COLLATE "C" REFERENCES initiatives (code),
    influence_kind TEXT COLLATE "C" CHECK (influence_kind IN ('initiative', 'milestone')),
    influence_key TEXT COLLATE "C",
    influence_version BIGINT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CHECK ((influence_kind IS NULL) = (influence_initiative_code IS NULL)),
    CHECK ((influence_kind IS NULL) = (influence_key IS NULL)),
    CHECK ((influence_kind IS NULL) = (influence_version IS NULL))
);

CREATE INDEX submission_replies_submission ON submission_replies (submission_id, created_at, id);
CREATE INDEX submission_replies_influence ON submission_replies (influence_initiative_code, created_at, id);

-- The words of what may be shown, by which staff find a submission.
CREATE TABLE submission_terms (
    term TEXT COLLATE "C" NOT NULL,
    submission_id TEXT COLLATE "C" NOT NULL REFERENCES submissions (id),
    PRIMARY KEY (term, submission_id)
);

CREATE INDEX submission_terms_submission ON submission_terms (submission_id);

-- Solved challenges, so that each serves once on all nodes together.
CREATE TABLE used_challenges (
    signature TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    expires_at TIMESTAMP NOT NULL
);

CREATE INDEX used_challenges_expires ON used_challenges (expires_at);

-- Keys that personal data is sealed under, themselves sealed under the master key.
CREATE TABLE data_keys (
    key_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL,
    sealed_secret TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    retired_at TIMESTAMP
);

CREATE INDEX data_keys_purpose ON data_keys (purpose, created_at);

-- Letters to be sent. sealed holds the address and what to say; it is emptied once the letter is sent.
CREATE TABLE outbox (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    submission_id TEXT COLLATE "C" REFERENCES submissions (id),
    kind TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    sealed TEXT COLLATE "C" NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);

CREATE INDEX outbox_due ON outbox (sent_at, next_attempt_at, id);
CREATE INDEX outbox_created ON outbox (created_at, id);
CREATE INDEX outbox_submission ON outbox (submission_id);
