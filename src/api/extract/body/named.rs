//! Reading members that name a thing, one of its versions, or whom to write to.

use serde_json::Value;

use crate::api::extract::Members;
use crate::api::problem::{Fault, FaultCode};
use crate::domain::account::EmailAddress;
use crate::domain::ids::{Id, IdKind};

/// The greatest number that every JSON reader keeps exactly.
const MOST: i64 = 9_007_199_254_740_991;

impl Members {
    /// An id.
    pub fn id<K: IdKind>(&mut self, name: &str) -> Option<Id<K>> {
        let value = self.required(name)?;
        let id = self.as_text(name, &value)?.parse().ok();
        if id.is_none() {
            self.refuse_member(name, FaultCode::InvalidUuid);
        }
        id
    }

    /// A version of a thing.
    pub fn version(&mut self, name: &str) -> Option<i64> {
        let value = self.required(name)?;
        let version = value.as_i64().filter(|version| (1..=MOST).contains(version));
        if version.is_none() {
            let code = match value.as_f64() {
                Some(number) if number.fract() != 0.0 => FaultCode::NotANumber,
                Some(number) if number < 1.0 => FaultCode::TooSmall,
                Some(_) => FaultCode::TooLarge,
                None => FaultCode::NotANumber,
            };
            self.refuse(Fault::pointer(&self.place(name), code).within(1, MOST).whole());
        }
        version
    }

    /// An email address.
    pub fn email(&mut self, name: &str) -> Option<EmailAddress> {
        let value = self.required(name)?;
        self.as_email(name, &value)
    }

    /// An email address in a domain that everybody's mail reaches.
    pub fn public_email(&mut self, name: &str) -> Option<EmailAddress> {
        let email = self.email(name)?;
        if !email.is_public() {
            self.refuse_member(name, FaultCode::InvalidEmail);
        }
        Some(email).filter(EmailAddress::is_public)
    }

    pub(super) fn as_email(&mut self, name: &str, value: &Value) -> Option<EmailAddress> {
        let email = EmailAddress::parse(&self.as_text(name, value)?).ok();
        if email.is_none() {
            self.refuse_member(name, FaultCode::InvalidEmail);
        }
        email
    }

    /// Refuses members that cannot stand beside the others.
    pub fn refuse_beside(&mut self, names: &[&str]) {
        for name in names {
            if self.optional(name).is_some() {
                self.refuse_member(name, FaultCode::Conflicting);
            }
        }
    }
}
