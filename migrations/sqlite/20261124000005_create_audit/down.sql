DROP TABLE audit_repeats;
DROP TABLE audit_entries;
DROP TABLE audit_head;
