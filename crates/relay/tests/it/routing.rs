//! Where tickets go: group, brand, priority and language, by the configuration alone.

use crate::harness::{Agent, Scene, Settings, Visitor};
use baton_emulator::{FaultKind, FaultRule};
use baton_protocol::{ClientFrame, Stage};

/// A ticket field that every account of the emulator has.
const FIELD: u64 = 7_787_437_179_547;

fn settings() -> Settings {
    Settings::default()
        .of_site("priority = \"high\"\nbrand_id = \"360000000001\"\nlanguage_field = \"7787437179547\"")
        .of_site("tags = [\"shop\"]")
        .more("[site.shop.skills.bills]\ngroup = \" billing\"\npriority = \"urgent\"")
        .more("[site.shop.skills.plain]\ngroup = \"Support\"")
        .more("[site.shop.skills.deleted]\ngroup_id = \"999\"\n[site.shop.skills.misspelt]\ngroup = \"Bilings\"")
}

async fn asks_for(scene: &Scene, skill: &str) -> (Visitor, Agent) {
    let mut visitor = scene.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: Some(skill.to_owned()), by_page: false }).await;
    visitor.until_stage(Stage::Queued).await;
    let agent = scene.agent_of(&visitor).await;
    (visitor, agent)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_finds_its_group_by_name_and_the_site_says_the_rest() {
    let scene = Scene::of(settings()).await;
    let (_visitor, agent) = asks_for(&scene, "bills").await;
    let ticket = agent.ticket();
    assert_eq!(ticket.group_name.as_deref(), Some("Billing"));
    assert_eq!(ticket.priority.as_deref(), Some("urgent"), "a skill's goes before the site's");
    assert_eq!(ticket.fields.get(&FIELD).map(String::as_str), Some("en-GB"));
    assert_eq!(ticket.tags, ["shop", "baton_lang_en"]);
    assert_eq!(ticket.ignored, Vec::<String>::new());

    let (_visitor, agent) = asks_for(&scene, "plain").await;
    assert_eq!(agent.ticket().priority.as_deref(), Some("high"));
    assert_eq!(agent.ticket().group_name.as_deref(), Some("Support"));
    assert_eq!(scene.zendesk.count("ListGroups"), 1, "the list is kept for a while");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_gone_costs_the_handoff_its_group_and_nothing_else() {
    let scene = Scene::of(settings()).await;
    let lost = async || scene.metric("baton_routing_lost_total", &[]).await;
    let before = lost().await;
    for skill in ["deleted", "misspelt"] {
        let (_visitor, agent) = asks_for(&scene, skill).await;
        let ticket = agent.ticket();
        assert_eq!((ticket.group_name, ticket.priority.as_deref()), (None, Some("high")), "{skill}");
        assert_eq!(ticket.ignored, Vec::<String>::new(), "nothing is sent that leads nowhere");
    }
    assert!(lost().await >= before + 2.0, "the operator is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_that_does_not_answer_holds_no_handoff_up() {
    let scene = Scene::of(settings()).await;
    scene.zendesk.control.add_fault(FaultRule::always(FaultKind::Unavailable).on("ListGroups"));
    let (_visitor, agent) = asks_for(&scene, "bills").await;
    assert_eq!((agent.ticket().group_name, agent.ticket().priority.as_deref()), (None, Some("urgent")));
    scene.zendesk.control.clear_faults();
    scene.leap(std::time::Duration::from_secs(31));
    let (_visitor, agent) = asks_for(&scene, "bills").await;
    assert_eq!(agent.ticket().group_name.as_deref(), Some("Billing"), "it is asked again after a while");
}
