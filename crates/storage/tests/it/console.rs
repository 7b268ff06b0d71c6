//! What the console and the API keep: agents, sessions, invitations, tokens, inboxes, releases, audit.

use std::collections::BTreeMap;

use rapport_domain::{
    AgentId, InboxId, InvitationId, ReleaseId, SessionId, TeamId, TokenId,
    agent::{Agent, Profile, Role},
    content::Release,
    conversation::Channel,
    team::Team,
};
use rapport_storage::{
    ApiToken, Idempotency, IdempotencyKey, Inbox, Invitation, InvitationKind, Session, StorageError,
};

use crate::support::{Bench, Os, write};

on_both!(
    an_agent_signs_in_by_address,
    a_session_holds_until_it_ends,
    attempts_are_counted_per_window,
    an_invitation_works_once,
    a_token_works_until_it_is_revoked,
    the_same_request_gets_the_same_answer,
    an_inbox_is_found_by_its_key,
    releases_are_put_in_force_and_back,
    the_audit_trail_shows_tampering,
);

fn agent(bench: &Bench, email: &str) -> Agent {
    Agent {
        id: AgentId::mint(bench.now(), &Os),
        name: "Grace Hopper".into(),
        email: email.into(),
        role: Role::Leader,
        profile: Profile::default(),
        available: true,
        closed_at: None,
        created_at: bench.now(),
    }
}

async fn an_agent_signs_in_by_address(bench: Bench) {
    let profile =
        Profile { languages: vec!["de".into()], skills: vec!["refund".parse().unwrap()], capacity: Some(3) };
    let grace = Agent { profile, ..agent(&bench, "grace@example.com") };
    let team = Team {
        id: TeamId::mint(bench.now(), &Os),
        name: "Returns".into(),
        offered_first_minutes: 5,
        members: vec![grace.id],
        created_at: bench.now(),
    };
    let (stored, kept) = (grace.clone(), team.clone());
    write!(bench, |tx| {
        tx.create_agent(&stored, Some("$argon2id$…")).await?;
        tx.create_team(&kept).await
    })
    .unwrap();
    let mut reader = bench.store.read().await.unwrap();
    let found = reader.agent_by_email("Grace@Example.com").await.unwrap();
    assert_eq!(found, Some((grace.clone(), Some("$argon2id$…".into()))));
    assert_eq!(reader.teams().await.unwrap(), std::slice::from_ref(&team));
    let moved = Team { name: "Refunds".into(), members: vec![], offered_first_minutes: 0, ..team.clone() };
    let (kept, gone) = (moved.clone(), moved.id);
    write!(bench, |tx| tx.update_team(&kept).await).unwrap();
    assert_eq!(reader.teams().await.unwrap(), [moved]);
    assert!(write!(bench, |tx| tx.delete_team(gone).await).unwrap());
    assert_eq!(reader.teams().await.unwrap(), []);
    let twin = agent(&bench, "GRACE@example.com");
    let taken = write!(bench, |tx| tx.create_agent(&twin, None).await);
    assert!(matches!(taken, Err(StorageError::Taken(_))), "{taken:?}");
    let second = agent(&bench, "g2@example.com");
    let stored = second.clone();
    write!(bench, |tx| tx.create_agent(&stored, None).await).unwrap();
    let clash = Agent { email: "grace@example.com".into(), ..second };
    let taken = write!(bench, |tx| tx.update_agent(&clash).await);
    assert!(matches!(taken, Err(StorageError::Taken(_))), "{taken:?}");
    write!(bench, |tx| {
        tx.set_available(grace.id, false).await?;
        tx.set_password(grace.id, "$argon2id$new").await
    })
    .unwrap();
    assert!(!reader.agent(grace.id).await.unwrap().unwrap().available);
    assert_eq!(reader.agents().await.unwrap().len(), 2);
}

async fn a_session_holds_until_it_ends(bench: Bench) {
    let grace = agent(&bench, "grace@example.com");
    let (stored, now) = (grace.clone(), bench.now());
    let session = |n: u8| Session {
        id: SessionId::from_bytes([n; 16]),
        agent: grace.id,
        created_at: now,
        expires_at: now.plus_ms(1_000),
        last_used_at: now,
    };
    let (first, second) = (session(1), session(2));
    write!(bench, |tx| {
        tx.create_agent(&stored, None).await?;
        tx.create_session(&first, "one").await?;
        tx.create_session(&second, "two").await
    })
    .unwrap();
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.session("one", now).await.unwrap(), Some(first));
    assert_eq!(reader.session("three", now).await.unwrap(), None);
    assert_eq!(reader.session("one", now.plus_ms(1_000)).await.unwrap(), None);
    write!(bench, |tx| tx.touch_session(first.id, now.plus_ms(500), now.plus_ms(9_000)).await).unwrap();
    assert!(reader.session("one", now.plus_ms(1_000)).await.unwrap().is_some());
    assert_eq!(write!(bench, |tx| tx.end_sessions(grace.id, Some(first.id)).await).unwrap(), 1);
    assert_eq!(reader.session("two", now).await.unwrap(), None);
    write!(bench, |tx| tx.end_session(first.id).await).unwrap();
    assert_eq!(reader.session("one", now).await.unwrap(), None);
}

async fn attempts_are_counted_per_window(bench: Bench) {
    let now = rapport_domain::Timestamp::from_micros(1_763_800_200_000_000);
    for expected in 1..=3 {
        let n =
            write!(bench, |tx| tx.count_attempt("sign_in", "grace@example.com", now, 60_000).await).unwrap();
        assert_eq!(n, expected);
    }
    let other = write!(bench, |tx| tx.count_attempt("sign_in", "127.0.0.1", now, 60_000).await).unwrap();
    let later = now.plus_ms(60_000);
    let next =
        write!(bench, |tx| tx.count_attempt("sign_in", "grace@example.com", later, 60_000).await).unwrap();
    assert_eq!((other, next), (1, 1));
    write!(bench, |tx| tx.clear_attempts("sign_in", "grace@example.com").await).unwrap();
    assert_eq!(write!(bench, |tx| tx.sweep(later, later).await).unwrap(), 1);
}

async fn an_invitation_works_once(bench: Bench) {
    let now = bench.now();
    let invitation = Invitation {
        id: InvitationId::mint(now, &Os),
        kind: InvitationKind::Invitation,
        email: "new@example.com".into(),
        name: "New".into(),
        role: Some(Role::Agent),
        agent: None,
        created_by: None,
        created_at: now,
        expires_at: now.plus_ms(1_000),
    };
    let stored = invitation.clone();
    write!(bench, |tx| tx.create_invitation(&stored, "link").await).unwrap();
    let kind = InvitationKind::Invitation;
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.invitation(kind, "link", now).await.unwrap(), Some(invitation.clone()));
    assert_eq!(reader.invitation(InvitationKind::PasswordReset, "link", now).await.unwrap(), None);
    let late = write!(bench, |tx| tx.use_invitation(kind, "link", now.plus_ms(1_000)).await).unwrap();
    assert_eq!(late, None);
    let used = write!(bench, |tx| tx.use_invitation(kind, "link", now).await).unwrap();
    assert_eq!(used, Some(invitation));
    assert_eq!(write!(bench, |tx| tx.use_invitation(kind, "link", now).await).unwrap(), None);
}

async fn a_token_works_until_it_is_revoked(bench: Bench) {
    let now = bench.now();
    let token = ApiToken {
        id: TokenId::mint(now, &Os),
        name: "nightly replay".into(),
        scopes: vec!["read".into(), "write".into()],
        created_by: None,
        created_at: now,
        last_used_at: None,
        revoked_at: None,
    };
    let stored = token.clone();
    write!(bench, |tx| tx.create_api_token(&stored, "rpt_abc").await).unwrap();
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.api_token("rpt_abc").await.unwrap(), Some(token.clone()));
    assert_eq!(reader.api_token("rpt_abd").await.unwrap(), None);
    write!(bench, |tx| tx.touch_api_token(token.id, now).await).unwrap();
    assert!(write!(bench, |tx| tx.revoke_api_token(token.id, now).await).unwrap());
    assert!(!write!(bench, |tx| tx.revoke_api_token(token.id, now).await).unwrap());
    assert_eq!(reader.api_token("rpt_abc").await.unwrap(), None);
    assert_eq!(reader.api_tokens().await.unwrap()[0].last_used_at, Some(now));
}

async fn the_same_request_gets_the_same_answer(bench: Bench) {
    let ada = bench.customer("Ada", "ada@example.com").await;
    let now = bench.now();
    let key = IdempotencyKey { principal: "tok_1", key: "k1", request_hash: "h1" };
    let begin = |key: IdempotencyKey<'static>, at| {
        let store = bench.store.clone();
        async move {
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move { tx.begin_idempotent(key, at, at.plus_ms(-60_000)).await })
                })
                .await
                .unwrap()
        }
    };
    assert_eq!(begin(key, now).await, Idempotency::Fresh);
    assert_eq!(begin(key, now).await, Idempotency::InProgress);
    assert_eq!(begin(IdempotencyKey { principal: "tok_2", ..key }, now).await, Idempotency::Fresh);
    assert_eq!(begin(IdempotencyKey { request_hash: "h2", ..key }, now).await, Idempotency::Mismatch);
    assert_eq!(begin(key, now.plus_ms(60_000)).await, Idempotency::Fresh, "its worker died");
    write!(bench, |tx| tx.finish_idempotent(key, Some(ada.id), 201, b"{\"name\":\"Ada\"}").await).unwrap();
    let answered = Idempotency::Answered { http_status: 201, body: b"{\"name\":\"Ada\"}".to_vec() };
    assert_eq!(begin(key, now.plus_ms(500_000)).await, answered);
    let failed = IdempotencyKey { principal: "tok_2", ..key };
    write!(bench, |tx| tx.abandon_idempotent(failed).await).unwrap();
    assert_eq!(begin(failed, now).await, Idempotency::Fresh);
}

async fn an_inbox_is_found_by_its_key(bench: Bench) {
    let inbox = Inbox {
        id: InboxId::mint(bench.now(), &Os),
        public_key: "pk_1".into(),
        name: "Shop".into(),
        channel: Channel::Widget,
        allowed_origins: vec!["https://shop.example".into()],
        identity_secret: Some("sign with me".into()),
        active: true,
        created_at: bench.now(),
    };
    let stored = inbox.clone();
    write!(bench, |tx| tx.put_inbox(&stored).await).unwrap();
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.inbox_by_key("pk_1").await.unwrap(), Some(inbox.clone()));
    let changed = Inbox { name: "New shop".into(), identity_secret: None, ..inbox.clone() };
    let stored = changed.clone();
    write!(bench, |tx| tx.put_inbox(&stored).await).unwrap();
    assert_eq!(reader.inbox(inbox.id).await.unwrap(), Some(changed));
    let thief = Inbox { id: InboxId::mint(bench.now(), &Os), ..inbox };
    let taken = write!(bench, |tx| tx.put_inbox(&thief).await);
    assert!(matches!(taken, Err(StorageError::Taken(_))), "{taken:?}");
    assert_eq!(reader.inboxes().await.unwrap().len(), 1);
}

fn release(bench: &Bench, number: u32) -> Release {
    let content = serde_json::json!({
        "company": { "name": "Tarn", "assistant": "Robin", "locale": "en", "time_zone": "Europe/London",
            "hours": BTreeMap::<String, Vec<String>>::new(), "other_ways": "Call us." },
        "topics": [], "flows": [], "statements": [], "actions": [],
        "wordings": serde_json::Value::Null,
    });
    let mut content = content;
    content["wordings"] = wordings();
    Release {
        id: ReleaseId::mint(bench.now(), &Os),
        number,
        published_at: bench.now(),
        published_by: "agt_1".into(),
        content: serde_json::from_value(content).unwrap(),
    }
}

/// Every wording, whatever they are called.
fn wordings() -> serde_json::Value {
    let mut value = serde_json::Map::new();
    loop {
        match serde_json::from_value::<rapport_domain::content::Wordings>(value.clone().into()) {
            Ok(_) => return value.into(),
            Err(error) => {
                let text = error.to_string();
                let missing = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
                value.insert(missing.expect("only fields are missing").to_owned(), "text".into());
            }
        }
    }
}

async fn releases_are_put_in_force_and_back(bench: Bench) {
    let (first, second) = (release(&bench, 1), release(&bench, 2));
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.current_release().await.unwrap(), None);
    let (a, b) = (first.clone(), second.clone());
    write!(bench, |tx| {
        tx.publish_release(&a, "hash 1", None).await?;
        tx.publish_release(&b, "hash 2", None).await
    })
    .unwrap();
    assert_eq!(reader.current_release().await.unwrap(), Some(second.clone()));
    let clash = release(&bench, 2);
    let taken = write!(bench, |tx| tx.publish_release(&clash, "hash 3", None).await);
    assert!(matches!(taken, Err(StorageError::Taken(_))), "{taken:?}");
    assert!(write!(bench, |tx| tx.put_release_in_force(first.id).await).unwrap());
    assert!(!write!(bench, |tx| tx.put_release_in_force(clash_id()).await).unwrap());
    assert_eq!(reader.current_release().await.unwrap().unwrap().number, 1);
    let rows = reader.releases().await.unwrap();
    assert_eq!(rows.iter().map(|r| (r.number, r.current)).collect::<Vec<_>>(), [(2, false), (1, true)]);
    assert_eq!(rows[0].published_by, second.published_by);
    write!(bench, |tx| tx.put_release_vectors(second.id, "model-1", vec![1, 2, 3]).await).unwrap();
    assert_eq!(reader.release_vectors(second.id, "model-1").await.unwrap(), Some(vec![1, 2, 3]));
    assert_eq!(reader.release_vectors(second.id, "model-2").await.unwrap(), None);
}

const fn clash_id() -> ReleaseId {
    ReleaseId::from_bytes([0xEE; 16])
}

async fn the_audit_trail_shows_tampering(bench: Bench) {
    let writes = (0..20).map(|n| {
        let (store, now) = (bench.store.clone(), bench.now());
        tokio::spawn(async move {
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move { tx.audit("agt_1", "token_made", &format!("tok_{n}"), now).await })
                })
                .await
                .unwrap();
        })
    });
    futures::future::join_all(writes).await.into_iter().for_each(Result::unwrap);
    let mut reader = bench.store.read().await.unwrap();
    assert_eq!(reader.audit_break().await.unwrap(), None);
    let page = reader.audit_rows(None, 15).await.unwrap();
    let rest = reader.audit_rows(page.next.as_ref(), 15).await.unwrap();
    let numbers: Vec<u64> = page.items.iter().chain(&rest.items).map(|row| row.number).collect();
    assert_eq!(numbers, (1..=20).rev().collect::<Vec<_>>());
    drop(reader);
    bench.execute("UPDATE audit SET subject = 'tok_x' WHERE number = 7").await;
    assert_eq!(bench.store.read().await.unwrap().audit_break().await.unwrap(), Some(7));
}
