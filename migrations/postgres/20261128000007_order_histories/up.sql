-- Histories and ledgers are ordered by what was recorded after what, not by what the clock said then: ordinal counts the
-- rows of one initiative, milestone or submission, and all replies. Rows of before are numbered in the order they had. An index
-- that changes is dropped before its table's rows change, so that they do not go into it first.
ALTER TABLE stored_versions ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE stored_versions ALTER COLUMN ordinal DROP DEFAULT;
DROP INDEX stored_versions_parent;

UPDATE stored_versions SET ordinal = numbered.number
FROM (
    SELECT kind, key, version, ROW_NUMBER() OVER (PARTITION BY parent ORDER BY at, kind, key, version) AS number
    FROM stored_versions
    WHERE parent IS NOT NULL
) AS numbered
WHERE stored_versions.kind = numbered.kind
    AND stored_versions.key = numbered.key
    AND stored_versions.version = numbered.version;

CREATE INDEX stored_versions_parent ON stored_versions (parent, ordinal, kind, key, version);

ALTER TABLE milestone_transitions ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE milestone_transitions ALTER COLUMN ordinal DROP DEFAULT;
DROP INDEX milestone_transitions_milestone;

UPDATE milestone_transitions SET ordinal = numbered.number
FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY milestone_id ORDER BY created_at, id) AS number FROM milestone_transitions
) AS numbered
WHERE milestone_transitions.id = numbered.id;

CREATE INDEX milestone_transitions_milestone ON milestone_transitions (milestone_id, ordinal, id);

ALTER TABLE initiative_transitions ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE initiative_transitions ALTER COLUMN ordinal DROP DEFAULT;
DROP INDEX initiative_transitions_initiative;

UPDATE initiative_transitions SET ordinal = numbered.number
FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY initiative_code ORDER BY created_at, id) AS number FROM initiative_transitions
) AS numbered
WHERE initiative_transitions.id = numbered.id;

CREATE INDEX initiative_transitions_initiative ON initiative_transitions (initiative_code, ordinal, id);

ALTER TABLE rebaselines ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rebaselines ALTER COLUMN ordinal DROP DEFAULT;
DROP INDEX rebaselines_milestone;

UPDATE rebaselines SET ordinal = numbered.number
FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY milestone_id ORDER BY created_at, id) AS number FROM rebaselines
) AS numbered
WHERE rebaselines.id = numbered.id;

CREATE INDEX rebaselines_milestone ON rebaselines (milestone_id, ordinal, id);

ALTER TABLE submission_messages ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submission_messages ALTER COLUMN ordinal DROP DEFAULT;
DROP INDEX submission_messages_submission;

UPDATE submission_messages SET ordinal = numbered.number
FROM (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY submission_id ORDER BY created_at, id) AS number FROM submission_messages
) AS numbered
WHERE submission_messages.id = numbered.id;

CREATE INDEX submission_messages_submission ON submission_messages (submission_id, ordinal, id);

ALTER TABLE submission_replies ADD COLUMN ordinal BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submission_replies ALTER COLUMN ordinal DROP DEFAULT;
DROP INDEX submission_replies_submission;
DROP INDEX submission_replies_influence;

UPDATE submission_replies SET ordinal = numbered.number
FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY created_at, id) AS number FROM submission_replies) AS numbered
WHERE submission_replies.id = numbered.id;

CREATE INDEX submission_replies_submission ON submission_replies (submission_id, ordinal, id);
CREATE INDEX submission_replies_influence ON submission_replies (influence_initiative_code, ordinal, id);
CREATE INDEX submission_replies_ordinal ON submission_replies (ordinal);

-- The public learns the local day on which something was sent, never the instant, and ids tell no time any more: the public
-- list is in the order of days, the queue of staff in that of instants. Rows of before take their day in the zone that the
-- installation has unless it is configured otherwise, which is eight hours ahead of UTC all the year.
ALTER TABLE submissions ADD COLUMN received_on DATE NOT NULL DEFAULT '1970-01-01';
ALTER TABLE submissions ALTER COLUMN received_on DROP DEFAULT;
ALTER TABLE submissions ALTER COLUMN received_on DROP DEFAULT;
ALTER TABLE submissions ADD COLUMN replied_on DATE;
DROP INDEX submissions_public;
DROP INDEX submissions_initiative;
DROP INDEX submissions_smart_area;
DROP INDEX submissions_subject;
DROP INDEX submissions_kind;
DROP INDEX submissions_state_public;
DROP INDEX submissions_outcome_public;
DROP INDEX submissions_due;
DROP INDEX submissions_state;
DROP INDEX submissions_department;
DROP INDEX submissions_language;
DROP INDEX submissions_visibility;

UPDATE submissions SET
    received_on = CAST(received_at + INTERVAL '8 hours' AS DATE),
    replied_on = CASE WHEN outcome IS NOT NULL THEN CAST(closed_at + INTERVAL '8 hours' AS DATE) END;

CREATE INDEX submissions_public ON submissions (visibility, received_on, id);
CREATE INDEX submissions_initiative ON submissions (initiative_code, visibility, received_on, id);
CREATE INDEX submissions_smart_area ON submissions (smart_area_code, visibility, received_on, id);
CREATE INDEX submissions_subject ON submissions (subject_code, visibility, received_on, id);
CREATE INDEX submissions_kind ON submissions (kind, visibility, received_on, id);
CREATE INDEX submissions_state_public ON submissions (state, visibility, received_on, id);
CREATE INDEX submissions_outcome_public ON submissions (outcome, visibility, received_on, id);
CREATE INDEX submissions_due ON submissions (reply_due_on, received_at, id);
CREATE INDEX submissions_state ON submissions (state, reply_due_on, received_at, id);
CREATE INDEX submissions_department ON submissions (department_code, state, reply_due_on, received_at, id);
CREATE INDEX submissions_language ON submissions (language, state, reply_due_on, received_at, id);
CREATE INDEX submissions_visibility ON submissions (visibility, state, reply_due_on, received_at, id);

-- Counted anew: what is not shown is not counted, and how long replies took is told in days alone;
-- a clock that was set back does not make a reply come before its question.
ALTER TABLE submission_counts RENAME COLUMN reply_seconds TO reply_days;
DELETE FROM submission_counts;
INSERT INTO submission_counts (place, place_code, kind, state, outcome, submissions, reply_days)
SELECT
    CASE WHEN initiative_code IS NOT NULL THEN 'initiative' WHEN smart_area_code IS NOT NULL THEN 'smart_area' ELSE 'subject' END,
    COALESCE(initiative_code, smart_area_code, subject_code),
    kind,
    state,
    COALESCE(outcome, ''),
    COUNT(*),
    COALESCE(SUM(GREATEST(replied_on - received_on, 0)), 0)
FROM submissions
WHERE visibility = 'public'
GROUP BY 1, 2, 3, 4, 5;
