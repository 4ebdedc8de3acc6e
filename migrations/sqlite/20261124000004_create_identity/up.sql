-- Members of staff. email_key is the address in lower case: two accounts never share one.
-- token_version counts changes of the password: access tokens that were issued before are stale.
CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    password_hash TEXT,
    token_version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    last_login_at TEXT
) STRICT;

CREATE UNIQUE INDEX users_email ON users (email_key);
CREATE INDEX users_email_asc ON users (email_key, id);
CREATE INDEX users_email_desc ON users (email_key DESC, id);
CREATE INDEX users_created ON users (created_at, id);
CREATE INDEX users_created_desc ON users (created_at DESC, id);
CREATE INDEX users_disabled ON users (disabled, email_key, id);

-- Roles of staff. An empty department_code stands for everywhere, so that the key is whole on both databases.
CREATE TABLE memberships (
    user_id TEXT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    department_code TEXT NOT NULL,
    PRIMARY KEY (user_id, role, department_code)
) STRICT;

CREATE INDEX memberships_role ON memberships (role, user_id);
CREATE INDEX memberships_department ON memberships (department_code, user_id);

-- Machines that write. name_key is the name in lower case.
CREATE TABLE service_accounts (
    id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT,
    disabled INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX service_accounts_name ON service_accounts (name_key);

CREATE TABLE service_account_memberships (
    service_account_id TEXT NOT NULL REFERENCES service_accounts (id),
    role TEXT NOT NULL,
    department_code TEXT NOT NULL,
    PRIMARY KEY (service_account_id, role, department_code)
) STRICT;

-- Keys of machines, by the hash of their secret. scope is a JSON array of action names.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    service_account_id TEXT NOT NULL REFERENCES service_accounts (id),
    prefix TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    last_used_at TEXT,
    revoked_at TEXT
) STRICT;

CREATE UNIQUE INDEX api_keys_token ON api_keys (token_hash);
CREATE INDEX api_keys_account ON api_keys (service_account_id, id);

-- One-time links, by the hash of their secret. One without a user makes the first administrator.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT REFERENCES users (id),
    token_hash TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'reset', 'setup')),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;

CREATE UNIQUE INDEX invitations_token ON invitations (token_hash);
CREATE INDEX invitations_user ON invitations (user_id, used_at);
CREATE INDEX invitations_expires ON invitations (expires_at);

-- From signing in until signing out.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    user_agent TEXT,
    address TEXT,
    ended_at TEXT,
    end_reason TEXT
) STRICT;

CREATE INDEX sessions_user ON sessions (user_id, ended_at, id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Refresh tokens by their hash. sealed_successor is kept for a few seconds, under a key that only the token itself gives.
CREATE TABLE refresh_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    parent_hash TEXT,
    created_at TEXT NOT NULL,
    spent_at TEXT,
    sealed_successor TEXT
) STRICT;

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_sealed ON refresh_tokens (spent_at) WHERE sealed_successor IS NOT NULL;

-- Keys that sign, wrapped by the master key.
CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    sealed_secret TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    active_from TEXT NOT NULL,
    retired_at TEXT
) STRICT;

CREATE INDEX signing_keys_purpose ON signing_keys (purpose, active_from);

-- Failed attempts to sign in, by the MAC of an account or an address.
CREATE TABLE login_failures (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at TEXT NOT NULL
) STRICT;

CREATE INDEX login_failures_last ON login_failures (last_failed_at);

-- Requests that all nodes count together. next_free_at is when the next one would be free if they came evenly (GCRA).
CREATE TABLE rate_buckets (
    bucket TEXT NOT NULL,
    subject TEXT NOT NULL,
    next_free_at TEXT NOT NULL,
    PRIMARY KEY (bucket, subject)
) STRICT;

CREATE INDEX rate_buckets_next ON rate_buckets (next_free_at);

-- Answers to requests with an idempotency key: key and request as MACs, the answer sealed under the key.
CREATE TABLE idempotency_records (
    key_mac TEXT NOT NULL PRIMARY KEY,
    request_mac TEXT NOT NULL,
    sealed_answer TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    about TEXT
) STRICT;

CREATE INDEX idempotency_records_about ON idempotency_records (about);
CREATE INDEX idempotency_records_expires ON idempotency_records (expires_at);
