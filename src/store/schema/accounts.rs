//! Who may come in: staff, machines, their roles, sessions and keys; and what they are limited to.

diesel::table! {
    users (id) {
        id -> Text,
        version -> BigInt,
        email -> Text,
        email_key -> Text,
        name -> Text,
        disabled -> Bool,
        password_hash -> Nullable<Text>,
        token_version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        last_login_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    memberships (user_id, role, department_code) {
        user_id -> Text,
        role -> Text,
        department_code -> Text,
    }
}

diesel::table! {
    service_accounts (id) {
        id -> Text,
        version -> BigInt,
        name -> Text,
        name_key -> Text,
        description -> Nullable<Text>,
        disabled -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    service_account_memberships (service_account_id, role, department_code) {
        service_account_id -> Text,
        role -> Text,
        department_code -> Text,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        service_account_id -> Text,
        prefix -> Text,
        token_hash -> Text,
        scope -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        user_id -> Nullable<Text>,
        token_hash -> Text,
        purpose -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        last_used_at -> Timestamp,
        expires_at -> Timestamp,
        user_agent -> Nullable<Text>,
        address -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (token_hash) {
        token_hash -> Text,
        session_id -> Text,
        parent_hash -> Nullable<Text>,
        created_at -> Timestamp,
        spent_at -> Nullable<Timestamp>,
        sealed_successor -> Nullable<Text>,
    }
}

diesel::table! {
    signing_keys (kid) {
        kid -> Text,
        purpose -> Text,
        sealed_secret -> Text,
        public_key -> Text,
        created_at -> Timestamp,
        active_from -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    login_failures (subject) {
        subject -> Text,
        failures -> Integer,
        counted_since -> Timestamp,
        last_failed_at -> Timestamp,
    }
}

diesel::table! {
    login_addresses (account, address) {
        account -> Text,
        address -> Text,
        signed_in_at -> Timestamp,
    }
}

diesel::table! {
    rate_buckets (bucket, subject) {
        bucket -> Text,
        subject -> Text,
        next_free_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_records (key_mac) {
        key_mac -> Text,
        request_mac -> Text,
        sealed_answer -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        about -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, memberships, sessions);

diesel::allow_tables_to_appear_in_same_query!(service_accounts, api_keys);
