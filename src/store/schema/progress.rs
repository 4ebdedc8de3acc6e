//! What departments report: moves, changed dates, updates; and the local day that was last told.

use super::catalogue::{initiative_departments, initiatives};

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
        origin -> Text,
        department_code -> Nullable<Text>,
        created_at -> Timestamp,
        ordinal -> BigInt,
    }
}

diesel::table! {
    milestone_transitions (id) {
        id -> Text,
        milestone_id -> Text,
        from_status -> Text,
        to_status -> Text,
        effective_on -> Date,
        completion -> Nullable<Integer>,
        reason -> Nullable<Text>,
        evidence -> Text,
        origin -> Text,
        department_code -> Nullable<Text>,
        created_at -> Timestamp,
        ordinal -> BigInt,
    }
}

diesel::table! {
    initiative_transitions (id) {
        id -> Text,
        initiative_code -> Text,
        from_lifecycle -> Text,
        to_lifecycle -> Text,
        effective_on -> Date,
        reason -> Nullable<Text>,
        superseded_by -> Nullable<Text>,
        origin -> Text,
        department_code -> Nullable<Text>,
        created_at -> Timestamp,
        ordinal -> BigInt,
    }
}

diesel::table! {
    progress_updates (id) {
        id -> Text,
        version -> BigInt,
        initiative_code -> Text,
        department_code -> Text,
        state -> Text,
        title -> Text,
        body -> Text,
        dated_on -> Date,
        published_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    calendar (id) {
        id -> Integer,
        day -> Nullable<Date>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(progress_updates, initiatives);
diesel::allow_tables_to_appear_in_same_query!(progress_updates, initiative_departments);
