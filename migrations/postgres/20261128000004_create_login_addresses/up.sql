-- Failed attempts to sign in, by the MAC of an account, or of an account and the address that tried. counted_since is the
-- first of those that are counted. What was counted before counts no longer: it was by address.
DROP TABLE login_failures;
CREATE TABLE login_failures (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    counted_since TIMESTAMP NOT NULL,
    last_failed_at TIMESTAMP NOT NULL
);

CREATE INDEX login_failures_last ON login_failures (last_failed_at);

-- Where accounts have signed in from, by MACs: of the account, and of the account and the address together, so that nobody
-- sees which accounts share an address.
CREATE TABLE login_addresses (
    account TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    signed_in_at TIMESTAMP NOT NULL,
    PRIMARY KEY (account, address)
);

CREATE INDEX login_addresses_account ON login_addresses (account, signed_in_at, address);
CREATE INDEX login_addresses_signed_in ON login_addresses (signed_in_at);
