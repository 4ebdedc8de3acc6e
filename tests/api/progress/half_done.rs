//! Nothing half done: whichever step of a write fails, no row, entry, change or stored answer is left behind.

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::store::{AnyConnection, migrate};

use super::{PARKING, REMAINING, Staff, report};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::answer::Answer;

/// A step: a statement on a table.
type Step = (&'static str, &'static str);

/// What every write of a public thing does.
const ALWAYS: [Step; 6] = [
    ("INSERT", "stored_versions"),
    ("UPDATE", "audit_head"),
    ("INSERT", "audit_entries"),
    ("INSERT", "idempotency_records"),
    ("UPDATE", "change_head"),
    ("INSERT", "changes"),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// A connection beside the server's, with which steps are made to fail.
struct Saboteur(AnyConnection);

impl Saboteur {
    fn of(app: &TestApp) -> Self {
        Self(migrate::open(&app.database.url.parse().unwrap()).unwrap())
    }

    fn run(&mut self, sql: &str) {
        self.0.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    fn plant(&mut self, (statement, table): Step) {
        let sql = match &self.0 {
            AnyConnection::Sqlite(_) => format!(
                "CREATE TRIGGER planted BEFORE {statement} ON {table} \
                 BEGIN SELECT RAISE(ABORT, 'planted'); END"
            ),
            AnyConnection::Postgres(_) => format!(
                "CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'planted'; END $$; \
                 CREATE TRIGGER planted BEFORE {statement} ON {table} FOR EACH ROW EXECUTE FUNCTION planted()"
            ),
        };
        self.run(&sql);
    }

    fn remove(&mut self, (_, table): Step) {
        match &self.0 {
            AnyConnection::Sqlite(_) => self.run("DROP TRIGGER planted"),
            AnyConnection::Postgres(_) => self.run(&format!("DROP TRIGGER planted ON {table}")),
        }
    }

    /// How many rows there are of everything that a write may leave behind, and where the numbers stand.
    fn left(&mut self) -> Vec<i64> {
        let counts = [
            "milestones",
            "milestone_evidence",
            "milestone_transitions",
            "rebaselines",
            "initiatives",
            "initiative_transitions",
            "progress_updates",
            "search_terms",
            "stored_versions",
            "audit_entries",
            "idempotency_records",
            "changes",
        ]
        .map(|table| format!("SELECT COUNT(*) AS count FROM {table}"));
        let heads = ["change_head", "audit_head"]
            .map(|table| format!("SELECT CAST(seq AS BIGINT) AS count FROM {table}"));
        let mut ask = |sql: String| {
            let count: Count = diesel::sql_query(sql).get_result(&mut self.0).unwrap();
            count.count
        };
        counts.into_iter().chain(heads).map(&mut ask).collect()
    }
}

/// Makes each step of a write fail, and then none.
async fn sabotage(
    app: &TestApp,
    own: &[Step],
    write: impl AsyncFn() -> Answer,
    seen: &[&str],
) -> Answer {
    let mut saboteur = Saboteur::of(app);
    let before = saboteur.left();
    let mut public: Vec<Value> = Vec::new();
    for address in seen {
        public.push(app.client.json(address).await);
    }
    for step in own.iter().chain(&ALWAYS) {
        saboteur.plant(*step);
        let answer = write().await;
        answer.problem(500, "internal");
        assert!(!answer.text().contains("planted"), "the cause is nobody else's");
        assert_eq!(saboteur.left(), before, "{step:?} leaves something behind");
        saboteur.remove(*step);
        for (address, known) in seen.iter().zip(&public) {
            assert_eq!(&app.client.json(address).await, known, "{step:?} changes {address}");
        }
    }
    let done = write().await;
    assert!((200..300).contains(&done.status), "{}", done.text());
    assert_eq!(done.header("idempotency-replayed"), None, "no failure was stored as an answer");
    assert_ne!(saboteur.left(), before);
    done
}

async fn keyed(staff: &Staff<'_>, path: &str, tag: Option<&str>, body: &Value) -> Answer {
    let mut call = staff.app.client.call(Method::POST, path).bearer(&staff.token);
    if let Some(tag) = tag {
        call = call.header("if-match", tag);
    }
    call.header("idempotency-key", "0123456789abcdef").json(body).send().await
}

#[rstest]
#[tokio::test]
async fn a_report_is_made_as_a_whole_or_not_at_all(#[values(Sqlite, Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let own = [
        ("UPDATE", "milestones"),
        ("INSERT", "milestone_evidence"),
        ("INSERT", "milestone_transitions"),
        ("UPDATE", "initiatives"),
    ];
    let (path, body) = (format!("{REMAINING}/transitions"), report("met"));
    let write = async || keyed(&staff, &path, Some("\"1\""), &body).await;
    sabotage(&app, &own, write, &[REMAINING, PARKING, "/api/v1/statistics"]).await;
}

#[rstest]
#[tokio::test]
async fn a_change_of_date_is_made_as_a_whole_or_not_at_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let own = [("UPDATE", "milestones"), ("INSERT", "rebaselines"), ("UPDATE", "initiatives")];
    let path = format!("{REMAINING}/rebaselines");
    let body = json!({ "due_on": "2028-01-01", "reason_code": "funding", "reason": "Later." });
    let write = async || keyed(&staff, &path, Some("\"1\""), &body).await;
    sabotage(&app, &own, write, &[REMAINING, PARKING]).await;
}

#[rstest]
#[tokio::test]
async fn a_new_milestone_is_made_as_a_whole_or_not_at_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["contributor:TD"]).await;
    let own = [("INSERT", "milestones"), ("UPDATE", "initiatives")];
    let (path, body) = (format!("{PARKING}/milestones"), json!({ "title": { "en": "New" } }));
    let write = async || keyed(&staff, &path, None, &body).await;
    sabotage(&app, &own, write, &[PARKING]).await;
}

#[rstest]
#[tokio::test]
async fn an_initiative_is_made_and_moved_as_a_whole_or_not_at_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let admin = Staff::with(&app, &["administrator"]).await;
    let own = [
        ("INSERT", "initiatives"),
        ("INSERT", "initiative_departments"),
        ("INSERT", "search_terms"),
    ];
    let body = json!({
        "code": "bays", "title": { "en": "Bays" }, "summary": { "en": "Free bays." }, "smart_area_code": "mobility",
        "lead_department_code": "TD", "supporting_department_codes": ["HyD"],
    });
    let write = async || keyed(&admin, "/api/v1/initiatives", None, &body).await;
    sabotage(&app, &own, write, &["/api/v1/statistics"]).await;
    let own = [("UPDATE", "initiatives"), ("INSERT", "initiative_transitions")];
    let (path, body) = ("/api/v1/initiatives/bays/transitions", json!({ "to": "in_progress" }));
    let write = async || keyed(&admin, path, Some("\"1\""), &body).await;
    sabotage(&app, &own, write, &["/api/v1/initiatives/bays"]).await;
}

#[rstest]
#[tokio::test]
async fn an_update_is_published_as_a_whole_or_not_at_all(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let staff = Staff::with(&app, &["publisher:TD"]).await;
    let text = json!({ "title": { "en": "News" }, "body": { "en": "Some." } });
    let draft = staff.post(&format!("{PARKING}/updates"), text).await.json();
    let path = format!("/api/v1/updates/{}/publish", draft["id"].as_str().unwrap());
    let own = [("UPDATE", "progress_updates"), ("UPDATE", "initiatives")];
    let write = async || keyed(&staff, &path, Some("\"1\""), &json!({})).await;
    sabotage(&app, &own, write, &[PARKING, &format!("{PARKING}/updates")]).await;
}
