//! What citizens send and what becomes of it; what intake needs to know; what is kept to write to people.

use super::catalogue::initiatives;

diesel::table! {
    subjects (code) {
        code -> Text,
        version -> BigInt,
        title -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    holidays (day) {
        day -> Date,
        name -> Text,
    }
}

diesel::table! {
    reply_standard (id) {
        id -> Integer,
        days -> Nullable<Integer>,
    }
}

diesel::table! {
    notices (version) {
        version -> Integer,
        text -> Text,
        effective_on -> Date,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        version -> BigInt,
        reference -> Text,
        initiative_code -> Nullable<Text>,
        smart_area_code -> Nullable<Text>,
        subject_code -> Nullable<Text>,
        kind -> Text,
        language -> Text,
        text -> Text,
        original_text -> Text,
        state -> Text,
        visibility -> Text,
        hide_reason -> Nullable<Text>,
        department_code -> Nullable<Text>,
        outcome -> Nullable<Text>,
        duplicate_of -> Nullable<Text>,
        notice_version -> Integer,
        may_publish -> Bool,
        may_contact -> Bool,
        secret_hash -> Text,
        text_sha256 -> Text,
        received_at -> Timestamp,
        reply_due_on -> Date,
        paused_since -> Nullable<Date>,
        paused_days -> Integer,
        closed_at -> Nullable<Timestamp>,
        erased_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        received_on -> Date,
        replied_on -> Nullable<Date>,
    }
}

diesel::table! {
    submission_counts (place, place_code, kind, state, outcome) {
        place -> Text,
        place_code -> Text,
        kind -> Text,
        state -> Text,
        outcome -> Text,
        submissions -> BigInt,
        reply_days -> BigInt,
    }
}

diesel::table! {
    submission_contacts (submission_id) {
        submission_id -> Text,
        key_id -> Text,
        sealed -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    submission_messages (id) {
        id -> Text,
        submission_id -> Text,
        author -> Text,
        department_code -> Nullable<Text>,
        text -> Text,
        created_at -> Timestamp,
        ordinal -> BigInt,
    }
}

diesel::table! {
    submission_replies (id) {
        id -> Text,
        version -> BigInt,
        submission_id -> Text,
        department_code -> Text,
        outcome -> Text,
        text -> Text,
        influence_initiative_code -> Nullable<Text>,
        influence_kind -> Nullable<Text>,
        influence_key -> Nullable<Text>,
        influence_version -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        ordinal -> BigInt,
    }
}

diesel::table! {
    submission_terms (term, submission_id) {
        term -> Text,
        submission_id -> Text,
    }
}

diesel::table! {
    used_challenges (signature) {
        signature -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    data_keys (key_id) {
        key_id -> Text,
        purpose -> Text,
        sealed_secret -> Text,
        created_at -> Timestamp,
        retired_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        submission_id -> Nullable<Text>,
        kind -> Text,
        language -> Text,
        sealed -> Text,
        attempts -> Integer,
        next_attempt_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    letter_recipients (recipient) {
        recipient -> Text,
        salt -> Text,
        token_hash -> Text,
        confirmed_until -> Nullable<Timestamp>,
        refused_at -> Nullable<Timestamp>,
        kept_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    recipient_letters (mail_id) {
        mail_id -> Text,
        recipient -> Text,
        asks -> Bool,
        created_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    submissions,
    submission_contacts,
    submission_replies,
    submission_terms,
);

diesel::allow_tables_to_appear_in_same_query!(submission_counts, initiatives);
