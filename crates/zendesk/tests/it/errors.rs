//! What each answer means, for a call that reads and for one that writes.

use std::time::Duration;

use baton_zendesk::messages::{MessagePost, PostAuthor};
use baton_zendesk::{Conversations, Error};
use serde_json::json;

use crate::vendor::{self, Answer, Vendor};

async fn read(client: &Conversations) -> Error {
    client.get_conversation(&"67a0".into()).await.unwrap_err()
}

async fn write(client: &Conversations) -> Error {
    let post = MessagePost::text(PostAuthor::business(), "hello");
    client.post_message(&"67a0".into(), &post).await.unwrap_err()
}

async fn both(answer: impl Fn() -> Answer) -> [Error; 2] {
    let vendor = Vendor::start().await;
    vendor.then(answer()).then(answer());
    let client = vendor.conversations();
    let errors = [read(&client).await, write(&client).await];
    assert_eq!(vendor.seen().len(), 2, "nothing is tried twice");
    errors
}

/// The variant's name, which is what a caller branches on.
fn name(error: &Error) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphabetic).collect()
}

#[tokio::test]
async fn a_refusal_means_the_same_for_both() {
    for (status, expected, permanent) in [
        (400, "Invalid", true),
        (401, "Unauthorized", false),
        (402, "Forbidden", true),
        (403, "Forbidden", true),
        (404, "NotFound", true),
        (405, "Invalid", true),
        (409, "Conflict", true),
        (410, "NotFound", true),
        (413, "TooLarge", true),
        (415, "UnsupportedMedia", true),
        (422, "Invalid", true),
        (423, "Locked", true),
        (429, "RateLimited", false),
        (451, "Invalid", true),
        (301, "Protocol", false),
        (304, "Protocol", false),
        (307, "Protocol", false),
        (308, "Protocol", false),
    ] {
        for error in both(|| vendor::refusal(status, "some_code", "Some title").header("location", "/elsewhere")).await
        {
            assert_eq!((name(&error).as_str(), error.is_permanent()), (expected, permanent), "{status}");
            assert!(!error.is_outcome_unknown(), "{status}");
            if let Some(problems) = error.problems() {
                assert!(problems.has("some_code"), "{status}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_server_may_have_done_is_unknown_only_where_something_was_written() {
    for status in [408, 425, 500, 501, 502, 503, 504, 520, 599] {
        let [reading, writing] = both(|| vendor::text(status, "oops").header("retry-after", "7")).await;
        assert_eq!(name(&reading), "Unavailable", "{status}");
        assert!(writing.is_outcome_unknown(), "{status}");
        let late = matches!(writing, Error::OutcomeUnknown { late: true, .. });
        assert_eq!(late, [408, 504].contains(&status), "{status}: time ran out at a gateway");
        for error in [reading, writing] {
            assert!(!error.is_permanent());
            assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        }
    }
}

#[tokio::test]
async fn a_redirect_to_what_may_have_been_done_is_unknown_to_a_writer() {
    for status in [302, 303] {
        let [reading, writing] = both(|| vendor::text(status, "").header("location", "/elsewhere")).await;
        assert_eq!((name(&reading).as_str(), writing.is_outcome_unknown()), ("Protocol", true), "{status}");
    }
}

#[tokio::test]
async fn a_wait_is_believed_within_reason() {
    for (header, expected) in [
        (Some("30"), Some(30)),
        (Some(" 0 "), Some(0)),
        (Some("18446744073709551615"), Some(3_600)),
        (Some("-1"), None),
        (Some("Fri, 31 Dec 1999 23:59:59 GMT"), None),
        (None, None),
    ] {
        let answer = || {
            let answer = vendor::text(429, "");
            header.into_iter().fold(answer, |answer, wait| answer.header("retry-after", wait))
        };
        for error in both(answer).await {
            assert_eq!(error, Error::RateLimited { retry_after: expected.map(Duration::from_secs) });
        }
    }
}

#[tokio::test]
async fn a_gateways_page_is_not_the_vendors_word() {
    for status in [403, 404] {
        let page = || {
            vendor::text(status, "<html>No help desk here</html>").header("content-type", "text/HTML; charset=utf-8")
        };
        for error in both(page).await {
            assert_eq!(name(&error), "Protocol");
            assert!(!error.is_permanent());
        }
    }
}

#[tokio::test]
async fn an_unreadable_success_is_a_fault_for_a_reader_and_unknown_for_a_writer() {
    for body in ["", "<html></html>", "{\"conversation\":", "{\"conversation\":{\"id\":\"\"}}", "[]"] {
        let [reading, writing] = both(|| vendor::text(200, body)).await;
        assert_eq!(name(&reading), "Protocol", "{body}");
        assert!(writing.is_outcome_unknown(), "{body}");
    }
}

#[tokio::test]
async fn every_form_of_a_refusals_body_is_read() {
    for (body, expected) in [
        (
            json!({"errors": [{"code": "bad_request", "title": "one"}, {"code": "bad_request", "title": "two"}]}),
            "refused: one (bad_request); two (bad_request)",
        ),
        (json!({"error": "RecordInvalid", "description": "not valid"}), "refused: not valid (RecordInvalid)"),
        (json!({"error": {"title": "Forbidden", "message": "No"}}), "refused: No (Forbidden)"),
        (json!({"error": "invalid_scope", "error_description": "no such"}), "refused: no such (invalid_scope)"),
        (json!({"errors": [{"code": 7, "title": null}]}), "refused:  ()"),
        (json!({"errors": []}), "refused: no reason given"),
        (json!("what?"), "refused: no reason given"),
        (
            json!({"errors": [{"code": "a", "title": format!("{}\nx", "y".repeat(500))}]}),
            &format!("refused: {} (a)", "y".repeat(200)),
        ),
    ] {
        for error in both(|| vendor::json(400, &body)).await {
            assert_eq!(error.to_string(), expected);
        }
    }
}

#[tokio::test]
async fn no_error_quotes_what_was_sent_or_received() {
    let secret = "visitor's own words";
    for answer in [
        || vendor::text(200, "{\"messages\": \"visitor's own words\", \"conversation\": \"visitor's own words\"}"),
        || vendor::text(500, "visitor's own words"),
        || vendor::text(404, "visitor's own words"),
    ] {
        for error in both(answer).await {
            assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
        }
    }
}
