//! Changes on the wire.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::v1::common::json::Meta;
use crate::store::change::{Change as Stored, ChangeKind, ChangeOp as StoredOp};

/// One committed change of a public thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Its place in the sequence: numbers have no gaps and follow the order of commits.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub seq: i64,
    /// What it is about.
    pub r#type: ChangeType,
    /// What happened.
    pub op: ChangeOp,
    /// The thing's code or id.
    #[schema(
        max_length = 80,
        pattern = "^[A-Za-z0-9&.-]+$",
        example = "hketoll-free-flow-tolling"
    )]
    pub key: String,
    /// The thing's version after the change.
    #[schema(format = Int64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub version: i64,
    /// True when only something computed moved: the version is as it was.
    pub derived: bool,
    /// When it was committed.
    pub at: DateTime<Utc>,
    /// Where the thing can be read: its own address, or the list that it is in.
    #[schema(max_length = 200, pattern = "^/[!-~]*$")]
    pub url: String,
}

/// What a change is about.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeType {
    /// An initiative, or what is computed from its milestones.
    Initiative,
    /// A milestone.
    Milestone,
    /// A department.
    Department,
    /// A smart area.
    SmartArea,
    /// A blueprint edition.
    Blueprint,
    /// A published progress update.
    Update,
    /// A citizen's submission: it was published, changed since, or hidden.
    Submission,
    /// A department's answer to a published submission.
    Reply,
    /// A subject that citizens write about.
    Subject,
    /// A privacy notice was added. The key is its version.
    Notice,
    /// A new local day began: health, overdue and slip are to be read again. The key is the day.
    Calendar,
}

/// What happened to the thing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOp {
    /// It was made or changed.
    Upsert,
    /// It is gone.
    Delete,
}

/// A stretch of the change sequence.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeList {
    /// The changes, oldest first.
    #[schema(max_items = 100)]
    pub data: Vec<Change>,
    /// Where to go on.
    pub page: ChangePage,
    /// What else is known of the list: nothing, since the sequence has no total.
    pub meta: Meta,
}

/// Where a stretch ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangePage {
    /// The most changes a page holds, as asked for.
    #[schema(format = Int32, minimum = 1, maximum = 100, example = 25)]
    pub limit: i32,
    /// Ask from here next, at once or later; never null.
    #[schema(max_length = 19, pattern = "^[0-9]+$", example = "416")]
    pub next_cursor: String,
    /// Whether there is more right now.
    pub has_more: bool,
}

impl From<Stored> for Change {
    fn from(change: Stored) -> Self {
        Self {
            url: url(change.kind, &change.key),
            seq: change.seq,
            r#type: match change.kind {
                ChangeKind::Initiative => ChangeType::Initiative,
                ChangeKind::Milestone => ChangeType::Milestone,
                ChangeKind::Department => ChangeType::Department,
                ChangeKind::SmartArea => ChangeType::SmartArea,
                ChangeKind::Blueprint => ChangeType::Blueprint,
                ChangeKind::Update => ChangeType::Update,
                ChangeKind::Submission => ChangeType::Submission,
                ChangeKind::Reply => ChangeType::Reply,
                ChangeKind::Subject => ChangeType::Subject,
                ChangeKind::Notice => ChangeType::Notice,
                ChangeKind::Calendar => ChangeType::Calendar,
            },
            op: match change.op {
                StoredOp::Upsert => ChangeOp::Upsert,
                StoredOp::Delete => ChangeOp::Delete,
            },
            key: change.key,
            version: change.version,
            derived: change.derived,
            at: change.at,
        }
    }
}

/// Blueprints, subjects and replies are read from a list. A new day shows wherever something is computed from it, first in the numbers.
fn url(kind: ChangeKind, key: &str) -> String {
    match kind {
        ChangeKind::Initiative => format!("/api/v1/initiatives/{key}"),
        ChangeKind::Milestone => format!("/api/v1/milestones/{key}"),
        ChangeKind::Department => format!("/api/v1/departments/{key}"),
        ChangeKind::SmartArea => format!("/api/v1/smart-areas/{key}"),
        ChangeKind::Blueprint => "/api/v1/blueprints".to_owned(),
        ChangeKind::Update => format!("/api/v1/updates/{key}"),
        ChangeKind::Submission => format!("/api/v1/submissions/{key}"),
        ChangeKind::Reply => "/api/v1/submissions".to_owned(),
        ChangeKind::Subject => "/api/v1/subjects".to_owned(),
        ChangeKind::Notice => format!("/api/v1/notices/{key}"),
        ChangeKind::Calendar => "/api/v1/statistics".to_owned(),
    }
}
