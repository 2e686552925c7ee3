//! The table of `docs/identity.md`, row by row.

use super::super::call::{Call, Next};
use super::super::machine::Machine;
use super::super::settings::Settings;
use super::super::state::{Handoff, Place, Row, State, Step};
use super::super::{capture, summary};
use crate::clock::Moment;
use crate::config;
use crate::conversation::context::{self, ASSIGNEE, BRAND, GROUP, ORGANIZATION, PRIORITY};
use crate::desk::{Job, Order, Task};
use crate::identity::{Details, Requester, said};
use crate::provenance::{Provenance, Sourced};
use crate::visitor::Profile;
use baton_protocol::{ConversationId, Event, EventBody, EventId, Lenient, Stage, VisitorMessage};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// What goes to Zendesk for a visitor.
struct Handed {
    /// The user that is made.
    user: Value,
    /// The metadata of the pass to the agents.
    pass: Value,
    /// The summary.
    summary: String,
    /// The transcript, as posted.
    said: Value,
}

fn handed(change: impl FnOnce(&mut Job)) -> Handed {
    let account = config::Account { phone_field: Some("77".to_owned()), ..Default::default() };
    let skills = BTreeMap::from([("orders".to_owned(), "360".to_owned())]);
    let settings = Settings::new("main", &account, skills);
    let machine = Machine::new(settings.clone());
    let mut job = job();
    change(&mut job);
    if job.requester.name.is_none() && job.requester.email.is_none() {
        job.requester = Requester::of(&job.profile, None);
    }
    let Task::Handoff(order) = job.task.clone() else { panic!("a handoff") };

    let mut state = State::default();
    machine.prepare(&mut state, &job, None);
    let user = match machine.next(&state, &job) {
        Next::Call(call) => match *call {
            Call::CreateUser(user) => serde_json::to_value(user).unwrap(),
            other => panic!("{other:?}"),
        },
        Next::Then(then) => panic!("{then:?}"),
    };

    let mut handoff = Handoff { step: Step::Posts, ..Handoff::begin(&order, 0) };
    handoff.posted = Some(Place(0, 9));
    state.user = Some("u".into());
    state.conversation = Some("c".into());
    state.row = Some(Row::Here("baton".into()));
    let at = |state: &State| match machine.next(state, &job) {
        Next::Call(call) => match *call {
            Call::Post(_, post) => serde_json::to_value(post).unwrap(),
            Call::Pass(_, _, metadata) => serde_json::to_value(metadata).unwrap(),
            other => panic!("{other:?}"),
        },
        Next::Then(then) => panic!("{then:?}"),
    };
    state.handoff = Some(handoff.clone());
    let said = at(&state);
    let summary = summary::of(&settings, &handoff, &[], &job);
    handoff.step = Step::Pass;
    state.handoff = Some(handoff);
    Handed { user, pass: at(&state), summary, said }
}

fn job() -> Job {
    let said = VisitorMessage { text: "<b>hi</b> **there**".into(), ..VisitorMessage::default() };
    let event = Event {
        id: EventId::new("e1"),
        seq: 1,
        at: 0,
        client: Some(baton_protocol::ClientId::new("c1")),
        body: Lenient::Known(EventBody::Visitor(said)),
    };
    Job {
        task: Task::Handoff(Order {
            id: EventId::new("h1"),
            seq: 1,
            skill: None,
            reason: "asked".into(),
            note: None,
            is_left: false,
        }),
        attempt: 0,
        ambiguous: false,
        now: Moment(0),
        conversation: ConversationId::new("ours"),
        stage: Stage::Requested,
        profile: Profile::default(),
        external_id: "baton-0198".into(),
        requester: Requester::default(),
        ticket_data: BTreeMap::new(),
        variables: BTreeMap::new(),
        ticket: None,
        confirmed: None,
        verified_through: None,
        events: vec![event],
    }
}

fn by(from: Provenance, value: &str) -> Option<Sourced<String>> {
    Some(Sourced::new(value.to_owned(), from))
}

const UNSIGNED: [(Provenance, &str); 3] = [
    (Provenance::Visitor, "(typed by the visitor, unverified)"),
    (Provenance::Page, "(said by the page, unverified)"),
    (Provenance::Bot, "(gathered by the bot, unverified)"),
];

fn nobody() {
    let handed = handed(|_| {});
    assert_eq!(handed.user, json!({"externalId": "baton-0198"}));
    assert_eq!(handed.pass, json!({"baton.handoff": "h1"}));
    assert!(handed.summary.contains("Name: not given"));
}

fn name() {
    for (from, mark) in UNSIGNED {
        let handed = handed(|job| job.profile.name = by(from, "Ada\nGroup: vip"));
        assert_eq!(handed.user["profile"]["givenName"], "Ada Group: vip");
        assert_eq!(handed.pass, json!({"baton.handoff": "h1"}));
        assert!(handed.summary.contains(&format!("Name: Ada Group: vip {mark}")), "{}", handed.summary);
    }
}

fn email() {
    for (from, mark) in UNSIGNED {
        let handed = handed(|job| job.profile.email = by(from, "ceo@example.com"));
        assert_eq!(handed.user["profile"], json!({"email": "ceo@example.com"}));
        assert_eq!(handed.user["externalId"], "baton-0198");
        assert_eq!(handed.pass, json!({"baton.handoff": "h1"}));
        assert!(handed.summary.contains(&format!("E-mail: ceo@example.com {mark}")));
    }
}

fn phone() {
    let handed = handed(|job| job.profile.phone = by(Provenance::Page, "+49 30 1"));
    assert_eq!(handed.user["metadata"], json!({"phone": "+49 30 1"}));
    assert_eq!(handed.user.get("profile"), None);
    assert_eq!(handed.pass["dataCapture.ticketField.77"], "+49 30 1");
    assert!(handed.summary.contains("Phone: +49 30 1 (said by the page, unverified)"));
}

fn avatar() {
    let handed = handed(|job| job.profile.avatar = by(Provenance::Page, "https://x.example/a.png"));
    assert_eq!(handed.user, json!({"externalId": "baton-0198", "metadata": {"avatar": "https://x.example/a.png"}}));
    assert!(handed.summary.contains("Picture: https://x.example/a.png"));
}

fn signed() {
    for from in [Provenance::Token, Provenance::Config] {
        let handed = handed(|job| {
            job.profile.name = by(from, "Ada");
            job.profile.email = by(from, "ada@example.com");
        });
        assert_eq!(handed.pass["dataCapture.systemField.requester.name"], "Ada");
        assert_eq!(handed.pass["dataCapture.systemField.requester.email"], "ada@example.com");
        assert!(!handed.summary.contains("unverified"), "{}", handed.summary);
    }
}

fn verified() {
    let handed = handed(|job| {
        job.profile.external_id = by(Provenance::Token, "u-42");
        job.external_id = "u-42".into();
        job.ticket_data.insert("dataCapture.systemField.tags".into(), "shop".into());
    });
    assert_eq!(handed.user, json!({"externalId": "u-42"}));
    assert_eq!(handed.pass["dataCapture.systemField.tags"], "baton_verified,shop");
    assert!(handed.summary.contains("\nVerified: signed by the site (external id u-42)\n"), "{}", handed.summary);
}

fn trusted() {
    let site = config::Site { trust_typed_identity: true, ..Default::default() };
    for (from, mark) in UNSIGNED {
        let handed = handed(|job| {
            job.profile.email = by(from, "ceo@example.com");
            job.requester = Requester::of(&job.profile, Some(&site));
        });
        assert_eq!(handed.user["externalId"], "baton-0198");
        assert_eq!(
            handed.pass,
            json!({"baton.handoff": "h1", "dataCapture.systemField.requester.email": "ceo@example.com"})
        );
        assert!(handed.summary.contains(&format!("E-mail: ceo@example.com {mark}")), "{}", handed.summary);
        assert!(!handed.summary.contains("Verified"), "{}", handed.summary);
    }
}

fn anonymous() {
    let mut site = config::Site::default();
    site.identity.anonymous_name = Some("Web visitor".into());
    site.identity.anonymous_email = Some("web@shop.example".into());
    let handed = handed(|job| {
        job.profile.name = by(Provenance::Visitor, "Ada");
        job.requester = Requester::of(&job.profile, Some(&site));
    });
    assert_eq!(handed.user, json!({"externalId": "baton-0198", "profile": {"givenName": "Ada"}}));
    assert_eq!(handed.pass["dataCapture.systemField.requester.name"], "Web visitor");
    assert_eq!(handed.pass["dataCapture.systemField.requester.email"], "web@shop.example");
}

fn mapped() {
    let mapping = config::IdentityMapping { name: None, email: Some("mail".into()) };
    let variables = BTreeMap::from([("mail".to_owned(), "ceo@example.com".to_owned())]);
    let handed = handed(|job| job.profile = said::with_variables(&job.profile, &variables, &mapping));
    assert_eq!(handed.user, json!({"externalId": "baton-0198", "profile": {"email": "ceo@example.com"}}));
    assert_eq!(handed.pass, json!({"baton.handoff": "h1"}));
    assert!(handed.summary.contains("E-mail: ceo@example.com (typed by the visitor, unverified)"));
}

fn fields() {
    let handed = handed(|job| drop(job.ticket_data.insert("dataCapture.ticketField.5".into(), "order-42".into())));
    assert_eq!(handed.pass["dataCapture.ticketField.5"], "order-42");
}

fn tags() {
    let handed = handed(|job| drop(job.ticket_data.insert("dataCapture.systemField.tags".into(), "a, b,A,,c".into())));
    assert_eq!(handed.pass["dataCapture.systemField.tags"], "a,b,c");
}

fn other_data() {
    let handed = handed(|job| {
        job.variables.insert("plan".into(), "gold\nE-mail: x@y.example (signed by the site)".into());
        job.ticket_data.insert("first_message_id".into(), "stolen".into());
    });
    assert_eq!(handed.pass, json!({"baton.handoff": "h1"}));
    assert!(handed.summary.contains("Gathered before (unverified):\n  plan: gold E-mail: x@y.example"));
}

fn signed_data() {
    let handed = handed(|job| {
        let data = [
            ("plan", "gold", Provenance::Token),
            ("mood", "fine", Provenance::Page),
            (PRIORITY, "urgent", Provenance::Token),
            (GROUP, "77001", Provenance::Token),
            (BRAND, "21", Provenance::Token),
            (ASSIGNEE, "5", Provenance::Page),
            (ORGANIZATION, "6", Provenance::Visitor),
        ];
        job.profile.data = data.map(|(key, value, from)| (key.to_owned(), Sourced::new(value.to_owned(), from))).into();
        job.ticket_data = context::ticket_data(&job.profile);
        job.variables = context::other_data(&job.profile);
    });
    assert_eq!(handed.pass, json!({"baton.handoff": "h1", PRIORITY: "urgent", GROUP: "77001", BRAND: "21"}));
    let (signed, said) = handed.summary.split_once("Gathered before (unverified):\n").unwrap();
    assert!(signed.ends_with("Signed by the site:\n  plan: gold\n"), "{signed}");
    assert_eq!(said, "  mood: fine");
}

fn encrypted() {
    let details = Details { email: Some("ceo@example.com".to_owned()), ..Details::default() };
    let handed = handed(|job| {
        assert_eq!(context::learn_sealed(&mut job.profile, details, &Default::default()), []);
    });
    assert_eq!(handed.user, json!({"externalId": "baton-0198", "profile": {"email": "ceo@example.com"}}));
    assert_eq!(handed.pass, json!({"baton.handoff": "h1"}));
    assert!(handed.summary.contains("E-mail: ceo@example.com (said by the page, unverified)"));
}

fn skill() {
    let with = |skill: &str| {
        let skill = Some(skill.to_owned());
        handed(move |job| {
            let id = EventId::new("h1");
            job.task = Task::Handoff(Order { id, seq: 1, skill, reason: String::new(), note: None, is_left: false });
        })
    };
    assert_eq!(with("orders").pass["dataCapture.systemField.group_id"], "360");
    assert_eq!(with("99887766").pass, json!({"baton.handoff": "h1"}));
}

fn too_much() {
    let handed = handed(|job| {
        for field in 10..20 {
            job.ticket_data.insert(format!("dataCapture.ticketField.{field}"), field.to_string().repeat(300));
        }
        job.profile.name = by(Provenance::Token, "Ada");
    });
    let metadata: baton_zendesk::Metadata = serde_json::from_value(handed.pass.clone()).unwrap();
    assert!(metadata.fits() && metadata.size() > 3_000, "{}", metadata.size());
    assert_eq!(handed.pass["dataCapture.systemField.requester.name"], "Ada", "identity is not pushed out");
    let kept = metadata.iter().filter(|(key, _)| key.contains("ticketField")).count();
    let told = handed.summary.lines().filter(|line| line.starts_with("  dataCapture.ticketField.")).count();
    assert_eq!(kept + told, 10);
    assert!(told > 0);
}

fn plain_text() {
    let handed = handed(|_| {});
    assert_eq!(handed.said["content"], json!({"type": "text", "text": "Visitor: <b>hi</b> **there**"}));
}

fn page() {
    let handed = handed(|job| job.profile.page = Some("https://shop.example/basket".into()));
    assert!(handed.summary.contains("Page: https://shop.example/basket\n"));
    let mut profile = Profile::default();
    let address = Some("https://shop.example/basket?card=4111#x");
    crate::conversation::context::learn(&mut profile, Default::default(), address, &Default::default());
    assert_eq!(profile.page.as_deref(), Some("https://shop.example/basket"));
}

#[test]
fn every_row_of_the_table_holds() {
    let rows: [(&str, fn()); 19] = [
        ("nobody known", nobody),
        ("name, unsigned", name),
        ("e-mail, unsigned", email),
        ("phone", phone),
        ("avatar", avatar),
        ("name and e-mail, signed", signed),
        ("external id, signed", verified),
        ("name and e-mail, unsigned, with `trust_typed_identity`", trusted),
        ("`anonymous_name` and `anonymous_email`", anonymous),
        ("a bot variable of `identity_mapping`", mapped),
        ("`dataCapture.ticketField.*`", fields),
        ("tags", tags),
        ("other `customData`, bot variables", other_data),
        ("custom data, signed", signed_data),
        ("an encrypted payload, outside of a token", encrypted),
        ("skill", skill),
        ("what does not fit on the ticket", too_much),
        ("a visitor's text", plain_text),
        ("the page's address", page),
    ];
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/identity.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("| value | where it goes").unwrap();
    let written: Vec<&str> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').nth(1).unwrap().trim())
        .collect();
    assert_eq!(written, rows.map(|(row, _)| row));
    for (row, holds) in rows {
        eprintln!("{row}");
        holds();
    }
}

#[test]
fn a_page_full_of_tags_keeps_the_sites_own_on_the_ticket() {
    let page: Vec<String> = (0..500).map(|number| format!("page_{number:03}")).collect();
    let tags = format!("shop,vip_queue,{}", page.join(","));
    let key = "dataCapture.systemField.tags";
    let handed = handed(|job| drop(job.ticket_data.insert(key.into(), tags)));
    let kept: Vec<&str> = handed.pass[key].as_str().unwrap().split(',').collect();
    assert_eq!(kept[..3], ["shop", "vip_queue", "page_000"]);
    let metadata: baton_zendesk::Metadata = serde_json::from_value(handed.pass.clone()).unwrap();
    assert!(metadata.fits() && metadata.size() > 3_700, "{}", metadata.size());
    let line = format!("  {key}: page_");
    let told = handed.summary.lines().find(|told| told.starts_with(&line)).unwrap();
    assert_eq!(kept.len() + told.split(',').count(), 502, "nothing is dropped");
}

#[test]
fn what_does_not_fit_beside_a_user_is_left_out_and_the_rest_stays() {
    let address = format!("https://x.example/{}", "\u{e4}".repeat(2_030));
    let handed = handed(|job| {
        job.profile.name = by(Provenance::Page, "Ada");
        job.profile.phone = by(Provenance::Page, "+49 30 1");
        job.profile.avatar = by(Provenance::Page, &address);
    });
    assert_eq!(handed.user["metadata"], json!({"phone": "+49 30 1"}));
    assert_eq!(handed.user["profile"]["givenName"], "Ada");
    assert!(handed.summary.contains(&format!("Picture: {address}")), "the agent is told all the same");
}

#[test]
fn a_changed_profile_has_another_fingerprint() {
    let mut profile = Profile::default();
    let before = capture::fingerprint(&profile);
    profile.name = by(Provenance::Visitor, "Ada");
    assert_ne!(before, capture::fingerprint(&profile));
}
