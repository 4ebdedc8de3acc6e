//! What nobody is to see: passwords, tokens and keys, and what strangers write, stand in no log line, in no refusal and in
//! no output, however much is logged.

use std::fs::File;
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use smartcity::store::audit::{self, AuditFilter, AuditSort};
use smartcity::store::migrate;
use smartcity::store::page::{Direction, SortBy, Window};

use crate::submissions::{Sent, body, fresh_key, solution};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::answer::Answer;
use crate::support::app::MASTER_KEY;
use crate::support::client::Client;
use crate::support::engine::TestDatabase;
use crate::support::program::{Program, command, run, serving};
use crate::support::staff::{PASSWORD, Tokens, tokens};

/// The password after the first one.
const NEXT: &str = "orbit lantern plum";

/// What is sent where a secret is expected, and is none of this installation's.
const PLANTED: [&str; 14] = [
    "planted-wrong-password",
    "planted-password-as-email",
    "planted-password-in-a-list",
    "planted-in-broken-json",
    "planted-in-an-unknown-member",
    "planted-in-the-query",
    "planted.access.token",
    "planted-basic-credentials",
    "sck_planted4key5of6a7machine8that9nobody0made",
    "scr_planted4refresh5token6that7nobody8issued9",
    "sci_planted4invitation5that6nobody7has8sent9x",
    "planted-sht",
    "planted-idempotency-key",
    "scl_planted4letter5token6that7no8letter9has0so",
];

/// What somebody sends without an account. Each begins in its own way.
const WRITTEN: [&str; 10] = [
    "planted-text-of-a-submission",
    "Planted Name of a Stranger",
    "planted.address.of.a.stranger@example.com",
    "planted-kind-of-a-submission",
    "planted-list-of-a-text",
    "planted-submission-in-broken-json",
    "planted-member-that-nobody-knows",
    "planted-preview-of-a-text",
    "planted-message-of-a-stranger",
    "planted-search-in-the-queue",
];

/// A secret that no submission has.
const NO_SECRET: &str = "scf_planted4secret5that6nobody7was8given9here";

const SUBMISSIONS: &str = "/api/v1/submissions";

/// Everything that was said to the server, as far as it is secret, and everything that was refused.
struct Talk {
    client: Client,
    secrets: Vec<String>,
    refused: Vec<Answer>,
}

impl Talk {
    async fn say(
        &mut self,
        (method, path): (Method, &str),
        authorization: Option<&str>,
        body: &str,
        status: u16,
    ) -> Answer {
        let mut call = self.client.call(method, path).header("if-match", "\"1\"");
        if let Some(authorization) = authorization {
            call = call.header("authorization", authorization);
        }
        if !body.is_empty() {
            call = call.header("content-type", "application/json").body(body);
        }
        if path.starts_with("/api/v1/users") {
            call = call.header("idempotency-key", "planted-idempotency-key");
        } else if path == SUBMISSIONS {
            call = call.header("idempotency-key", &fresh_key());
        }
        let answer = call.send().await;
        self.heard(answer, body, status)
    }

    /// Says something with the secret of a submission.
    async fn follow_up(
        &mut self,
        (method, path): (Method, &str),
        secret: &str,
        body: &str,
        status: u16,
    ) {
        let mut call = self.client.call(method, path).header("submission-secret", secret);
        if !body.is_empty() {
            call = call.header("content-type", "application/json").body(body);
        }
        let answer = call.send().await;
        self.heard(answer, body, status);
    }

    fn heard(&mut self, answer: Answer, body: &str, status: u16) -> Answer {
        assert_eq!(answer.status, status, "{} {body}: {}", answer.target, answer.text());
        if answer.status >= 400 {
            self.refused.push(answer.clone());
        }
        answer
    }

    async fn post(&mut self, path: &str, body: Value, status: u16) -> Answer {
        self.say((Method::POST, path), None, &body.to_string(), status).await
    }

    fn keeps(&mut self, tokens: &Tokens) {
        self.secrets.extend([tokens.access.clone(), tokens.refresh.clone()]);
    }

    async fn signs_in(&mut self, password: &str) -> Tokens {
        let body = json!({ "email": "admin@city.example", "password": password });
        let tokens = tokens(&self.post("/api/v1/auth/login", body, 200).await.json());
        self.keeps(&tokens);
        tokens
    }

    async fn fails_to_sign_in(&mut self) {
        let login = "/api/v1/auth/login";
        let wrong = json!({ "email": "admin@city.example", "password": PLANTED[0] });
        self.post(login, wrong, 401).await;
        self.post(login, json!({ "email": PLANTED[1], "password": "x" }), 401).await;
        let list = json!({ "email": "admin@city.example", "password": [PLANTED[2]] });
        self.post(login, list, 422).await;
        let broken =
            format!("{{\"email\": \"admin@city.example\", \"password\": \"{}\"", PLANTED[3]);
        self.say((Method::POST, login), None, &broken, 400).await;
        let unknown = json!({ "email": "a@city.example", "password": "x", "passwrd": PLANTED[4] });
        self.post(login, unknown, 422).await;
    }

    async fn shows_bad_credentials(&mut self, good: &str) {
        let (start, _) = good.rsplit_once('.').unwrap();
        let me = "/api/v1/auth/me";
        let tampered = format!("{start}.{}", "A".repeat(86));
        for bad in [PLANTED[6], PLANTED[8], tampered.as_str()] {
            self.say((Method::GET, me), Some(&format!("Bearer {bad}")), "", 401).await;
        }
        self.say((Method::GET, me), Some(&format!("Basic {}", PLANTED[7])), "", 401).await;
        let query = format!("/api/v1/initiatives?access_token={}", PLANTED[5]);
        self.say((Method::GET, &query), None, "", 400).await;
        self.post("/api/v1/auth/refresh", json!({ "refresh_token": PLANTED[9] }), 401).await;
        let accepted = json!({ "token": PLANTED[10], "password": NEXT });
        self.post("/api/v1/auth/invitations/accept", accepted, 410).await;
        for (answer, status) in [("confirm", 410), ("perhaps", 422)] {
            let letter = json!({ "token": PLANTED[13], "answer": answer });
            self.post("/api/v1/letters/consent", letter, status).await;
        }
    }

    async fn administers(&mut self, tokens: &Tokens) {
        let bearer = format!("Bearer {}", tokens.access);
        let admin = Some(bearer.as_str());
        let users = (Method::POST, "/api/v1/users");
        let new = json!({ "email": "td@city.example", "name": "Lee Ka-yan" }).to_string();
        let made = self.say(users.clone(), admin, &new, 201).await.json();
        let invitation = made["invitation"]["token"].as_str().unwrap().to_owned();
        self.secrets.push(invitation.clone());
        self.say(users.clone(), admin, &new, 201).await;
        let other = json!({ "email": "hyd@city.example", "name": "Wong Wai" }).to_string();
        self.say(users, admin, &other, 422).await;
        // Too short by one character.
        let weak = json!({ "token": invitation, "password": PLANTED[11] });
        self.post("/api/v1/auth/invitations/accept", weak, 422).await;
        let accounts = "/api/v1/service-accounts";
        let membership = json!({ "role": "administrator", "department_code": null });
        let new = json!({ "name": "Feed", "memberships": [membership] }).to_string();
        let account = self.say((Method::POST, accounts), admin, &new, 201).await.json();
        let keys = format!("{accounts}/{}/keys", account["id"].as_str().unwrap());
        let new = json!({ "scope": ["users.read"] }).to_string();
        let key = self.say((Method::POST, &keys), admin, &new, 201).await.json();
        let key = key["secret"].as_str().unwrap().to_owned();
        self.secrets.push(key.clone());
        let machine = format!("Bearer {key}");
        let machine = Some(machine.as_str());
        self.say((Method::GET, "/api/v1/users"), machine, "", 200).await;
        self.say((Method::POST, accounts), machine, &new, 403).await;
    }

    async fn changes_the_password(&mut self, tokens: &Tokens) {
        let bearer = format!("Bearer {}", tokens.access);
        let path = (Method::POST, "/api/v1/auth/password");
        let wrong = json!({ "current_password": PLANTED[0], "new_password": NEXT }).to_string();
        self.say(path.clone(), Some(&bearer), &wrong, 422).await;
        let right = json!({ "current_password": PASSWORD, "new_password": NEXT }).to_string();
        self.say(path, Some(&bearer), &right, 204).await;
        self.say((Method::GET, "/api/v1/auth/me"), Some(&bearer), "", 401).await;
        let renewed = json!({ "refresh_token": tokens.refresh });
        let renewed = self.post("/api/v1/auth/refresh", renewed, 200).await.json();
        self.keeps(&crate::support::staff::tokens(&renewed));
        self.signs_in(NEXT).await;
    }

    async fn sends_a_submission(&mut self) -> Sent {
        let preview = format!("{SUBMISSIONS}/preview");
        self.post(&preview, json!({ "text": WRITTEN[7] }), 200).await;
        self.post(&preview, json!({ "text": [WRITTEN[7]] }), 422).await;
        self.post(&preview, json!({ "words": WRITTEN[7] }), 422).await;
        let challenge = self.client.json(&format!("{SUBMISSIONS}/challenge")).await;
        let mut good = body();
        good["text"] = json!(WRITTEN[0]);
        good["contact"] = json!({ "name": WRITTEN[1], "email": WRITTEN[2] });
        good["consents"]["contact"] = json!(true);
        good["challenge"] = json!(solution(&challenge));
        for (member, wrong) in [
            ("text", json!([WRITTEN[4]])),
            ("kind", json!(WRITTEN[3])),
            ("contact", json!(WRITTEN[2])),
            ("contact", json!({ "name": [WRITTEN[1]], "email": WRITTEN[1] })),
            ("nickname", json!(WRITTEN[6])),
        ] {
            let mut bad = good.clone();
            bad[member] = wrong;
            self.post(SUBMISSIONS, bad, 422).await;
        }
        let broken = format!("{{\"kind\": \"view\", \"text\": \"{}\"", WRITTEN[5]);
        self.say((Method::POST, SUBMISSIONS), None, &broken, 400).await;
        let given = self.post(SUBMISSIONS, good, 201).await.json();
        let text = |name: &str| given[name].as_str().unwrap().to_owned();
        let sent = Sent { id: text("id"), reference: text("reference"), secret: text("secret") };
        self.secrets.push(sent.secret.clone());
        sent
    }

    /// What staff do with it; from then on followers are told of it.
    async fn publishes(&mut self, sent: &Sent, tokens: &Tokens) {
        let bearer = format!("Bearer {}", tokens.access);
        let admin = Some(bearer.as_str());
        let queue = "/api/v1/staff/submissions";
        let search = format!("{queue}?q={}", WRITTEN[9]);
        self.say((Method::GET, &search), admin, "", 200).await;
        self.say((Method::GET, &search), None, "", 401).await;
        self.say((Method::GET, &format!("{search}&state=open")), admin, "", 400).await;
        let decision = json!({ "id": sent.id, "version": 1, "decision": "publish" });
        let body = json!({ "decisions": [decision] }).to_string();
        let path = format!("{queue}/decisions");
        let done = self.say((Method::POST, &path), admin, &body, 200).await.json();
        assert_eq!(done["data"][0]["status"], 200, "{done}");
    }

    async fn follows_it_up(&mut self, sent: &Sent) {
        let path = format!("/api/v1/followups/{}", sent.reference);
        let messages = format!("{path}/messages");
        self.follow_up((Method::GET, &path), &sent.secret, "", 200).await;
        self.follow_up((Method::GET, &path), NO_SECRET, "", 404).await;
        let message = json!({ "text": WRITTEN[8] }).to_string();
        let broken = message.trim_end_matches('}').to_owned();
        let secret = sent.secret.as_str();
        for (secret, body, status) in [
            (NO_SECRET, message.clone(), 404),
            (secret, message, 200),
            (secret, json!({ "text": [WRITTEN[8]] }).to_string(), 422),
            (secret, json!({ "words": WRITTEN[8] }).to_string(), 422),
            (secret, broken, 400),
        ] {
            self.follow_up((Method::POST, &messages), secret, &body, status).await;
        }
    }
}

/// Every entry of the audit log.
fn audited(database: &TestDatabase) -> String {
    let order = vec![SortBy { key: AuditSort::Seq, direction: Direction::Descending }];
    let window = Window { order, after: None, limit: 1000 };
    let mut connection = migrate::open(&database.url.parse().unwrap()).unwrap();
    format!("{:?}", audit::list(&mut connection, &AuditFilter::default(), &window).unwrap())
}

/// The parts of a secret by which it is known: those of a token that are its own, and the beginning of everything else,
/// beyond what keys show of themselves.
fn parts(secret: &str) -> Vec<String> {
    match secret.split('.').collect::<Vec<_>>()[..] {
        [_, claims, signature] if secret.starts_with("eyJ") => {
            vec![claims.to_owned(), signature.to_owned()]
        }
        _ => vec![secret.chars().take(18).collect()],
    }
}

#[rstest]
#[tokio::test]
async fn no_log_line_no_refusal_and_no_output_shows_a_secret(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let database = TestDatabase::loaded(engine);
    let folder = database.folder.path();
    let log = folder.join("log");
    let mut serve = serving(&database, &[]);
    serve.env("SMARTCITY_LOG_FILTER", "trace").stderr(File::create(&log).unwrap());
    serve.env("SMARTCITY_METRICS_LISTEN", "127.0.0.1:0");
    serve.env("SMARTCITY_CHALLENGE_DIFFICULTY", "50");
    serve.env("SMARTCITY_LIMITS_SUBMISSIONS_PER_MINUTE", "none");
    let mut program = Program::of(&mut serve);
    let line = program.line("/metrics");
    let metrics = line.rsplit_once(' ').unwrap().1;
    // Shown once, and meant to be.
    let link = program.line("#setup=");
    let setup = link.split_once("#setup=").unwrap().1.trim().to_owned();
    let client = Client::of(program.address).await;
    let mut talk =
        Talk { client, secrets: vec![MASTER_KEY.to_owned(), setup.clone()], refused: Vec::new() };
    let planted = PLANTED.iter().chain(&WRITTEN).chain(&[PASSWORD, NEXT, NO_SECRET]);
    talk.secrets.extend(planted.map(|text| (*text).to_owned()));

    let new = |token: &str| json!({ "token": token, "email": "admin@city.example", "name": "Chan", "password": PASSWORD });
    talk.post("/api/v1/auth/setup", new(PLANTED[10]), 410).await;
    talk.post("/api/v1/auth/setup", new(&setup), 201).await;
    talk.post("/api/v1/auth/setup", new(&setup), 410).await;
    talk.fails_to_sign_in().await;
    let tokens = talk.signs_in(PASSWORD).await;
    talk.shows_bad_credentials(&tokens.access).await;
    talk.administers(&tokens).await;
    let sent = talk.sends_a_submission().await;
    talk.publishes(&sent, &tokens).await;
    talk.follows_it_up(&sent).await;
    talk.changes_the_password(&tokens).await;
    let metrics = talk.client.elsewhere(metrics).await.text();
    let changes = json!(talk.client.walk("/api/v1/changes?limit=100").await).to_string();
    program.terminate();
    assert!(program.wait(Duration::from_secs(20)).success());

    let mut said = vec![
        ("log".to_owned(), std::fs::read_to_string(&log).unwrap()),
        ("standard output".to_owned(), program.rest().join("\n")),
        ("metrics".to_owned(), metrics),
        ("changes".to_owned(), changes),
        ("audit log".to_owned(), audited(&database)),
    ];
    assert!(said[0].1.contains("TRACE") && said[0].1.contains("answered"), "everything is logged");
    assert!(said[2].1.contains("smartcity_"), "the metrics are there");
    for at in [3, 4] {
        assert!(said[at].1.contains(&sent.id), "{} tells of the submission", said[at].0);
    }
    for answer in &talk.refused {
        let whole = format!("{:?}\n{}", answer.headers, answer.text());
        said.push((format!("{} {}", answer.status, answer.path()), whole));
    }
    let at = ["--database-url", &database.url];
    for shown in [&["config"][..], &["config", "--format", "json"], &["user", "list"]] {
        let output = run(folder, &[shown, &at].concat());
        assert!(output.status.success(), "{shown:?}");
        said.push((shown.join(" "), format!("{output:?}")));
    }
    said.push(("user reset-password".to_owned(), weak_password_at_the_console(&database)));
    for secret in &talk.secrets {
        for part in parts(secret) {
            for (place, text) in &said {
                assert!(!text.contains(&part), "{secret} is shown by {place}:\n{text}");
            }
        }
    }
}

/// Everything that the command says of a password that is too weak.
fn weak_password_at_the_console(database: &TestDatabase) -> String {
    let arguments = [
        "user",
        "reset-password",
        "admin@city.example",
        "--password-stdin",
        "--database-url",
        &database.url,
    ];
    let mut child = command(database.folder.path(), &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PLANTED[11].as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success(), "{output:?}");
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}
