use baton_protocol::{ClientFrame, ClientId, IdentityToken, SessionToken, UserDetails, limits};

#[test]
fn a_clients_id_is_short_and_plain() {
    let longest = "x".repeat(limits::CLIENT_ID_CHARS);
    for good in ["a", "0", "_", "-", "c-1", "0198c6f1-7b1e-7000-8000-0123456789ab", "A_z-9", longest.as_str()] {
        assert!(ClientId::new(good).is_well_formed(), "{good}");
    }
    let longer = "x".repeat(limits::CLIENT_ID_CHARS + 1);
    for bad in ["", " ", "a b", "a.b", "a/b", "a\n", "é", "ｘ", "\0", "a:b", "<b>", longer.as_str()] {
        assert!(!ClientId::new(bad).is_well_formed(), "{bad:?}");
    }
}

#[test]
fn a_session_is_never_printed() {
    let session = SessionToken::new("c2VjcmV0");
    assert_eq!(format!("{session:?}"), "SessionToken(…)");
    let hello = ClientFrame::Hello { version: 1, session, cursor: None, locale: None, consent: None };
    assert!(!format!("{hello:?}").contains("c2VjcmV0"));
    assert!(serde_json::to_string(&hello).unwrap().contains("c2VjcmV0"));
}

#[test]
fn an_identity_token_is_never_printed() {
    let token = Some(IdentityToken::new("eyJ.c2VjcmV0"));
    let frame = ClientFrame::Context { user: UserDetails::default(), page: None, token };
    assert!(!format!("{frame:?}").contains("c2VjcmV0"));
    assert!(serde_json::to_string(&frame).unwrap().contains("c2VjcmV0"));
}
