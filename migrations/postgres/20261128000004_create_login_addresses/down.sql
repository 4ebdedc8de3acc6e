DROP TABLE login_addresses;
DROP TABLE login_failures;
CREATE TABLE login_failures (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at TIMESTAMP NOT NULL
);

CREATE INDEX login_failures_last ON login_failures (last_failed_at);
