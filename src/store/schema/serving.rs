//! The processes that serve the database.

diesel::table! {
    nodes (id) {
        id -> Text,
        release -> Text,
        started_at -> Timestamp,
        seen_at -> Timestamp,
    }
}
