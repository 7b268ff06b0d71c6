//! Signing in, invitations, rights, identities.

use rapport_desk::{DeskError, Identity, OpenVisit, Scope, SignIn, identity_signature};
use rapport_domain::agent::Role;
use rapport_testing::{PASSWORD, TestDesk, databases};

fn with(email: &str, password: &str) -> SignIn {
    SignIn { email: email.to_owned(), password: password.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out() {
    for database in databases().await {
        let TestDesk { desk, ana, .. } = TestDesk::on(&database).await;
        let signed_in = desk.sign_in(with(" ANA@desk.test ", PASSWORD)).await.unwrap();
        let (agent, session) = desk.session(&signed_in.token).await.unwrap().unwrap();
        assert_eq!(agent.id, ana.id);
        desk.sign_out(ana.id, session).await.unwrap();
        assert!(desk.session(&signed_in.token).await.unwrap().is_none());
        for (email, password) in [("ana@desk.test", "wrong horse battery"), ("nobody@desk.test", PASSWORD)] {
            let refused = desk.sign_in(with(email, password)).await.unwrap_err();
            assert!(matches!(refused, DeskError::WrongCredentials), "{refused:?}");
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down() {
    for database in databases().await {
        let TestDesk { desk, .. } = TestDesk::on(&database).await;
        for _ in 0..5 {
            let _ = desk.sign_in(with("ben@desk.test", "guess guess guess")).await;
        }
        let refused = desk.sign_in(with("ben@desk.test", PASSWORD)).await.unwrap_err();
        assert!(matches!(refused, DeskError::TooMany { .. }), "{refused:?}");
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_works_once_and_gives_no_more_than_the_inviter_has() {
    for database in databases().await {
        let TestDesk { desk, ana, amir, .. } = TestDesk::on(&database).await;
        assert!(desk.invite(Some(&ana), "new@desk.test", "New", Role::Agent).await.is_err());
        let link = desk.invite(Some(&amir), "new@desk.test", "Nia New", Role::Leader).await.unwrap();
        let token = link.rsplit('/').next().unwrap();
        assert_eq!(desk.invitation(token).await.unwrap().email, "new@desk.test");
        assert!(desk.accept_invitation(token, "Nia New", "short").await.is_err());
        let nia = desk.accept_invitation(token, "Nia New", "a good long password").await.unwrap();
        assert_eq!(nia.role, Role::Leader);
        let again = desk.accept_invitation(token, "Nia New", "a good long password").await.unwrap_err();
        assert!(matches!(again, DeskError::Expired), "{again:?}");
        desk.sign_in(with("new@desk.test", "a good long password")).await.unwrap();
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_session() {
    for database in databases().await {
        let TestDesk { desk, ana, .. } = TestDesk::on(&database).await;
        let old = desk.sign_in(with("ana@desk.test", PASSWORD)).await.unwrap();
        let link = desk.password_link(&ana).await.unwrap();
        let token = link.rsplit('/').next().unwrap();
        desk.reset_password(token, "another long password").await.unwrap();
        assert!(desk.session(&old.token).await.unwrap().is_none());
        assert!(desk.sign_in(with("ana@desk.test", PASSWORD)).await.is_err());
        desk.sign_in(with("ana@desk.test", "another long password")).await.unwrap();
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_until_it_is_revoked() {
    for database in databases().await {
        let TestDesk { desk, amir, .. } = TestDesk::on(&database).await;
        let made = desk.add_api_token(Some(&amir), "shop", &[Scope::Read, Scope::Write]).await.unwrap();
        let (id, scopes) = desk.api_token(&made.token).await.unwrap().unwrap();
        assert_eq!(scopes, [Scope::Read, Scope::Write]);
        desk.revoke_api_token(&amir, id).await.unwrap();
        assert!(desk.api_token(&made.token).await.unwrap().is_none());
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_shops_signature_makes_somebody_known() {
    for database in databases().await {
        let TestDesk { desk, .. } = TestDesk::on(&database).await;
        let secret = desk.inbox_by_key("shop").await.unwrap().unwrap().identity_secret.unwrap();
        let open = |signature: String, token: Option<String>| OpenVisit {
            inbox_key: "shop".to_owned(),
            visitor_token: token,
            identity: Some(Identity {
                external_id: "c-7".to_owned(),
                email: Some("mia@shop.test".to_owned()),
                name: Some("Mia".to_owned()),
                signature,
            }),
            ..OpenVisit::default()
        };
        let forged = desk.open_visit(open("00".repeat(32), None)).await.unwrap_err();
        assert!(matches!(forged, DeskError::BadSignature), "{forged:?}");
        let right = identity_signature(&secret, "c-7");
        let phone = desk.open_visit(open(right.clone(), None)).await.unwrap();
        let laptop = desk.open_visit(open(right, None)).await.unwrap();
        assert_eq!(phone.customer.id, laptop.customer.id);
        assert!(laptop.customer.verified);
        assert_ne!(phone.visitor_token, laptop.visitor_token);
        desk.close().await;
    }
}
