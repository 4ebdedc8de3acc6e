//! The catalogue: areas, departments, editions, initiatives with their lists, milestones.

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
        reply_days -> Nullable<Integer>,
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
    search_folding (id) {
        id -> Integer,
        number -> Integer,
        under_way -> Nullable<Integer>,
        done_to -> Nullable<Text>,
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
