DROP TABLE outbox;
DROP TABLE data_keys;
DROP TABLE used_challenges;
DROP TABLE submission_terms;
DROP TABLE submission_replies;
DROP TABLE submission_messages;
DROP TABLE submission_contacts;
DROP TABLE submission_counts;
DROP TABLE submissions;
DROP TABLE notices;
DROP TABLE holidays;
DROP TABLE subjects;

DELETE FROM stored_versions WHERE kind IN ('submission', 'reply', 'subject');
DELETE FROM loaded_records WHERE kind = 'subject';
DELETE FROM changes WHERE kind IN ('submission', 'reply', 'subject');
