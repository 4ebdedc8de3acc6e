-- Failed attempts to sign in, by the MAC of an account, or of an account and the address that tried. counted_since is the
-- first of those that are counted. What was counted before counts no longer: it was by address.
DROP TABLE login_failures;
CREATE TABLE login_failures (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    counted_since TEXT NOT NULL,
    last_failed_at TEXT NOT NULL
) STRICT;

CREATE INDEX login_failures_last ON login_failures (last_failed_at);

-- Where accounts have signed in from, by MACs: of the account, and of the account and the address together, so that nobody
-- sees which accounts share an address.
CREATE TABLE login_addresses (
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    signed_in_at TEXT NOT NULL,
    PRIMARY KEY (account, address)
) STRICT;

CREATE INDEX login_addresses_account ON login_addresses (account, signed_in_at, address);
CREATE INDEX login_addresses_signed_in ON login_addresses (signed_in_at);
