//! What is decided from what is there.

use super::plan::{Act, Plan, plan};
use super::{Known, Seen};
use crate::desk::provision::{Learned, Wanted, WantedGroup};
use baton_zendesk::ids::{GroupId, IntegrationId, SupportUserId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const URL: &str = "https://chat.example.com/v1/webhooks/conversations/main";
const ALL: [&str; 5] = [
    "conversation:message",
    "switchboard:passControl",
    "switchboard:passControl:failure",
    "switchboard:releaseControl",
    "conversation:remove",
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
        webhook_url: URL.to_owned(),
        polling: None,
        groups: vec![group("Animal", None)],
        agents: Vec::new(),
        change_routing: false,
    }
}

/// Zendesk as it is when messaging was turned on and nothing else done.
fn empty() -> Seen {
    Seen {
        board: Some(of(json!({ "id": "board", "enabled": true, "defaultSwitchboardIntegrationId": "agents" }))),
        rows: vec![of(json!({
            "id": "agents", "name": "zd-agentWorkspace", "integrationId": "ws", "integrationType": "zd:agentWorkspace"
        }))],
        groups: Some(vec![of(json!({ "id": 1, "name": "Support" }))]),
        ..Seen::default()
    }
}

fn integration(target: &str, triggers: &[&str]) -> Value {
    json!({
        "id": "ours", "type": "custom", "displayName": "Chat",
        "webhooks": [{ "id": "hook", "target": target, "triggers": triggers, "secret": "shared",
            "includeFullUser": true, "includeFullSource": true }],
    })
}

/// Everything done already, and known.
fn done() -> (Known, Seen) {
    let mut seen = empty();
    seen.integrations = vec![of(integration(URL, &ALL))];
    seen.key = Some(true);
    seen.rows.push(of(json!({
        "id": "row", "name": "baton", "integrationId": "ours", "integrationType": "custom",
        "nextSwitchboardIntegrationId": "agents",
    })));
    let known = Known {
        polls: false,
        integration: Some(IntegrationId::new("ours")),
        row: Some("baton".to_owned()),
        secrets: vec!["shared".to_owned().into()],
    };
    (known, seen)
}

fn words(plan: &Plan) -> Vec<&'static str> {
    plan.outline().changes.iter().map(|change| change.word).collect()
}

fn settings(plan: &Plan) -> Vec<(&'static str, String)> {
    let setting = |learned: &Learned| match learned {
        Learned::Setting(key, text) => (*key, text.clone()),
        Learned::Number(key, number) => (*key, number.to_string()),
        Learned::Secrets(key, secrets) => {
            (*key, secrets.iter().map(SecretString::expose_secret).collect::<Vec<_>>().join(","))
        }
        Learned::Group { name, id } => ("group", format!("{name}={id}")),
    };
    plan.learned.iter().map(setting).collect()
}

#[test]
fn an_empty_account_gets_everything_and_nobody_elses_way_changes() {
    let plan = plan(&wanted(), &Known::default(), &empty());
    assert_eq!(words(&plan), ["make_integration", "make_key", "make_row", "make_group"]);
    assert_eq!(plan.outline().obstacles, Vec::<String>::new());
    let Act::MakeIntegration { webhook, .. } = &plan.acts[0].0 else { panic!("{:?}", plan.acts) };
    assert_eq!((webhook.target.as_str(), webhook.triggers.as_slice()), (URL, &ALL.map(str::to_owned)[..]));
    let Act::MakeRow { next, .. } = &plan.acts[2].0 else { panic!("{:?}", plan.acts) };
    assert_eq!(*next, Some("agents".into()), "control that is passed on goes to the agents");
}

#[test]
fn a_relay_that_looks_by_itself_gets_no_webhook_that_leads_anywhere() {
    let polls = Wanted { polling: Some(5), groups: Vec::new(), ..wanted() };
    let first = plan(&polls, &Known::default(), &empty());
    assert_eq!(words(&first), ["make_integration", "make_key", "make_row"]);
    assert_eq!(settings(&first), [("polling_seconds", "5".to_owned())]);
    let Act::MakeIntegration { webhook, .. } = &first.acts[0].0 else { panic!("{:?}", first.acts) };
    assert!(!webhook.triggers.contains(&"conversation:message".to_owned()), "nobody gets to read anything");
    let nowhere = webhook.target.clone();
    assert!(nowhere.starts_with("https://nobody.invalid/"), "{nowhere}");

    let (mut known, mut seen) = done();
    known.polls = true;
    seen.integrations = vec![of(integration(&nowhere, &["conversation:remove"]))];
    let second = plan(&polls, &known, &seen);
    assert_eq!((words(&second), settings(&second)), (vec![], vec![]));
    // Of an earlier run whose file is lost.
    known.integration = None;
    assert_eq!(settings(&plan(&polls, &known, &seen)), [("integration_id", "ours".to_owned())]);
    // Webhooks are wanted again.
    let back = plan(&Wanted { polling: None, ..polls }, &done().0, &seen);
    assert_eq!(words(&back), ["mend_webhook"]);
    let Act::MendWebhook { wish, .. } = &back.acts[0].0 else { panic!("{:?}", back.acts) };
    assert_eq!(wish.target, URL);
    assert!(ALL.iter().all(|trigger| wish.triggers.iter().any(|one| one == trigger)), "{wish:?}");
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let (known, mut seen) = done();
    seen.groups = Some(vec![of(json!({ "id": 7, "name": "animal" }))]);
    let plan = plan(&Wanted { groups: Vec::new(), ..wanted() }, &known, &seen);
    assert_eq!((words(&plan), settings(&plan)), (vec![], vec![]));
}

#[test]
fn what_a_person_made_by_hand_is_adopted() {
    let mut seen = empty();
    seen.integrations = vec![of(integration(&format!("{URL}/"), &["conversation:message", "user:merge"]))];
    seen.groups = Some(vec![of(json!({ "id": 7, "name": " animal" }))]);
    let plan = plan(&wanted(), &Known::default(), &seen);
    assert_eq!(words(&plan), ["mend_webhook", "make_key", "make_row"]);
    let Act::MendWebhook { wish, .. } = &plan.acts[0].0 else { panic!("{:?}", plan.acts) };
    assert!(wish.triggers.contains(&"user:merge".to_owned()), "what a person ticked stays ticked");
    assert!(wish.include_full_user && wish.include_full_source);
    assert_eq!(
        settings(&plan),
        [
            ("integration_id", "ours".to_owned()),
            ("webhook_secrets", "shared".to_owned()),
            ("group", "Animal=7".to_owned())
        ]
    );
}

#[test]
fn a_webhook_to_an_earlier_address_is_moved_and_old_secrets_stay_taken() {
    let (mut known, mut seen) = done();
    seen.integrations = vec![of(integration("https://old.example.com/v1/webhooks/conversations/main", &ALL))];
    known.secrets = vec!["before".to_owned().into()];
    let plan = plan(&Wanted { groups: Vec::new(), ..wanted() }, &known, &seen);
    assert_eq!(words(&plan), ["mend_webhook"]);
    assert!(plan.outline().changes[0].text.contains("instead of https://old.example.com"));
    assert_eq!(settings(&plan), [("webhook_secrets", "shared,before".to_owned())]);
}

#[test]
fn a_foreign_integration_and_its_row_are_left_alone() {
    let mut seen = empty();
    seen.integrations = vec![of(integration("https://other.example.com/hook", &["*"]))];
    seen.rows.push(of(json!({ "id": "r2", "name": "baton", "integrationId": "ours", "integrationType": "custom" })));
    let plan = plan(&wanted(), &Known::default(), &seen);
    assert_eq!(words(&plan), ["make_integration", "make_key", "make_row", "make_group"]);
    let Act::MakeRow { name, .. } = &plan.acts[2].0 else { panic!("{:?}", plan.acts) };
    assert_eq!(name, "baton-2");
}

#[test]
fn the_default_changes_only_when_told() {
    let (known, seen) = done();
    let told = Wanted { change_routing: true, groups: Vec::new(), ..wanted() };
    let plan = plan(&told, &known, &seen);
    assert_eq!(words(&plan), ["take_default"]);
    assert_eq!(plan.acts[0].0, Act::TakeDefault { board: "board".into(), row: Some("row".into()) });
}

#[test]
fn what_only_a_person_can_do_stops_everything_and_says_where() {
    let off = Seen { board: None, ..empty() };
    let no_agents = Seen { rows: Vec::new(), ..empty() };
    let no_support = Seen { groups: None, ..empty() };
    for (seen, says) in [(off, "Messaging"), (no_agents, "Agent workspace"), (no_support, "OAuth client")] {
        let obstacles = plan(&wanted(), &Known::default(), &seen).outline().obstacles;
        assert!(obstacles.iter().any(|text| text.contains(says)), "{says}: {obstacles:?}");
    }
    let gone = Known { integration: Some(IntegrationId::new("gone")), ..Known::default() };
    let obstacles = plan(&wanted(), &gone, &empty()).outline().obstacles;
    assert!(obstacles[0].contains("no such integration"), "{obstacles:?}");
}

#[test]
fn a_key_that_zendesk_refuses_is_replaced() {
    let (known, mut seen) = done();
    seen.key = Some(false);
    let plan = plan(&Wanted { groups: Vec::new(), ..wanted() }, &known, &seen);
    assert_eq!(words(&plan), ["make_key"]);
}

#[test]
fn agents_are_put_into_the_groups_of_skills_where_they_are_missing() {
    let (known, mut seen) = done();
    seen.groups = Some(vec![of(json!({ "id": 7, "name": "Animal" }))]);
    let [ana, bo] = [SupportUserId(1), SupportUserId(2)];
    seen.members = [(GroupId(7), vec![ana])].into();
    seen.agents = [("ana@x.example".to_owned(), ana), ("bo@x.example".to_owned(), bo)].into();
    let agents = ["ana@x.example", "bo@x.example", "nobody@x.example"].map(str::to_owned).to_vec();
    let told = Wanted { groups: vec![group("Animal", Some("7")), group("Plants", None)], agents, ..wanted() };
    let plan = plan(&told, &known, &seen);
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
fn a_group_that_is_gone_is_named() {
    let (known, seen) = done();
    let told = Wanted { groups: vec![group("Animal", Some("99"))], ..wanted() };
    let obstacles = plan(&told, &known, &seen).outline().obstacles;
    assert!(obstacles[0].contains("no group 99"), "{obstacles:?}");
}
