//! What proves who somebody is, or serves once, after a restore: sessions and counters are as they are now, and what was
//! used up stays used up.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::connection::AnyConnection;
use crate::store::dialect;
use crate::store::fault::Fault;
use crate::store::restore::{CarriedOver, PAGE};
use crate::store::schema::{
    invitations, login_addresses, login_failures, rate_buckets, refresh_tokens, sessions,
    used_challenges, users,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct Session {
    id: String,
    user_id: String,
    created_at: NaiveDateTime,
    last_used_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    user_agent: Option<String>,
    address: Option<String>,
    ended_at: Option<NaiveDateTime>,
    end_reason: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
struct RefreshToken {
    token_hash: String,
    session_id: String,
    parent_hash: Option<String>,
    created_at: NaiveDateTime,
    spent_at: Option<NaiveDateTime>,
    sealed_successor: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = login_failures)]
struct Attempts {
    subject: String,
    failures: i32,
    counted_since: NaiveDateTime,
    last_failed_at: NaiveDateTime,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = login_addresses)]
struct KnownAddress {
    account: String,
    address: String,
    signed_in_at: NaiveDateTime,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rate_buckets)]
struct Quota {
    bucket: String,
    subject: String,
    next_free_at: NaiveDateTime,
}

/// Carries all of it over.
pub(super) fn carry_over(
    live: &mut AnyConnection,
    restored: &mut AnyConnection,
    carried: &mut CarriedOver,
) -> Result<(), Fault> {
    diesel::delete(refresh_tokens::table).execute(restored)?;
    diesel::delete(sessions::table).execute(restored)?;
    carried.sessions = all_sessions(live, restored)?;
    all_tokens(live, restored)?;
    carried.links = links(live, restored)?;
    carried.challenges = challenges(live, restored)?;
    failures(live, restored)?;
    known_addresses(live, restored)?;
    buckets(live, restored)
}

/// Sessions as they are, of users whom the backup has.
fn all_sessions(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<usize, Fault> {
    let (mut after, mut copied) = (String::new(), 0);
    loop {
        let page: Vec<Session> = sessions::table
            .select(Session::as_select())
            .filter(sessions::id.gt(&after))
            .order_by(sessions::id.asc())
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(copied) };
        last.id.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|session| session.user_id.as_str()).collect();
        let known: Vec<String> =
            users::table.select(users::id).filter(users::id.eq_any(ids)).load(restored)?;
        let known: HashSet<String> = known.into_iter().collect();
        for session in page.into_iter().filter(|session| known.contains(&session.user_id)) {
            diesel::insert_into(sessions::table).values(session).execute(restored)?;
            copied += 1;
        }
    }
}

/// The tokens of those sessions: what was spent stays spent.
fn all_tokens(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<(), Fault> {
    let mut after = String::new();
    loop {
        let page: Vec<RefreshToken> = refresh_tokens::table
            .select(RefreshToken::as_select())
            .filter(refresh_tokens::token_hash.gt(&after))
            .order_by(refresh_tokens::token_hash.asc())
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.token_hash.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|token| token.session_id.as_str()).collect();
        let known: Vec<String> =
            sessions::table.select(sessions::id).filter(sessions::id.eq_any(ids)).load(restored)?;
        let known: HashSet<String> = known.into_iter().collect();
        for token in page.into_iter().filter(|token| known.contains(&token.session_id)) {
            diesel::insert_into(refresh_tokens::table).values(token).execute(restored)?;
        }
    }
}

/// One-time links that were used, or are gone although their user is there. Those for the first administrator serve nobody
/// once somebody is there, and are looked up like the others.
fn links(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<usize, Fault> {
    let (mut after, mut used_up) = (String::new(), 0);
    loop {
        let page: Vec<(String, Option<String>)> = invitations::table
            .select((invitations::id, invitations::user_id))
            .filter(invitations::id.gt(&after))
            .filter(invitations::used_at.is_null())
            .order_by(invitations::id.asc())
            .limit(PAGE)
            .load(restored)?;
        let Some((last, _)) = page.last() else { return Ok(used_up) };
        last.clone_into(&mut after);
        let ids: Vec<&str> = page.iter().map(|(id, _)| id.as_str()).collect();
        let now: Vec<(String, Option<NaiveDateTime>)> = invitations::table
            .select((invitations::id, invitations::used_at))
            .filter(invitations::id.eq_any(ids))
            .load(live)?;
        let now: HashMap<String, Option<NaiveDateTime>> = now.into_iter().collect();
        let owners: Vec<&str> = page.iter().filter_map(|(_, user)| user.as_deref()).collect();
        let known: Vec<String> =
            users::table.select(users::id).filter(users::id.eq_any(owners)).load(live)?;
        let known: HashSet<String> = known.into_iter().collect();
        for (id, user) in &page {
            let row = invitations::table.filter(invitations::id.eq(id));
            let used_at = now.get(id);
            let is_gone =
                used_at.is_none() && user.as_ref().is_none_or(|user| known.contains(user));
            if let Some(Some(used_at)) = used_at {
                let used = invitations::used_at.eq(used_at);
                used_up += diesel::update(row).set(used).execute(restored)?;
            } else if is_gone {
                used_up += diesel::delete(row).execute(restored)?;
            }
        }
    }
}

fn challenges(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<usize, Fault> {
    let (mut after, mut added) = (String::new(), 0);
    loop {
        let page: Vec<(String, NaiveDateTime)> = used_challenges::table
            .select((used_challenges::signature, used_challenges::expires_at))
            .filter(used_challenges::signature.gt(&after))
            .order_by(used_challenges::signature.asc())
            .limit(PAGE)
            .load(live)?;
        let Some((last, _)) = page.last() else { return Ok(added) };
        last.clone_into(&mut after);
        for (signature, expires_at) in &page {
            let is_new = dialect::insert_used_challenge(restored, signature, *expires_at)?;
            added += usize::from(is_new);
        }
    }
}

fn failures(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<(), Fault> {
    diesel::delete(login_failures::table).execute(restored)?;
    let mut after = String::new();
    loop {
        let page: Vec<Attempts> = login_failures::table
            .select(Attempts::as_select())
            .filter(login_failures::subject.gt(&after))
            .order_by(login_failures::subject.asc())
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.subject.clone_into(&mut after);
        for row in page {
            diesel::insert_into(login_failures::table).values(row).execute(restored)?;
        }
    }
}

fn known_addresses(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<(), Fault> {
    diesel::delete(login_addresses::table).execute(restored)?;
    let (mut account, mut address) = (String::new(), String::new());
    loop {
        let of_account =
            login_addresses::account.eq(&account).and(login_addresses::address.gt(&address));
        let page: Vec<KnownAddress> = login_addresses::table
            .select(KnownAddress::as_select())
            .filter(login_addresses::account.gt(&account).or(of_account))
            .order_by((login_addresses::account.asc(), login_addresses::address.asc()))
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.account.clone_into(&mut account);
        last.address.clone_into(&mut address);
        for row in page {
            diesel::insert_into(login_addresses::table).values(row).execute(restored)?;
        }
    }
}

fn buckets(live: &mut AnyConnection, restored: &mut AnyConnection) -> Result<(), Fault> {
    diesel::delete(rate_buckets::table).execute(restored)?;
    let (mut bucket, mut subject) = (String::new(), String::new());
    loop {
        let in_bucket = rate_buckets::bucket.eq(&bucket).and(rate_buckets::subject.gt(&subject));
        let page: Vec<Quota> = rate_buckets::table
            .select(Quota::as_select())
            .filter(rate_buckets::bucket.gt(&bucket).or(in_bucket))
            .order_by((rate_buckets::bucket.asc(), rate_buckets::subject.asc()))
            .limit(PAGE)
            .load(live)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.bucket.clone_into(&mut bucket);
        last.subject.clone_into(&mut subject);
        for row in page {
            diesel::insert_into(rate_buckets::table).values(row).execute(restored)?;
        }
    }
}
