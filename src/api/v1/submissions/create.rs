//! `POST /submissions`.

use std::sync::Arc;

use actix_web::post;
use chrono::TimeDelta;
use secrecy::SecretString;

use crate::api::extract::{
    Call, Frontend, Json, Members, OnceAsked, Query, RequiredIdempotencyKey,
};
use crate::api::problem::{Fault, FaultCode, Problem, ProblemBody};
use crate::api::refused::fault_of;
use crate::api::respond::Answer;
use crate::api::v1::BASE;
use crate::api::v1::submissions::new_json::{
    Consents, NewContact, NewSubmission, ReceivedSubmission,
};
use crate::app::MemberFault;
use crate::app::submission::submit::{self, Intake, Work};
use crate::authn::challenge::LONGEST;
use crate::domain::submission::{Place, SubmissionKind, SubmissionText};

/// How long the answer is given again to the same request, in days.
const KEPT_DAYS: i64 = 7;

/// The greatest version of a privacy notice.
const MOST_NOTICES: u16 = 9999;

/// Send a view or a suggestion
///
/// About an initiative, a smart area or a subject; no account is needed. Whoever sends one solves a challenge first
/// (`GET /submissions/challenge`), agrees to the privacy notice in force (`GET /notices/current`) and makes up an
/// idempotency key: the same request under the same key is taken in once and answered the same for seven days. The answer
/// has a receipt that proves what was received when, and a secret for following it up; neither is shown again.
#[utoipa::path(
    operation_id = "create_submission",
    tag = "submissions",
    params(RequiredIdempotencyKey),
    request_body(content = NewSubmission, content_type = "application/json"),
    responses(
        (status = 201, body = ReceivedSubmission, description = "It was received."),
        (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The same request is being done.")
    )
)]
#[post("/submissions")]
pub async fn create_submission(
    call: Call,
    frontend: Frontend,
    query: Query,
    key: RequiredIdempotencyKey,
    body: Json<NewSubmission>,
) -> Result<Answer, Problem> {
    query.finish()?;
    call.admit(frontend.0.as_ref()).await?;
    let new = read(&call, body.members(), frontend.0.is_none())?;
    let state = call.state();
    let intake = Intake {
        identity: state.identity.clone(),
        contact_keys: Arc::clone(&state.contact_keys),
        notices: state.notices.clone(),
    };
    let body = body.bytes().to_vec();
    let asked = OnceAsked::new("create_submission", key.0, body);
    let language = call.negotiated_language();
    let is_worked_for = matches!(new.work, Work::Done(_));
    let answer = call.write_openly(
        frontend.0,
        Some(asked),
        TimeDelta::days(KEPT_DAYS),
        move |open| submit::submit(open, &intake, &new),
        move |state, received| {
            let language = state.languages.get(language);
            let answer = Answer::secret(&ReceivedSubmission::from(&received), language.as_str())?;
            Ok(answer.created(&format!("{BASE}/followups/{}", received.submission.reference)))
        },
    );
    let answer = answer.await?;
    if is_worked_for && !answer.is_replay() {
        state.challenges.count_spent(call.context().now);
    }
    Ok(answer)
}

/// What was sent. A challenge that is not solved is told with the other faults; alone it is told later, because the answer
/// to a request that was done before is given again whatever became of its challenge.
fn read(
    call: &Call,
    mut members: Members,
    is_work_asked: bool,
) -> Result<submit::NewSubmission, Problem> {
    let place = place(&mut members);
    let kind = members.word("kind", &SubmissionKind::ALL.map(SubmissionKind::as_str));
    let language = members.language_tag("language");
    let (text, sent) = text(&mut members);
    let contact = contact(&mut members);
    let consents = consents(&mut members, contact.is_some());
    let work = work(call, &mut members, is_work_asked);
    if let (Some(Work::Refused(kind)), true) = (&work, members.is_faulty()) {
        members.refuse(fault_of(&MemberFault { pointer: "/challenge".to_owned(), kind: *kind }));
    }
    let required = place.zip(kind).zip(language).zip(text).zip(consents).zip(work);
    let (((((place, kind), language), text), consents), work) = members.finish_with(required)?;
    Ok(submit::NewSubmission {
        place,
        kind,
        language,
        text,
        sent,
        contact,
        notice_version: consents.notice_version,
        may_publish: consents.publish,
        may_contact: consents.contact,
        work,
    })
}

/// The one thing that it is about.
fn place(members: &mut Members) -> Option<Place> {
    let given: Vec<&str> = ["initiative_code", "smart_area_code", "subject"]
        .into_iter()
        .filter(|name| members.has(name) && !members.is_null(name))
        .collect();
    let initiative = members.optional_code("initiative_code").map(Place::Initiative);
    let area = members.optional_code("smart_area_code").map(Place::SmartArea);
    let subject = members.optional_code("subject").map(Place::Subject);
    match given.as_slice() {
        [] => members.refuse(Fault::pointer("/initiative_code", FaultCode::Required)),
        [_] => {}
        [first, others @ ..] => {
            for other in others {
                let fault = Fault::pointer(&format!("/{other}"), FaultCode::Conflicting);
                members.refuse(fault.beside(first));
            }
        }
    }
    initiative.or(area).or(subject)
}

/// The text cleaned, and exactly as it came.
fn text(members: &mut Members) -> (Option<SubmissionText>, SecretString) {
    let length = SubmissionText::MIN..=SubmissionText::MAX;
    let cleaned = members.text_within("text", length);
    let text = cleaned.and_then(|text| SubmissionText::parse(&text).ok());
    let sent = text.as_ref().map_or_else(SecretString::default, |_| {
        // White space around a text counts here too: what was sent is kept with it.
        members.secret("text", SubmissionText::MIN..=SubmissionText::MAX)
    });
    (text, sent)
}

fn contact(members: &mut Members) -> Option<submit::NewContact> {
    members.optional_object::<NewContact, _>("contact", |members| {
        let name = members.optional_person_name("name");
        let email = members.public_email("email")?;
        Some(submit::NewContact { name, email })
    })
}

/// What was agreed to. Contact details are kept only with the consent to use them.
fn consents(members: &mut Members, has_contact: bool) -> Option<Consents> {
    let consents = members.object::<Consents, _>("consents", |members| {
        let version = members.whole("notice_version", 1, MOST_NOTICES);
        let (publish, contact) = (members.boolean("publish"), members.boolean("contact"));
        let ((version, publish), contact) = version.zip(publish).zip(contact)?;
        Some(Consents { notice_version: i32::from(version), publish, contact })
    })?;
    match (has_contact, consents.contact) {
        (true, false) => {
            members.refuse(Fault::pointer("/consents/contact", FaultCode::ConsentNeeded));
        }
        (false, true) if !members.has("contact") || members.is_null("contact") => {
            members.refuse(Fault::pointer("/contact", FaultCode::Required));
        }
        _ => {}
    }
    Some(consents)
}

/// The work that was done; none when what was sent of it has a fault by itself.
fn work(call: &Call, members: &mut Members, is_asked: bool) -> Option<Work> {
    let is_given = members.has("challenge") && !members.is_null("challenge");
    if !is_asked && !is_given {
        return Some(Work::NotAsked);
    }
    let solution = members.verbatim("challenge", 1..=LONGEST);
    if !is_asked {
        return Some(Work::NotAsked);
    }
    let has_length = (1..=LONGEST).contains(&solution.chars().count());
    has_length.then(|| call.state().challenges.verify(&solution, call.context().now).into())
}
