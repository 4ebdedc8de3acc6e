//! Members of staff: made as the operator makes them, signed in as they do it themselves.

use reqwest::Method;
use serde_json::{Value, json};
use smartcity::app::operator::{self, Installation};
use smartcity::app::user::NewUser;
use smartcity::domain::account::{EmailAddress, PersonName};
use smartcity::domain::membership::Membership;
use smartcity::domain::role::Role;
use smartcity::store::user::User;

use super::answer::Answer;
use super::app::{TestApp, entropy, settings};

/// A password that nobody guesses, for everybody.
pub const PASSWORD: &str = "plum lantern orbit";

/// The tokens of a session.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

/// A role as a test writes it: `publisher:TD`, or `auditor` for everywhere.
pub fn membership(text: &str) -> Membership {
    let (role, department) = match text.split_once(':') {
        Some((role, department)) => (role, Some(department)),
        None => (text, None),
    };
    let department = department.map(|code| code.parse().unwrap());
    Membership { role: role.parse::<Role>().unwrap(), department }
}

impl TestApp {
    /// What the commands of this installation would work on.
    pub fn installation(&self) -> Installation {
        let settings = settings(&self.database, &[]);
        Installation {
            database: self.store.clone(),
            clock: self.clock.clone(),
            entropy: entropy(),
            zone: settings.locale.time_zone,
            settings: settings.auth,
        }
    }

    /// Makes an account with the password of all.
    pub fn member(&self, email: &str, roles: &[&str]) -> User {
        let new = NewUser {
            email: EmailAddress::parse(email).unwrap(),
            name: PersonName::parse(email.split('@').next().unwrap()).unwrap(),
            memberships: roles.iter().map(|role| membership(role)).collect(),
        };
        operator::create_user(&self.installation(), &new, Some(&PASSWORD.into())).unwrap().0
    }

    /// Tries to sign in.
    pub async fn try_login(&self, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });
        self.client.call(Method::POST, "/api/v1/auth/login").json(&body).send().await
    }

    /// Signs in with the password of all.
    pub async fn login(&self, email: &str) -> Tokens {
        let answer = self.try_login(email, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        tokens(&answer.json())
    }

    /// Makes an account and signs in.
    pub async fn signed_in(&self, email: &str, roles: &[&str]) -> Tokens {
        self.member(email, roles);
        self.login(email).await
    }

    /// Tries to renew tokens.
    pub async fn try_refresh(&self, token: &str) -> Answer {
        let body = json!({ "refresh_token": token });
        self.client.call(Method::POST, "/api/v1/auth/refresh").json(&body).send().await
    }

    /// Who is signed in with that token.
    pub async fn me(&self, token: &str) -> Answer {
        self.client.call(Method::GET, "/api/v1/auth/me").bearer(token).send().await
    }

    /// The audit entries, newest first, as an auditor of their own sees them.
    pub fn audit(&self) -> Vec<smartcity::store::audit::AuditEntry> {
        use smartcity::store::audit::{self, AuditFilter, AuditSort};
        use smartcity::store::page::{Direction, SortBy, Window};
        let order = vec![SortBy { key: AuditSort::Seq, direction: Direction::Descending }];
        let window = Window { order, after: None, limit: 1000 };
        let entries: Result<_, smartcity::store::Fault> = self.store.read_blocking(|reading| {
            audit::list(reading.connection, &AuditFilter::default(), &window)
        });
        entries.unwrap()
    }
}

/// The tokens in an answer.
pub fn tokens(answer: &Value) -> Tokens {
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    Tokens { access: text("access_token"), refresh: text("refresh_token") }
}
