//! Who did what.

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

diesel::allow_tables_to_appear_in_same_query!(audit_entries, audit_repeats);
