//! The query parameters of the queue of submissions, and what they mean.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::extract::Reader;
use crate::api::v1::common::params::search;
use crate::api::v1::common::submission_words::{
    SubmissionKind as KindWord, SubmissionState as StateWord, Visibility as VisibilityWord,
};
use crate::domain::submission::{SubmissionKind, SubmissionState, Visibility};
use crate::store::page::{Direction, SortBy};
use crate::store::submission::{QueueFilter, QueueSort};

/// Which submissions, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueParams {
    /// In any of these states.
    #[param(value_type = Option<Vec<StateWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub state: Option<String>,
    /// Assigned to any of these departments. A `&` in a code must be percent-encoded.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub department: Option<String>,
    /// Whether an answer is late.
    #[param(value_type = Option<bool>)]
    pub overdue: Option<String>,
    /// Written in any of these languages.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["zh-Hant"]))]
    pub language: Option<String>,
    /// Of any of these kinds.
    #[param(value_type = Option<Vec<KindWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub kind: Option<String>,
    /// Seen by the public, not yet, or not any more: in any of these ways.
    #[param(value_type = Option<Vec<VisibilityWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub visibility: Option<String>,
    /// Words, or parts of Chinese text, that all occur in the text. Case, width, accents and Chinese variants (Traditional,
    /// Simplified) make no difference. A text in which nothing is seen is refused as `empty`.
    #[param(min_length = 1, max_length = 200, pattern = "\\S")]
    pub q: Option<String>,
    /// `reply_due_on`, what is due first comes first, or `-reply_due_on`; those due on the same day follow by when they
    /// arrived, in the same direction.
    #[param(value_type = Option<Vec<QueueSortKey>>, style = Form, explode = false, min_items = 1, max_items = 1, example = json!(["reply_due_on"]))]
    pub sort: Option<String>,
}

/// A key to sort the queue by, with its direction.
#[derive(Debug, Deserialize, ToSchema)]
pub enum QueueSortKey {
    /// What is due first comes first.
    #[serde(rename = "reply_due_on")]
    ReplyDueOn,
    /// What is due last comes first.
    #[serde(rename = "-reply_due_on")]
    ReplyDueOnDescending,
}

impl QueueParams {
    /// What the queue is narrowed to.
    #[must_use]
    pub fn filter(&self, reader: &mut Reader) -> QueueFilter {
        let states = SubmissionState::ALL.map(SubmissionState::as_str);
        let kinds = SubmissionKind::ALL.map(SubmissionKind::as_str);
        let seen = Visibility::ALL.map(Visibility::as_str);
        QueueFilter {
            states: reader.words("state", self.state.as_deref(), &states),
            departments: reader.codes("department", self.department.as_deref()),
            languages: reader.language_tags("language", self.language.as_deref()),
            kinds: reader.words("kind", self.kind.as_deref(), &kinds),
            visibilities: reader.words("visibility", self.visibility.as_deref(), &seen),
            overdue: reader.boolean("overdue", self.overdue.as_deref()),
            terms: search(reader, self.q.as_deref()),
        }
    }

    /// The order of the queue: what is due first comes first unless asked otherwise.
    #[must_use]
    pub fn order(&self, reader: &mut Reader) -> Vec<SortBy<QueueSort>> {
        let known = [("reply_due_on", QueueSort::ReplyDueOn)];
        let asked = reader.sort(self.sort.as_deref(), &known, &[], QueueSort::Id);
        let direction = asked.first().map_or(Direction::Ascending, |first| first.direction);
        QueueSort::by_due(direction)
    }
}
