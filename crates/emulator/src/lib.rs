//! A stateful stand-in for Zendesk: Sunshine Conversations v2, the tickets, people, files, triggers and webhooks of
//! Support, webhooks with the vendor's retry policies, and a console for a person who plays the agent.
//!
//! It is built from the vendor's published contract alone and shares no code with the relay or its client, so that
//! one misreading cannot hide on both sides. One emulator is one Zendesk account. It listens on loopback only, keeps
//! everything in memory, and runs on a clock that tests move by hand.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! use baton_emulator::{Emulator, FaultKind, FaultRule, Options};
//!
//! let emulator = Emulator::start(Options::default()).await?;
//! let control = emulator.control();
//! control.add_fault(FaultRule::once(FaultKind::DropAnswer).on("PostMessage"));
//! control.advance(std::time::Duration::from_secs(15 * 60));
//! control.settle().await;
//! emulator.stop().await;
//! # Ok(()) }
//! ```

mod account;
mod answer;
mod api;
mod auth;
mod bots;
mod braze;
mod clock;
mod console;
mod control;
mod delivery;
mod event;
mod fault;
mod ids;
mod journal;
mod json;
mod limits;
mod media;
mod operation;
mod options;
mod running;
mod serve;
mod state;
mod sunco;
mod support;
mod switches;
mod workspace;
mod world;

pub use account::demo;
pub use account::preset::Preset;
pub use bots::{Bots, Heard, Reply as BotReply, Vendor};
pub use braze::account::{
    BrazeUser, Campaign, Dispatch, Keyword, NewUser, Outcome, Receipt, TextStatus, TextView, TextWebhook,
};
pub use braze::{Braze, BrazeFailure};
pub use clock::{FixedTime, SystemTime, TimeSource};
pub use control::Control;
pub use control::desk_view::{CommentFile, CommentView, PersonView, SupportWebhookView};
pub use control::view::{
    AttemptView, ConversationView, DeliveryView, FileView, HeadView, MessageView, TicketView, WebhookView,
};
pub use delivery::DeliveryStatus;
pub use fault::{FaultId, FaultKind, FaultRule};
pub use ids::{
    AttachmentId, AuditId, BrandId, CampaignId, CommentId, ConversationId, DeliveryId, DispatchId, EventId,
    ExternalUserId, FieldId, FileId, GroupId, IntegrationId, KeyId, MessageId, PersonId, RowId, ScheduleId,
    SwitchboardId, TextId, TicketId, TriggerId, UploadToken, UserId, WebhookId,
};
pub use options::{Options, Seeds};
pub use running::{Emulator, Running};
pub use support::availability::{AgentStatus, Presence, PresenceChange};
pub use support::fields::NewTicketField;
pub use support::schedules::{Holiday, Interval, NewSchedule};
pub use switches::{EndControl, OmnichannelRouting, SwitchChange, Switches};
pub use workspace::{Failure, Opening, Outgoing, OutgoingFile, Remark, Reply, Requester, TicketStatus};
