use super::{both_ways, tags, whole, whole_variant};
use crate::sample::paragraph;
use crate::shape::variants_of;
use baton_protocol::*;
use serde_json::json;
use std::collections::BTreeMap;

fn rules() -> FileRules {
    FileRules { max_bytes: 10_000_000, extensions: vec!["png".to_owned(), "pdf".to_owned()] }
}

#[test]
fn a_site_document() {
    let mut site = SiteDocument {
        token: SiteToken::new("shop"),
        origins: vec!["https://shop.example".to_owned()],
        socket_url: Some("wss://live.shop.example/v1/socket".to_owned()),
        title: "Shop".to_owned(),
        subtitle: "We answer at once".to_owned(),
        greeting: vec![paragraph("Hello!")],
        starters: vec![Choice { label: "Returns".to_owned(), action: ChoiceAction::Postback("returns".to_owned()) }],
        locale: "en".to_owned(),
        follow_browser: true,
        texts: BTreeMap::from([("en".to_owned(), BTreeMap::from([("close".to_owned(), "Shut".to_owned())]))]),
        handoff: true,
        leave_message: true,
        queue_text: "Five minutes at most".to_owned(),
        feedback: true,
        suggestions: true,
        fallback: Some("mailto:help@shop.example".to_owned()),
        files: rules(),
        consent: Some("c0ffee".to_owned()),
        privacy: true,
        page_hears_text: true,
        theme: BTreeMap::from([("accent".to_owned(), "#0a6".to_owned())]),
    };
    whole(
        &site,
        &json!({
            "token": "shop",
            "origins": ["https://shop.example"],
            "socket_url": "wss://live.shop.example/v1/socket",
            "title": "Shop",
            "subtitle": "We answer at once",
            "greeting": [{"paragraph": [{"text": "Hello!"}]}],
            "starters": [{"label": "Returns", "action": {"postback": "returns"}}],
            "locale": "en",
            "follow_browser": true,
            "texts": {"en": {"close": "Shut"}},
            "handoff": true,
            "leave_message": true,
            "queue_text": "Five minutes at most",
            "feedback": true,
            "suggestions": true,
            "fallback": "mailto:help@shop.example",
            "files": {"max_bytes": 10_000_000, "extensions": ["png", "pdf"]},
            "consent": "c0ffee",
            "privacy": true,
            "page_hears_text": true,
            "theme": {"accent": "#0a6"}
        }),
    );
    site.socket_url = None;
    site.subtitle.clear();
    site.greeting.clear();
    site.starters.clear();
    site.leave_message = false;
    site.queue_text.clear();
    site.feedback = false;
    site.suggestions = false;
    site.fallback = None;
    site.consent = None;
    site.privacy = false;
    site.page_hears_text = false;
    site.follow_browser = false;
    site.texts.clear();
    site.theme.clear();
    both_ways(
        &site,
        &json!({
            "token": "shop",
            "origins": ["https://shop.example"],
            "title": "Shop",
            "locale": "en",
            "handoff": true,
            "files": {"max_bytes": 10_000_000, "extensions": ["png", "pdf"]}
        }),
    );
}

#[test]
fn file_rules() {
    whole(&rules(), &json!({"max_bytes": 10_000_000, "extensions": ["png", "pdf"]}));
}

#[test]
fn every_wish() {
    let all = [
        (DetailWish::No, json!("no")),
        (DetailWish::Optional, json!("optional")),
        (DetailWish::Required, json!("required")),
    ];
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<DetailWish>());
    for (wish, json) in &all {
        whole_variant(wish, json);
    }
}
