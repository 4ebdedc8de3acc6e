//! Letters that requests lead to: whoever sends something and wants to hear of it is written to, and nobody else is.

use std::net::TcpListener;

use rstest::rstest;
use serde_json::json;

use super::{all_are_sent, confirm, deliver, sending_through, waiting};
use crate::staff_submissions::{Office, QUEUE};
use crate::submissions::{Sent, body, follow, send, with_contact};
use crate::support::Engine::{self, Postgres, Sqlite};
use crate::support::TestApp;
use crate::support::smtp::MailServer;

/// What the letters about a submission say.
fn about(server: &MailServer, sent: &Sent) -> Vec<String> {
    let texts = server.letters().into_iter().map(|letter| letter.part("text/plain"));
    texts.filter(|text| text.contains(&sent.reference)).collect()
}

#[rstest]
#[tokio::test]
async fn a_receipt_a_publication_a_reply_and_a_refusal_each_lead_to_one_letter(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let office = Office::over(sending_through(&server, engine).await).await;
    let answered = office.assigned(with_contact()).await;
    confirm(&office.app, &server).await;
    let declined = office.assigned(with_contact()).await;
    let published = office.one(&answered.id, 3, "publish", json!({})).await;
    assert_eq!(published["visibility"], "public");
    let text = json!({ "en": "It is in the app now.", "zh-Hant": "已加入。" });
    let reply = json!({ "outcome": "accepted", "text": text });
    let path = format!("{QUEUE}/{}/replies", answered.id);
    let given = office.post(&office.responder, &path, Some(4), &reply).await;
    assert_eq!(given.status, 201, "{}", given.text());
    let why = json!({ "reason": "It is about another city.", "note": "Sent every day." });
    assert_eq!(office.one(&declined.id, 3, "decline", why).await["state"], "declined");
    all_are_sent(&office.app);
    // Triage and assignment are work of the house: nobody is written to about them.
    let receipt = "You will have a reply by: 8 December 2026";
    for (own, expected) in [
        (&answered, &[receipt, "has been published", "It is in the app now."][..]),
        (&declined, &[receipt, "will not reply to it further"][..]),
    ] {
        let texts = about(&server, own);
        assert_eq!(texts.len(), expected.len(), "{texts:?}");
        for words in expected {
            let saying = texts.iter().filter(|text| text.contains(*words)).count();
            assert_eq!(saying, 1, "{words}: {texts:?}");
        }
    }
    let letters = server.letters();
    assert_eq!(letters.len(), 5);
    for letter in letters {
        assert_eq!(letter.to, ["planted@example.com"]);
        let whole = format!("{}{}", letter.part("text/plain"), letter.part("text/html"));
        let secrets = [answered.secret.as_str(), declined.secret.as_str()];
        for unsaid in ["Wong Planted", "how many bays", "every day"].iter().chain(&secrets) {
            assert!(!whole.contains(*unsaid), "{unsaid} stands in a letter: {whole}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn whoever_gave_no_address_or_no_consent_or_took_it_back_is_not_written_to(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    let server = MailServer::start();
    let office = Office::over(sending_through(&server, engine).await).await;
    let mut unwilling = with_contact();
    unwilling["consents"]["contact"] = json!(false);
    let refused = send(&office.app, unwilling).await.faults(422, "validation");
    assert_eq!(refused, [("/consents/contact".to_owned(), "consent_needed".to_owned())]);
    let own = office.assigned(body()).await;
    let published = office.one(&own.id, 3, "publish", json!({})).await;
    assert_eq!(published["visibility"], "public");
    let why = json!({ "reason": "It is about another city." });
    assert_eq!(office.one(&own.id, 4, "decline", why).await["state"], "declined");
    deliver(&office.app);
    assert_eq!((waiting(&office.app), server.attempts()), (0, 0));

    let own = office.assigned(with_contact()).await;
    all_are_sent(&office.app);
    let erasure = Some(("erasure", Some(json!({ "what": "contact" }))));
    let erased = follow(&office.app, &own, erasure).await;
    assert_eq!(erased.status, 200, "{}", erased.text());
    let published = office.one(&own.id, 4, "publish", json!({})).await;
    assert_eq!(published["visibility"], "public");
    deliver(&office.app);
    assert_eq!((waiting(&office.app), server.attempts()), (0, 1), "the receipt alone");
}

#[rstest]
#[tokio::test]
async fn submissions_are_received_while_no_mail_server_answers(
    #[values(Sqlite, Postgres)] engine: Engine,
) {
    // Free again at once: nobody listens there.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("smtp://{nobody}?tls=none");
    let variables = [
        ("SMARTCITY_PUBLIC_URL", "https://city.example"),
        ("SMARTCITY_MAIL_SMTP_URL", url.as_str()),
        ("SMARTCITY_MAIL_FROM", "noreply@city.example"),
        ("SMARTCITY_CHALLENGE_DIFFICULTY", "50"),
    ];
    let app = TestApp::by_hand(engine, &variables).await;
    for letters in 1..=2 {
        let mut body = with_contact();
        body["contact"]["email"] = json!(format!("citizen.{letters}@home.example"));
        let answer = send(&app, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        deliver(&app);
        assert_eq!(waiting(&app), letters, "it is tried again later");
    }
}
