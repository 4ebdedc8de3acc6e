DROP TABLE loaded_records;
DROP TABLE stored_versions;
