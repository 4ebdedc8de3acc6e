//! The query parameters of the audit log, and what they mean.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::extract::Reader;
use crate::api::problem::{Fault, FaultCode};
use crate::api::v1::audit::json::AuditOutcome as OutcomeWord;
use crate::domain::ids::UserId;
use crate::store::audit::{AuditAction, AuditFilter, AuditOutcome, AuditSort};
use crate::store::page::{Direction, SortBy};

/// Which entries, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// By this account: its id.
    #[param(value_type = Option<uuid::Uuid>)]
    pub actor: Option<String>,
    /// Of any of these actions, such as `initiatives.edit` or `login.failed`.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["initiatives.edit"]))]
    pub action: Option<String>,
    /// With any of these outcomes.
    #[param(value_type = Option<Vec<OutcomeWord>>, style = Form, explode = false, min_items = 1, max_items = 3)]
    pub outcome: Option<String>,
    /// Done to this kind of thing, such as `initiative` or `user`.
    #[param(max_length = 40, pattern = "^[a-z_]+$")]
    pub target_kind: Option<String>,
    /// Done to this thing: its code or id. Needs `target_kind`.
    #[param(max_length = 100, pattern = "^[\\x21-\\x7E]+$")]
    pub target: Option<String>,
    /// Of this request.
    #[param(max_length = 64, pattern = "^[A-Za-z0-9._-]+$")]
    pub request_id: Option<String>,
    /// At this instant or later.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub since: Option<String>,
    /// Before this instant.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub until: Option<String>,
    /// `-seq`, newest first, or `seq`, oldest first.
    #[param(value_type = Option<Vec<AuditSortKey>>, style = Form, explode = false, min_items = 1, max_items = 1, example = json!(["-seq"]))]
    pub sort: Option<String>,
}

/// A key to sort the audit log by, with its direction.
#[derive(Debug, Deserialize, ToSchema)]
pub enum AuditSortKey {
    /// Oldest first.
    #[serde(rename = "seq")]
    Seq,
    /// Newest first.
    #[serde(rename = "-seq")]
    SeqDescending,
}

const SORTS: [(&str, AuditSort); 1] = [("seq", AuditSort::Seq)];

impl AuditParams {
    /// What the log is narrowed to.
    #[must_use]
    pub fn filter(&self, reader: &mut Reader) -> AuditFilter {
        let actor = self.actor.as_deref().map(str::parse::<UserId>);
        if matches!(actor, Some(Err(_))) {
            reader.refuse(Fault::parameter("actor", FaultCode::InvalidUuid));
        }
        if self.target.is_some() && self.target_kind.is_none() {
            reader.refuse(Fault::parameter("target_kind", FaultCode::Required));
        }
        let actions: Vec<&str> = AuditAction::all().map(AuditAction::as_str).collect();
        let outcomes = AuditOutcome::ALL.map(AuditOutcome::as_str);
        AuditFilter {
            actor: actor.and_then(Result::ok).map(|id| id.to_string()),
            actions: reader.words("action", self.action.as_deref(), &actions),
            outcomes: reader.words("outcome", self.outcome.as_deref(), &outcomes),
            target_kind: self.target_kind.clone(),
            target: self.target.clone(),
            request_id: self.request_id.clone(),
            since: reader.instant("since", self.since.as_deref()),
            until: reader.instant("until", self.until.as_deref()),
        }
    }

    /// The order of the list: newest first unless asked otherwise.
    #[must_use]
    pub fn order(&self, reader: &mut Reader) -> Vec<SortBy<AuditSort>> {
        match self.sort.as_deref() {
            None => vec![SortBy { key: AuditSort::Seq, direction: Direction::Descending }],
            sort => reader.sort(sort, &SORTS, &[AuditSort::Seq], AuditSort::Seq),
        }
    }
}
