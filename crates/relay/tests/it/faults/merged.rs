//! Users that become one at Zendesk while a conversation goes on.

use super::heard;
use crate::harness::Scene;
use crate::journey::assert_once;

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_whose_user_was_merged_into_another_goes_on_both_ways() {
    let scene = Scene::new().await;
    let (mut visitor, agent) = scene.handed_over().await;
    let (_other, surviving) = scene.handed_over().await;
    agent.says("before");
    visitor.until_line("Ana Lima: before").await;
    visitor.says("one").await;
    agent.hears("one").await;
    let (into, gone) = (surviving.conversation().users.remove(0), agent.conversation().users.remove(0));
    scene.zendesk.control.merge_users(&into, &gone).unwrap();
    scene.rest().await;
    visitor.says("two").await;
    heard(&scene, &mut visitor, &agent, "two").await;
    agent.says("after");
    visitor.until_line("Ana Lima: after").await;
    scene.settle(&mut visitor).await;
    assert_once(&scene, &visitor);
    assert!(!visitor.told().contains("was not delivered"), "{}", visitor.told());
}
