//! The keys under which we put our marks into Zendesk's metadata, and by which we know our own again.

/// On a conversation: our id of it.
pub(super) const CONVERSATION: &str = "baton.conversation";
/// On a pass of control and on a conversation: the handoff it is for.
pub(super) const HANDOFF: &str = "baton.handoff";
/// On a pass of control that is not the handoff itself: why.
pub(super) const PASS: &str = "baton.pass";
/// On a message: our id of the post.
pub(super) const POST: &str = "baton.id";
/// Zendesk's own key: from which message on the ticket shows what was said.
pub(super) const FIRST_MESSAGE: &str = "first_message_id";

/// [`PASS`]: control to ourselves, so that the ticket is not made before its fields are known.
pub(super) const PASS_OWN: &str = "own";
/// [`PASS`]: control back from the agents.
pub(super) const PASS_BACK: &str = "back";
/// [`PASS`]: control to the agents once more, who went on writing after an end.
pub(super) const PASS_AGAIN: &str = "again";
