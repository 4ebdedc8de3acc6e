ALTER TABLE submission_counts RENAME COLUMN reply_days TO reply_seconds;
DELETE FROM submission_counts;
INSERT INTO submission_counts (place, place_code, kind, state, outcome, submissions, reply_seconds)
SELECT
    CASE WHEN initiative_code IS NOT NULL THEN 'initiative' WHEN smart_area_code IS NOT NULL THEN 'smart_area' ELSE 'subject' END,
    COALESCE(initiative_code, smart_area_code, subject_code),
    kind,
    state,
    COALESCE(outcome, ''),
    COUNT(*),
    CAST(COALESCE(SUM(CASE WHEN outcome IS NOT NULL THEN FLOOR(EXTRACT(EPOCH FROM closed_at - received_at)) END), 0) AS BIGINT)
FROM submissions
WHERE visibility = 'public'
GROUP BY 1, 2, 3, 4, 5;

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
CREATE INDEX submissions_public ON submissions (visibility, received_at, id);
CREATE INDEX submissions_initiative ON submissions (initiative_code, visibility, received_at, id);
CREATE INDEX submissions_smart_area ON submissions (smart_area_code, visibility, received_at, id);
CREATE INDEX submissions_subject ON submissions (subject_code, visibility, received_at, id);
CREATE INDEX submissions_kind ON submissions (kind, visibility, received_at, id);
CREATE INDEX submissions_state_public ON submissions (state, visibility, received_at, id);
CREATE INDEX submissions_outcome_public ON submissions (outcome, visibility, received_at, id);
CREATE INDEX submissions_due ON submissions (reply_due_on, id);
CREATE INDEX submissions_state ON submissions (state, reply_due_on, id);
CREATE INDEX submissions_department ON submissions (department_code, state, reply_due_on, id);
CREATE INDEX submissions_language ON submissions (language, state, reply_due_on, id);
CREATE INDEX submissions_visibility ON submissions (visibility, state, reply_due_on, id);
ALTER TABLE submissions DROP COLUMN replied_on;
ALTER TABLE submissions DROP COLUMN received_on;

DROP INDEX submission_replies_ordinal;
DROP INDEX submission_replies_influence;
DROP INDEX submission_replies_submission;
CREATE INDEX submission_replies_submission ON submission_replies (submission_id, created_at, id);
CREATE INDEX submission_replies_influence ON submission_replies (influence_initiative_code, created_at, id);
ALTER TABLE submission_replies DROP COLUMN ordinal;

DROP INDEX submission_messages_submission;
CREATE INDEX submission_messages_submission ON submission_messages (submission_id, created_at, id);
ALTER TABLE submission_messages DROP COLUMN ordinal;

DROP INDEX rebaselines_milestone;
CREATE INDEX rebaselines_milestone ON rebaselines (milestone_id, created_at, id);
ALTER TABLE rebaselines DROP COLUMN ordinal;

DROP INDEX initiative_transitions_initiative;
CREATE INDEX initiative_transitions_initiative ON initiative_transitions (initiative_code, created_at, id);
ALTER TABLE initiative_transitions DROP COLUMN ordinal;

DROP INDEX milestone_transitions_milestone;
CREATE INDEX milestone_transitions_milestone ON milestone_transitions (milestone_id, created_at, id);
ALTER TABLE milestone_transitions DROP COLUMN ordinal;

DROP INDEX stored_versions_parent;
CREATE INDEX stored_versions_parent ON stored_versions (parent, at, kind, key, version);
ALTER TABLE stored_versions DROP COLUMN ordinal;
