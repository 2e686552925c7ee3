//! The stand-in for Braze, and the people who text.

use super::{Scene, until_or};
use baton_emulator::{Braze, CampaignId, Dispatch, ExternalUserId, NewUser, Outcome, Running, TextWebhook, demo};
use baton_protocol::{ConversationId, Event, EventBody};
use baton_relay::conversation::State;
use baton_relay::store::{Identity, IdentityKind};

/// What Braze shows to prove that it is Braze.
pub(crate) const SMS_SECRET: &str = "sms-secret-0123456789";

/// A Braze with two campaigns and the people Vera and Otto.
pub(crate) struct Texts {
    pub(crate) braze: Braze,
    /// Carries agents' answers.
    pub(crate) answers: CampaignId,
    /// Says that a ticket is solved.
    pub(crate) solved: CampaignId,
    url: String,
}

impl Texts {
    pub(super) fn of(running: &Running) -> Self {
        let braze = running.braze();
        for (id, first, phone) in [("vera-7", "Vera", "+4917000000001"), ("Otto-8", "Otto", "+4917000000002")] {
            braze.add_user(NewUser {
                external_user_id: id.to_owned(),
                phone: Some(phone.to_owned()),
                first_name: first.to_owned(),
                last_name: "Visitor".to_owned(),
            });
        }
        let (answers, solved) = (braze.add_campaign("Answers"), braze.add_campaign("Solved"));
        Self { braze, answers, solved, url: running.braze_url.clone() }
    }

    /// Has texts told there.
    pub(super) fn tell(&self, target: &str) {
        self.braze.set_text_webhook(Some(TextWebhook {
            url: target.to_owned(),
            header: "X-Baton-Secret".to_owned(),
            secret: SMS_SECRET.to_owned(),
            categories: None,
        }));
    }

    /// The site's table, with lines of the test's own that go before what it needs.
    pub(super) fn settings(&self, lines: &str) -> String {
        let mut own = vec![
            ("rest_url", format!("\"{}\"", self.url)),
            ("api_key", format!("\"{}\"", demo::BRAZE_API_KEY)),
            ("campaign_id", format!("\"{}\"", self.answers.0)),
            ("solved_campaign_id", format!("\"{}\"", self.solved.0)),
            ("inbound_secrets", format!("[\"{SMS_SECRET}\"]")),
        ];
        own.retain(|(key, _)| !lines.lines().any(|line| line.starts_with(&format!("{key} ="))));
        let own: String = own.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        format!("[site.shop.braze]\n{own}{lines}\n")
    }

    /// Somebody texts.
    pub(crate) fn text(&self, from: &str, body: &str) {
        self.braze.text(&ExternalUserId(from.to_owned()), body).unwrap();
    }

    /// What somebody got, in order: the campaign's name and the text.
    pub(crate) fn got(&self, by: &str) -> Vec<String> {
        self.sent(by).into_iter().map(|(_, text)| text).collect()
    }

    /// The same with the dispatches they came in.
    pub(crate) fn sent(&self, by: &str) -> Vec<(Dispatch, String)> {
        let mut sent = Vec::new();
        for dispatch in self.braze.dispatches() {
            for receipt in &dispatch.receipts {
                if receipt.external_user_id.0 == by && receipt.outcome == Outcome::Sent {
                    let text = receipt.trigger_properties["msg_body"].as_str().unwrap().to_owned();
                    sent.push((dispatch.clone(), text));
                }
            }
        }
        sent
    }

    /// Waits until somebody got so many texts.
    pub(crate) async fn until(&self, by: &str, count: usize) -> Vec<String> {
        let look = || Some(self.got(by)).filter(|texts| texts.len() >= count);
        until_or(&format!("{by} gets {count} texts"), look, || format!("{:#?}", self.braze.dispatches())).await
    }

    /// An attribute of somebody, as a text.
    pub(crate) fn attribute(&self, of: &str, name: &str) -> Option<String> {
        let user = self.braze.user(&ExternalUserId(of.to_owned())).unwrap();
        user.attributes.get(name).map(|value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned())
    }
}

impl Scene {
    /// Somebody texts, and all that comes of it happens.
    pub(crate) async fn texted(&self, from: &str, body: &str) {
        self.zendesk.texts().text(from, body);
        self.rest().await;
    }

    /// The conversations of somebody who texts.
    pub(crate) async fn conversations_by_text(&self, of: &str) -> Vec<ConversationId> {
        let store = &self.core().store;
        let who = Identity::new("shop", IdentityKind::Texting, of);
        let Some(visitor) = store.visitor_of(&who).await.unwrap() else { return Vec::new() };
        let rows = store.conversations_of(&visitor, 100).await.unwrap();
        rows.into_iter().filter(|row| State::read(&row.state).sms.is_some()).map(|row| row.id).collect()
    }

    /// The one conversation of somebody who texts.
    pub(crate) async fn conversation_by_text(&self, of: &str) -> ConversationId {
        let mut all = self.conversations_by_text(of).await;
        assert_eq!(all.len(), 1, "{of} has one conversation");
        all.remove(0)
    }

    /// What the visitor said in a conversation, in order.
    pub(crate) async fn said_by_text(&self, of: &str) -> Vec<String> {
        let id = self.conversation_by_text(of).await;
        let events = self.core().events(&id, 0, 500).await.unwrap();
        let said = |event: &Event| match event.body.known() {
            Some(EventBody::Visitor(message)) => Some(message.text.clone()),
            _ => None,
        };
        events.iter().filter_map(said).collect()
    }

    /// The agent with the newest ticket of somebody who texts.
    pub(crate) async fn agent_by_text(&self, of: &str) -> super::DeskAgent {
        let id = self.conversation_by_text(of).await;
        let look = || super::DeskAgent::of(&self.zendesk, &id);
        until_or("a ticket of whoever texts", look, || self.zendesk.told()).await
    }
}
