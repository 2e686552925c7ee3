use super::{both_ways, whole};
use baton_protocol::*;
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn a_presence() {
    whole(
        &Presence { unread: 2, teaser: Some("It is here".to_owned()) },
        &json!({"unread": 2, "teaser": "It is here"}),
    );
    both_ways(&Presence::default(), &json!({"unread": 0}));
}

#[test]
fn a_session_begins() {
    let mut new = NewSession { site: SiteToken::new("shop"), locale: Some("de".to_owned()) };
    whole(&new, &json!({"site": "shop", "locale": "de"}));
    new.locale = None;
    both_ways(&new, &json!({"site": "shop"}));
    whole(&SessionCreated { session: SessionToken::new("secret") }, &json!({"session": "secret"}));
}

#[test]
fn an_upload() {
    let file = FileRef {
        id: FileId::new("f1"),
        name: "bill.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 9,
    };
    whole(
        &Uploaded { file },
        &json!({"file": {"id": "f1", "name": "bill.pdf", "media_type": "application/pdf", "bytes": 9}}),
    );
}

#[test]
fn a_problem() {
    let mut problem = ProblemBody {
        title: "Too many messages".to_owned(),
        status: 429,
        detail: "Wait a little.".to_owned(),
        code: ErrorCode::BudgetSpent,
        retry_after_ms: Some(1500),
    };
    whole(
        &problem,
        &json!({
            "title": "Too many messages",
            "status": 429,
            "detail": "Wait a little.",
            "code": "budget_spent",
            "retry_after_ms": 1500
        }),
    );
    problem.detail.clear();
    problem.retry_after_ms = None;
    both_ways(&problem, &json!({"title": "Too many messages", "status": 429, "code": "budget_spent"}));
}

#[test]
fn details_of_a_visitor() {
    let custom_data = BTreeMap::from([
        ("dataCapture.ticketField.123".to_owned(), Scalar::Text("gold".to_owned())),
        ("trial".to_owned(), Scalar::Bool(true)),
        ("visits".to_owned(), Scalar::Number(1.5)),
    ]);
    let whole_user = UserDetails {
        name: Some("Ada".to_owned()),
        email: Some("ada@example.org".to_owned()),
        phone: Some("+44 20 7946 0000".to_owned()),
        avatar: Some("https://example.org/ada.png".to_owned()),
        custom_data,
        encrypted: Some("AAECAw==".to_owned()),
    };
    whole(
        &whole_user,
        &json!({
            "name": "Ada",
            "email": "ada@example.org",
            "phone": "+44 20 7946 0000",
            "avatar": "https://example.org/ada.png",
            "custom_data": {"dataCapture.ticketField.123": "gold", "trial": true, "visits": 1.5},
            "encrypted": "AAECAw=="
        }),
    );
    both_ways(&UserDetails::default(), &json!({}));
}

#[test]
fn a_scalar_is_a_plain_value_and_prints_as_one() {
    for (json, value, printed) in [
        ("true", Scalar::Bool(true), "true"),
        ("42", Scalar::Number(42.0), "42"),
        ("-7", Scalar::Number(-7.0), "-7"),
        ("2.5", Scalar::Number(2.5), "2.5"),
        ("9007199254740991", Scalar::Number(9_007_199_254_740_991.0), "9007199254740991"),
        (r#""a\nb""#, Scalar::Text("a\nb".to_owned()), "a\nb"),
        (r#""42""#, Scalar::Text("42".to_owned()), "42"),
    ] {
        let read: Scalar = serde_json::from_str(json).unwrap();
        assert_eq!(read, value);
        assert_eq!(read.to_string(), printed);
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
    for json in ["null", "[]", "{}", "[1]", r#"{"a":1}"#] {
        let error = serde_json::from_str::<Scalar>(json).unwrap_err().to_string();
        assert!(error.contains("a text, a number, true or false"), "{json}: {error}");
    }
}
