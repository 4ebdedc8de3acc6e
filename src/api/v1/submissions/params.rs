//! The query parameters of the public list of submissions, and what they mean.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::extract::Reader;
use crate::api::v1::common::params::search;
use crate::api::v1::common::submission_words::{
    ReplyOutcome as OutcomeWord, SubmissionKind as KindWord, SubmissionState as StateWord,
};
use crate::domain::submission::{ReplyOutcome, SubmissionKind, SubmissionState};
use crate::store::page::{Direction, SortBy};
use crate::store::submission::{PublicFilter, SubmissionSort};

/// Which submissions, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SubmissionParams {
    /// About any of these initiatives.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["automated-parking-systems"]))]
    pub initiative: Option<String>,
    /// About any of these smart areas as a whole.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["mobility"]))]
    pub smart_area: Option<String>,
    /// About any of these subjects.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub subject: Option<String>,
    /// Of any of these kinds.
    #[param(value_type = Option<Vec<KindWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub kind: Option<String>,
    /// In any of these states.
    #[param(value_type = Option<Vec<StateWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub state: Option<String>,
    /// Answered with any of these outcomes.
    #[param(value_type = Option<Vec<OutcomeWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub outcome: Option<String>,
    /// Words, or parts of Chinese text, that all occur in what was published. Case, width, accents and Chinese variants
    /// (Traditional, Simplified) make no difference. A text in which nothing is seen is refused as `empty`.
    #[param(min_length = 1, max_length = 200, pattern = "\\S", example = "parking")]
    pub q: Option<String>,
    /// Changed at this instant or later.
    #[param(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub updated_since: Option<String>,
    /// Keys to sort by, `-` for descending: `received_on`; those received on the same day follow by id, in the same
    /// direction.
    #[param(value_type = Option<Vec<SubmissionSortKey>>, style = Form, explode = false, min_items = 1, max_items = 1, example = json!(["-received_on"]))]
    pub sort: Option<String>,
}

/// A key to sort submissions by, with its direction.
#[derive(Debug, Deserialize, ToSchema)]
pub enum SubmissionSortKey {
    /// Those of the earliest day first.
    #[serde(rename = "received_on")]
    ReceivedOn,
    /// Those of the latest day first.
    #[serde(rename = "-received_on")]
    ReceivedOnDescending,
}

impl SubmissionParams {
    /// What the list is narrowed to.
    #[must_use]
    pub fn filter(&self, reader: &mut Reader) -> PublicFilter {
        let kinds = SubmissionKind::ALL.map(SubmissionKind::as_str);
        let states = SubmissionState::ALL.map(SubmissionState::as_str);
        let outcomes = ReplyOutcome::ALL.map(ReplyOutcome::as_str);
        PublicFilter {
            initiatives: reader.codes("initiative", self.initiative.as_deref()),
            smart_areas: reader.codes("smart_area", self.smart_area.as_deref()),
            subjects: reader.codes("subject", self.subject.as_deref()),
            kinds: reader.words("kind", self.kind.as_deref(), &kinds),
            states: reader.words("state", self.state.as_deref(), &states),
            outcomes: reader.words("outcome", self.outcome.as_deref(), &outcomes),
            updated_since: reader.instant("updated_since", self.updated_since.as_deref()),
            terms: search(reader, self.q.as_deref()),
        }
    }

    /// The order of the list: those of the newest day first unless asked otherwise.
    #[must_use]
    pub fn order(&self, reader: &mut Reader) -> Vec<SortBy<SubmissionSort>> {
        let known = [("received_on", SubmissionSort::ReceivedOn)];
        let asked = reader.sort(self.sort.as_deref(), &known, &[], SubmissionSort::Id);
        let direction = asked.first().map_or(Direction::Descending, |first| first.direction);
        SubmissionSort::by_received(direction)
    }
}
