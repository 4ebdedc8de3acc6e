DROP TABLE login_addresses;
DROP TABLE login_failures;
CREATE TABLE login_failures (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at TEXT NOT NULL
) STRICT;

CREATE INDEX login_failures_last ON login_failures (last_failed_at);
