-- Members of staff. email_key is the address in lower case: two accounts never share one.
-- token_version counts changes of the password: access tokens that were issued before are stale.
CREATE TABLE users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    disabled BOOLEAN NOT NULL,
    password_hash TEXT COLLATE "C",
    token_version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    last_login_at TIMESTAMP
);

CREATE UNIQUE INDEX users_email ON users (email_key);
CREATE INDEX users_email_asc ON users (email_key, id);
CREATE INDEX users_email_desc ON users (email_key DESC, id);
CREATE INDEX users_created ON users (created_at, id);
CREATE INDEX users_created_desc ON users (created_at DESC, id);
CREATE INDEX users_disabled ON users (disabled, email_key, id);

-- Roles of staff. An empty department_code stands for everywhere, so that the key is whole on both databases.
CREATE TABLE memberships (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    role TEXT COLLATE "C" NOT NULL,
    department_code TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, role, department_code)
);

CREATE INDEX memberships_role ON memberships (role, user_id);
CREATE INDEX memberships_department ON memberships (department_code, user_id);

-- Machines that write. name_key is the name in lower case.
CREATE TABLE service_accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C",
    disabled BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE UNIQUE INDEX service_accounts_name ON service_accounts (name_key);

CREATE TABLE service_account_memberships (
    service_account_id TEXT COLLATE "C" NOT NULL REFERENCES service_accounts (id),
    role TEXT COLLATE "C" NOT NULL,
    department_code TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (service_account_id, role, department_code)
);

-- Keys of machines, by the hash of their secret. scope is a JSON array of action names.
CREATE TABLE api_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    service_account_id TEXT COLLATE "C" NOT NULL REFERENCES service_accounts (id),
    prefix TEXT COLLATE "C" NOT NULL,
    token_hash TEXT COLLATE "C" NOT NULL,
    scope TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    last_used_at TIMESTAMP,
    revoked_at TIMESTAMP
);

CREATE UNIQUE INDEX api_keys_token ON api_keys (token_hash);
CREATE INDEX api_keys_account ON api_keys (service_account_id, id);

-- One-time links, by the hash of their secret. One without a user makes the first administrator.
CREATE TABLE invitations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" REFERENCES users (id),
    token_hash TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL CHECK (purpose IN ('invitation', 'reset', 'setup')),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);

CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE INDEX invitations_user ON invitations (user_id, used_at);
CREATE INDEX invitations_expires ON invitations (expires_at);

-- From signing in until signing out.
CREATE TABLE sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    user_agent TEXT COLLATE "C",
    address TEXT COLLATE "C",
    ended_at TIMESTAMP,
    end_reason TEXT COLLATE "C"
);

CREATE INDEX sessions_user ON sessions (user_id, ended_at, id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Refresh tokens by their hash. sealed_successor is kept for a few seconds, under a key that only the token itself gives.
CREATE TABLE refresh_tokens (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    parent_hash TEXT COLLATE "C",
    created_at TIMESTAMP NOT NULL,
    spent_at TIMESTAMP,
    sealed_successor TEXT COLLATE "C"
);

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_sealed ON refresh_tokens (spent_at) WHERE sealed_successor IS NOT NULL;

-- Keys that sign, wrapped by the master key.
CREATE TABLE signing_keys (
    kid TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL,
    sealed_secret TEXT COLLATE "C" NOT NULL,
    public_key TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    active_from TIMESTAMP NOT NULL,
    retired_at TIMESTAMP
);

CREATE INDEX signing_keys_purpose ON signing_keys (purpose, active_from);

-- Failed attempts to sign in, by the MAC of an account or an address.
CREATE TABLE login_failures (
    subject TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at TIMESTAMP NOT NULL
);

CREATE INDEX login_failures_last ON login_failures (last_failed_at);

-- Requests that all nodes count together. next_free_at is when the next one would be free if they came evenly (GCRA).
CREATE TABLE rate_buckets (
    bucket TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    next_free_at TIMESTAMP NOT NULL,
    PRIMARY KEY (bucket, subject)
);

CREATE INDEX rate_buckets_next ON rate_buckets (next_free_at);

-- Answers to requests with an idempotency key: key and request as MACs, the answer sealed under the key.
CREATE TABLE idempotency_records (
    key_mac TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request_mac TEXT COLLATE "C" NOT NULL,
    sealed_answer TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    about TEXT COLLATE "C"
);

CREATE INDEX idempotency_records_about ON idempotency_records (about);
CREATE INDEX idempotency_records_expires ON idempotency_records (expires_at);
