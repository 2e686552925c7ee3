//! Everything the account holds, behind one lock. All changes are synchronous; nothing here waits.

use crate::account::preset::Furniture;
use crate::account::{ApiKey, Integration, Row, Switchboard, Webhook};
use crate::clock::millis;
use crate::delivery::outbox::Outbox;
use crate::event::{Event, Holder};
use crate::fault::Faults;
use crate::ids::{
    AttachmentId, ConversationId, EventId, IntegrationId, Mint, TicketId, TriggerId, UserId, WebhookId, random_hex,
};
use crate::options::Options;
use crate::sunco::attachments::Attachment;
use crate::sunco::conversations::Conversation;
use crate::sunco::users::User;
use crate::support::events::Parcel;
use crate::support::idempotency::Kept;
use crate::support::oauth::SupportAccount;
use crate::support::office::Office;
use crate::support::triggers::Trigger;
use crate::support::webhooks;
use crate::switches::Switches;
use crate::workspace::Desk;
use crate::workspace::notice::Notice;
use aws_lc_rs::hmac;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The emulator's own addresses, without a slash at the end.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    pub(crate) api: String,
    pub(crate) media: String,
}

/// A `HEAD` to the root of a webhook's domain, which the vendor sends when a webhook is saved.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) url: String,
    /// Status of the answer; `None` as long as, or because, there was none.
    pub(crate) status: Option<u16>,
    /// Whether it was answered, or will not be any more.
    pub(crate) over: bool,
}

pub(crate) struct State {
    /// The time of the current change.
    pub(crate) now_ms: i64,
    pub(crate) origins: Origins,
    pub(crate) mint: Mint,
    pub(crate) app_id: String,
    pub(crate) keys: Vec<ApiKey>,
    pub(crate) support: SupportAccount,
    pub(crate) integrations: Vec<Integration>,
    pub(crate) switchboard: Option<Switchboard>,
    pub(crate) users: BTreeMap<UserId, User>,
    pub(crate) conversations: BTreeMap<ConversationId, Conversation>,
    pub(crate) attachments: BTreeMap<AttachmentId, Attachment>,
    pub(crate) desk: Desk,
    pub(crate) office: Office,
    pub(crate) switches: Switches,
    pub(crate) faults: Faults,
    pub(crate) outbox: Outbox,
    pub(crate) heads: Vec<Head>,
    /// Webhooks of Support, in the order they were made.
    pub(crate) hooks: Vec<webhooks::Webhook>,
    pub(crate) triggers: BTreeMap<TriggerId, Trigger>,
    /// Requests that carried an `Idempotency-Key`.
    pub(crate) idempotent: BTreeMap<String, Kept>,
    /// When which ticket was updated by API lately.
    pub(crate) updates: Vec<(i64, TicketId)>,
    /// What the current change sends to Support's webhooks, not yet planned as deliveries.
    pub(crate) parcels: Vec<Parcel>,
    /// Signs file addresses of the media origin.
    pub(crate) signing: hmac::Key,
    /// Events of the current change, not yet planned as deliveries.
    pub(crate) fresh: Vec<Event>,
    /// What the console is to show at once.
    pub(crate) notices: Vec<Notice>,
}

impl State {
    pub(crate) fn new(options: &Options, origins: Origins, now_ms: i64) -> Self {
        let furniture = Furniture::of(options);
        let mint = Mint::new();
        Self {
            now_ms,
            origins,
            app_id: options.seeds.app_id.clone(),
            keys: furniture.keys,
            support: SupportAccount::new(&options.seeds),
            integrations: furniture.integrations,
            switchboard: Some(furniture.switchboard),
            users: BTreeMap::new(),
            conversations: BTreeMap::new(),
            attachments: BTreeMap::new(),
            desk: Desk::furnished(now_ms),
            office: Office::furnished(now_ms),
            mint,
            switches: options.switches.clone(),
            faults: Faults::default(),
            outbox: Outbox::default(),
            heads: Vec::new(),
            hooks: Vec::new(),
            triggers: BTreeMap::new(),
            idempotent: BTreeMap::new(),
            updates: Vec::new(),
            parcels: Vec::new(),
            signing: hmac::Key::new(hmac::HMAC_SHA256, random_hex(32).as_bytes()),
            fresh: Vec::new(),
            notices: Vec::new(),
        }
    }

    pub(crate) fn object_id(&mut self) -> String {
        self.mint.object(self.now_ms)
    }

    /// Now, as Sunshine Conversations writes it.
    pub(crate) fn now_millis(&self) -> String {
        millis(self.now_ms)
    }

    /// An event that belongs to no conversation.
    pub(crate) fn emit(&mut self, kind: &'static str, payload: Map<String, Value>) {
        self.push_event(kind, None, Vec::new(), payload);
    }

    /// An event of a conversation as it stands now. `before` is who held it before the event, where that changed.
    pub(crate) fn emit_in(
        &mut self,
        id: &ConversationId,
        kind: &'static str,
        before: Option<Holder>,
        mut payload: Map<String, Value>,
    ) {
        let Some(conversation) = self.conversations.get(id) else { return };
        payload.insert("conversation".to_owned(), conversation.truncated(self.switchboard.as_ref()).into());
        let holders = before.into_iter().chain([conversation.holder.clone()]).collect();
        self.push_event(kind, Some(id.clone()), holders, payload);
    }

    fn push_event(
        &mut self,
        kind: &'static str,
        conversation: Option<ConversationId>,
        holders: Vec<Holder>,
        payload: Map<String, Value>,
    ) {
        let id = EventId(self.object_id());
        let created = self.now_millis();
        self.fresh.push(Event { id, kind, created, conversation, holders, payload: payload.into() });
    }

    /// Whether an integration hears an event.
    ///
    /// Outside the switchboard it hears everything. In it, it hears what happens while it is active or pending, and
    /// the rest only with `deliverStandbyEvents`. Nobody's conversation counts as the default row's.
    pub(crate) fn hears(&self, integration: &IntegrationId, event: &Event) -> bool {
        let Some(board) = self.switchboard.as_ref().filter(|board| board.enabled) else { return true };
        let Some(row) = board.row_of(integration) else { return true };
        if event.conversation.is_none() || row.deliver_standby {
            return true;
        }
        let is_default = board.default.as_ref() == Some(&row.id);
        event.holders.iter().any(|holder| holder.involves(&row.id) || (holder.active.is_none() && is_default))
    }

    pub(crate) fn webhook(&self, id: &WebhookId) -> Option<&Webhook> {
        self.integrations.iter().flat_map(|integration| &integration.webhooks).find(|webhook| &webhook.id == id)
    }

    pub(crate) fn webhook_mut(&mut self, id: &WebhookId) -> Option<&mut Webhook> {
        self.integrations.iter_mut().flat_map(|integration| &mut integration.webhooks).find(|webhook| &webhook.id == id)
    }

    /// The row that controls a conversation now.
    pub(crate) fn active_row(&self, id: &ConversationId) -> Option<&Row> {
        let active = self.conversations.get(id)?.holder.active.as_ref()?;
        self.switchboard.as_ref()?.row(active)
    }

    /// Notes that the root of a webhook's domain is to get a `HEAD`.
    pub(crate) fn want_head(&mut self, target: &str) {
        if let Ok(mut url) = url::Url::parse(target) {
            url.set_path("/");
            url.set_query(None);
            self.heads.push(Head { url: url.into(), status: None, over: false });
        }
    }
}
