//! The tables as diesel sees them, the same for both databases. `migrations/` creates them; a test holds the two equal.

diesel::table! {
    change_head (id) {
        id -> Integer,
        seq -> BigInt,
        floor -> BigInt,
    }
}

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        kind -> Text,
        op -> Text,
        key -> Text,
        version -> BigInt,
        derived -> Bool,
        at -> Timestamp,
    }
}

diesel::table! {
    smart_areas (code) {
        code -> Text,
        version -> BigInt,
        name -> Text,
        summary -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    departments (code) {
        code -> Text,
        version -> BigInt,
        name -> Text,
        kind -> Text,
        bureau_code -> Nullable<Text>,
        superseded_by -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    blueprints (code) {
        code -> Text,
        version -> BigInt,
        title -> Text,
        published_on -> Date,
        announced_initiative_count -> Nullable<Integer>,
        source -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    initiatives (code) {
        code -> Text,
        version -> BigInt,
        title -> Text,
        summary -> Text,
        smart_area_code -> Text,
        lead_department_code -> Text,
        lifecycle -> Text,
        starts_on -> Nullable<Date>,
        starts_on_precision -> Nullable<Text>,
        ends_on -> Nullable<Date>,
        ends_on_precision -> Nullable<Text>,
        update_cadence_days -> Nullable<Integer>,
        superseded_by -> Nullable<Text>,
        provenance -> Text,
        milestone_total -> Integer,
        milestone_met -> Integer,
        earliest_open_due_on -> Nullable<Date>,
        earliest_open_due_on_below_half -> Nullable<Date>,
        last_report_at -> Nullable<Timestamp>,
        stale_from -> Nullable<Date>,
        progress_value -> Nullable<Double>,
        progress_method -> Text,
        progress_override -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        starts_on_asc -> Date,
        starts_on_desc -> Date,
        ends_on_asc -> Date,
        ends_on_desc -> Date,
        progress_asc -> Double,
        progress_desc -> Double,
    }
}

diesel::table! {
    initiative_departments (initiative_code, department_code) {
        initiative_code -> Text,
        department_code -> Text,
        position -> Integer,
        reporting -> Bool,
    }
}

diesel::table! {
    initiative_blueprints (initiative_code, blueprint_code) {
        initiative_code -> Text,
        blueprint_code -> Text,
    }
}

diesel::table! {
    initiative_tags (initiative_code, tag) {
        initiative_code -> Text,
        tag -> Text,
        position -> Integer,
    }
}

diesel::table! {
    search_terms (term, initiative_code) {
        term -> Text,
        initiative_code -> Text,
        in_title -> Bool,
    }
}

diesel::table! {
    milestones (id) {
        id -> Text,
        version -> BigInt,
        initiative_code -> Text,
        title -> Text,
        description -> Nullable<Text>,
        status -> Text,
        completion -> Nullable<Integer>,
        weight -> Integer,
        original_due_on -> Nullable<Date>,
        original_due_on_precision -> Nullable<Text>,
        due_on -> Nullable<Date>,
        due_on_precision -> Nullable<Text>,
        met_on -> Nullable<Date>,
        met_on_precision -> Nullable<Text>,
        met_first_on -> Nullable<Date>,
        verification -> Nullable<Text>,
        source -> Nullable<Text>,
        note -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        due_on_asc -> Date,
        due_on_desc -> Date,
        original_due_on_asc -> Date,
        original_due_on_desc -> Date,
        met_on_asc -> Date,
        met_on_desc -> Date,
    }
}

diesel::table! {
    milestone_evidence (milestone_id, position) {
        milestone_id -> Text,
        position -> Integer,
        url -> Text,
        title -> Text,
        sha256 -> Nullable<Text>,
    }
}

diesel::table! {
    rebaselines (id) {
        id -> Text,
        milestone_id -> Text,
        old_due_on -> Nullable<Date>,
        old_due_on_precision -> Nullable<Text>,
        new_due_on -> Nullable<Date>,
        new_due_on_precision -> Nullable<Text>,
        reason_code -> Text,
        reason -> Text,
        actor -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    stored_versions (kind, key, version) {
        kind -> Text,
        key -> Text,
        version -> BigInt,
        parent -> Nullable<Text>,
        at -> Timestamp,
        body -> Text,
    }
}

diesel::table! {
    loaded_records (kind, key) {
        kind -> Text,
        key -> Text,
        digest -> Text,
        version -> BigInt,
    }
}

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
        last_failed_at -> Timestamp,
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
    }
}

diesel::table! {
    audit_head (id) {
        id -> Integer,
        seq -> BigInt,
    }
}

diesel::table! {
    audit_entries (seq) {
        seq -> BigInt,
        at -> Timestamp,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        actor_key_id -> Nullable<Text>,
        actor_name -> Text,
        on_behalf_of -> Nullable<Text>,
        action -> Text,
        outcome -> Text,
        rule -> Nullable<Text>,
        target_kind -> Text,
        target_key -> Nullable<Text>,
        version_before -> Nullable<BigInt>,
        version_after -> Nullable<BigInt>,
        changed_members -> Text,
        reason -> Nullable<Text>,
        request_id -> Nullable<Text>,
        address -> Nullable<Text>,
    }
}

diesel::table! {
    audit_repeats (entry_seq) {
        entry_seq -> BigInt,
        subject -> Text,
        minute -> Timestamp,
        count -> Integer,
        last_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    initiatives,
    initiative_departments,
    initiative_blueprints,
    initiative_tags,
    search_terms,
    milestones,
    milestone_evidence,
);

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    initiative_blueprints::blueprint_code,
    initiatives::lifecycle,
);

diesel::allow_tables_to_appear_in_same_query!(users, memberships, sessions);

diesel::allow_tables_to_appear_in_same_query!(service_accounts, api_keys);

diesel::allow_tables_to_appear_in_same_query!(audit_entries, audit_repeats);
