//! What is decided from what is at Support.

use super::plan::{Act, plan};
use super::{Seen, Webhooks};
use crate::desk::provision::{Learned, Plan, Wanted, WantedGroup};
use baton_zendesk::ids::{GroupId, SupportUserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const URL: &str = "https://chat.example.com/v1/webhooks/support/main";
const ALL: [&str; 4] = [
    "zen:event-type:ticket.comment_added",
    "zen:event-type:ticket.status_changed",
    "zen:event-type:ticket.tags_changed",
    "zen:event-type:ticket.created",
];

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn group(name: &str, id: Option<&str>) -> WantedGroup {
    WantedGroup { name: name.to_owned(), id: id.map(str::to_owned) }
}

fn wanted() -> Wanted {
    Wanted {
        account: "main".to_owned(),
        webhook_url: "https://chat.example.com/v1/webhooks/conversations/main".to_owned(),
        support_webhook_url: URL.to_owned(),
        needs_tickets: true,
        polling: None,
        groups: Vec::new(),
        agents: Vec::new(),
        change_routing: false,
    }
}

fn webhook(endpoint: &str, events: &[&str]) -> Value {
    json!({
        "id": "hook", "name": "Chat", "status": "active", "endpoint": endpoint, "http_method": "POST",
        "request_format": "json", "subscriptions": events,
    })
}

fn seen(webhooks: Vec<Value>) -> Seen {
    let secret = (!webhooks.is_empty()).then(|| "shared".to_owned().into());
    let all = webhooks.into_iter().map(of).collect();
    Seen { webhooks: Webhooks::Seen { all, secret }, ..Seen::default() }
}

fn known(secrets: &[&str]) -> Vec<SecretString> {
    secrets.iter().map(|secret| (*secret).to_owned().into()).collect()
}

fn words(plan: &Plan<Act>) -> Vec<&'static str> {
    plan.outline().changes.iter().map(|change| change.word).collect()
}

fn learned_secrets(plan: &Plan<Act>) -> Vec<String> {
    let secrets = |learned: &Learned| match learned {
        Learned::Secrets("tickets.webhook_secrets", secrets) => {
            Some(secrets.iter().map(SecretString::expose_secret).collect::<Vec<_>>().join(","))
        }
        _ => None,
    };
    plan.learned.iter().filter_map(secrets).collect()
}

#[test]
fn an_account_without_a_webhook_gets_one_with_every_event() {
    // Another's, and one for triggers: neither can be ours.
    let mut triggers = webhook(URL, &["conditional_ticket_events"]);
    triggers["name"] = json!("Triggers");
    let foreign = webhook("https://other.example.com/v1/webhooks/support/main2", &ALL);
    let plan = plan(
        &wanted(),
        &[],
        &Seen { webhooks: Webhooks::Seen { all: vec![of(triggers), of(foreign)], secret: None }, ..Seen::default() },
    );
    assert_eq!(words(&plan), ["make_support_webhook"]);
    let Act::MakeWebhook(wish) = &plan.acts[0].0 else { panic!("{:?}", plan.acts) };
    assert_eq!((wish.endpoint.as_str(), wish.status.as_str()), (URL, "active"));
    assert_eq!(wish.subscriptions, ALL);
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let plan = plan(&wanted(), &known(&["shared"]), &seen(vec![webhook(URL, &ALL)]));
    assert_eq!((words(&plan), learned_secrets(&plan)), (vec![], vec![]));
}

#[test]
fn one_that_a_person_made_is_adopted_with_what_they_ticked() {
    let mut theirs = webhook(&format!("{URL}/"), &["zen:event-type:ticket.priority_changed", ALL[0]]);
    theirs["status"] = json!("inactive");
    let plan = plan(&wanted(), &known(&["before"]), &seen(vec![theirs]));
    assert_eq!(words(&plan), ["mend_support_webhook"]);
    let Act::MendWebhook(_, wish) = &plan.acts[0].0 else { panic!("{:?}", plan.acts) };
    assert_eq!((wish.name.as_str(), wish.status.as_str()), ("Chat", "active"));
    assert_eq!(wish.subscriptions.len(), 5, "{wish:?}");
    assert_eq!(learned_secrets(&plan), ["shared,before"]);
}

#[test]
fn one_that_went_to_an_earlier_address_is_moved() {
    let old = "https://old.example.com/backend/v1/webhooks/support/main";
    let plan = plan(&wanted(), &known(&["shared"]), &seen(vec![webhook(old, &ALL)]));
    assert_eq!(words(&plan), ["mend_support_webhook"]);
    let Act::MendWebhook(_, wish) = &plan.acts[0].0 else { panic!("{:?}", plan.acts) };
    assert_eq!(wish.endpoint, URL);
    assert!(plan.outline().changes[0].text.contains(&format!("instead of {old}")));
}

#[test]
fn without_the_right_only_a_desk_that_needs_it_is_stopped() {
    let seen = Seen { webhooks: Webhooks::Forbidden, ..Seen::default() };
    let outline = plan(&wanted(), &[], &seen).outline();
    assert!(outline.obstacles[0].contains("every ten minutes"), "{outline:?}");
    let writes_first = Wanted { needs_tickets: false, ..wanted() };
    let outline = plan(&writes_first, &[], &seen).outline();
    assert_eq!(outline.obstacles, Vec::<String>::new());
    assert!(outline.lacking[0].contains("cannot begin") && outline.lacking[0].contains("administrator"), "{outline:?}");
    // Somebody made it by hand.
    let outline = plan(&wanted(), &known(&["theirs"]), &seen).outline();
    assert_eq!((outline.obstacles.len(), outline.lacking.len()), (0, 1), "{outline:?}");
}

#[test]
fn a_group_is_found_by_its_name_whatever_its_capitals() {
    let mut seen = seen(vec![webhook(URL, &ALL)]);
    seen.groups = Some(vec![of(json!({ "id": 7, "name": " animal" }))]);
    let told = Wanted { groups: vec![group("Animal", None)], ..wanted() };
    let plan = plan(&told, &known(&["shared"]), &seen);
    assert_eq!(words(&plan), Vec::<&str>::new());
    let [Learned::Group { name, id }] = plan.learned.as_slice() else { panic!("{:?}", plan.learned) };
    assert_eq!((name.as_str(), id.as_str()), ("Animal", "7"));
}

#[test]
fn agents_are_put_into_the_groups_of_skills_where_they_are_missing() {
    let [ana, bo] = [SupportUserId(1), SupportUserId(2)];
    let seen = Seen {
        groups: Some(vec![of(json!({ "id": 7, "name": "Animal" }))]),
        members: [(GroupId(7), vec![ana])].into(),
        agents: [("ana@x.example".to_owned(), ana), ("bo@x.example".to_owned(), bo)].into(),
        webhooks: Webhooks::Unasked,
    };
    let agents = ["ana@x.example", "bo@x.example", "nobody@x.example"].map(str::to_owned).to_vec();
    let told = Wanted { groups: vec![group("Animal", Some("7")), group("Plants", None)], agents, ..wanted() };
    let plan = plan(&told, &[], &seen);
    let texts: Vec<String> = plan.outline().changes.into_iter().map(|change| change.text).collect();
    assert_eq!(
        texts,
        [
            "put bo@x.example into the group `Animal`",
            "make the group `Plants`",
            "put ana@x.example into the group `Plants`",
            "put bo@x.example into the group `Plants`"
        ]
    );
    assert!(plan.outline().obstacles[0].contains("nobody@x.example"));
}

#[test]
fn a_group_that_is_gone_or_cannot_be_looked_for_is_named() {
    let told = Wanted { groups: vec![group("Animal", Some("99"))], ..wanted() };
    let seen = Seen { groups: Some(Vec::new()), ..Seen::default() };
    let obstacles = plan(&told, &[], &seen).outline().obstacles;
    assert!(obstacles[0].contains("no group 99"), "{obstacles:?}");
    let obstacles = plan(&told, &[], &Seen::default()).outline().obstacles;
    assert!(obstacles[0].contains("OAuth client"), "{obstacles:?}");
}
