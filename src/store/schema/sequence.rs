//! What happened, in order, and what everything was at each of its versions.

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
    stored_versions (kind, key, version) {
        kind -> Text,
        key -> Text,
        version -> BigInt,
        parent -> Nullable<Text>,
        at -> Timestamp,
        body -> Text,
        event -> Text,
        origin -> Text,
        department_code -> Nullable<Text>,
        reason -> Nullable<Text>,
        changed -> Text,
        ordinal -> BigInt,
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
    restores (seq) {
        seq -> BigInt,
        at -> Timestamp,
        lost_from -> BigInt,
        lost_to -> BigInt,
        carried_over -> Bool,
    }
}
