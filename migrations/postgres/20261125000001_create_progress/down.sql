DROP TABLE calendar;
DROP TABLE progress_updates;
DROP TABLE initiative_transitions;
DROP TABLE milestone_transitions;

DROP INDEX rebaselines_milestone;
ALTER TABLE rebaselines DROP COLUMN department_code;
ALTER TABLE rebaselines RENAME COLUMN origin TO actor;
CREATE INDEX rebaselines_milestone ON rebaselines (milestone_id, id);

DROP INDEX stored_versions_parent;
DELETE FROM stored_versions WHERE kind IN ('update', 'confirmation');
UPDATE stored_versions SET parent = NULL WHERE kind = 'initiative';
ALTER TABLE stored_versions DROP COLUMN changed;
ALTER TABLE stored_versions DROP COLUMN reason;
ALTER TABLE stored_versions DROP COLUMN department_code;
ALTER TABLE stored_versions DROP COLUMN origin;
ALTER TABLE stored_versions DROP COLUMN event;
CREATE INDEX stored_versions_parent ON stored_versions (kind, parent, at);
