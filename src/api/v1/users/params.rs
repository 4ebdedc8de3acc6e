//! The query parameters of the accounts' operations, and what they mean.

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::extract::Reader;
use crate::api::v1::common::membership::Role as RoleWord;
use crate::domain::role::Role;
use crate::store::page::SortBy;
use crate::store::user::{UserFilter, UserSort};

/// Which accounts, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UserParams {
    /// Holding any of these roles.
    #[param(value_type = Option<Vec<RoleWord>>, style = Form, explode = false, min_items = 1, max_items = 100)]
    pub role: Option<String>,
    /// Holding a role in any of these departments. A `&` in a code must be percent-encoded.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false, min_items = 1, max_items = 100, example = json!(["TD"]))]
    pub department: Option<String>,
    /// That may be used no more (`true`), or that may be used (`false`).
    #[param(value_type = Option<bool>)]
    pub disabled: Option<String>,
    /// Keys to sort by, each at most once, `-` for descending: `created_at`, `email`, `id`. `id` completes the order.
    #[param(value_type = Option<Vec<UserSortKey>>, style = Form, explode = false, min_items = 1, max_items = 3, example = json!(["email"]))]
    pub sort: Option<String>,
}

/// A key to sort accounts by, with its direction.
#[derive(Debug, Deserialize, ToSchema)]
pub enum UserSortKey {
    /// Oldest first.
    #[serde(rename = "created_at")]
    CreatedAt,
    /// Newest first.
    #[serde(rename = "-created_at")]
    CreatedAtDescending,
    /// By email address.
    #[serde(rename = "email")]
    Email,
    /// By email address, last first.
    #[serde(rename = "-email")]
    EmailDescending,
    /// By id.
    #[serde(rename = "id")]
    Id,
    /// By id, last first.
    #[serde(rename = "-id")]
    IdDescending,
}

const SORTS: [(&str, UserSort); 3] =
    [("created_at", UserSort::CreatedAt), ("email", UserSort::Email), ("id", UserSort::Id)];

impl UserParams {
    /// What the list is narrowed to.
    #[must_use]
    pub fn filter(&self, reader: &mut Reader) -> UserFilter {
        let roles = Role::ALL.map(Role::as_str);
        UserFilter {
            roles: reader.words("role", self.role.as_deref(), &roles),
            departments: reader.codes("department", self.department.as_deref()),
            disabled: reader.boolean("disabled", self.disabled.as_deref()),
        }
    }

    /// The order of the list.
    #[must_use]
    pub fn order(&self, reader: &mut Reader) -> Vec<SortBy<UserSort>> {
        let default = [UserSort::Email, UserSort::Id];
        reader.sort(self.sort.as_deref(), &SORTS, &default, UserSort::Id)
    }
}
