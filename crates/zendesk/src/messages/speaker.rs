use super::{AuthorKind, Message, Subtype};

/// The vendor's mark on what came through the agents' workspace: the agent's id, or [`TRIGGER`].
const AGENT_ID: &str = "__zendesk_msg.agent.id";

/// What stands for an agent where a business rule wrote.
const TRIGGER: &str = "__trigger";

/// The name under which business rules write.
const TRIGGER_NAME: &str = "Automated Response";

open_enum! {
    /// What happened, in a message that only says so.
    ActivityKind {
        /// The ticket was closed, and with it the session.
        TicketClosed = "ticket:closed",
        /// The ticket goes on by e-mail.
        TransferToEmail = "ticket:transfer:email",
        /// The user ended the conversation.
        EndedByUser = "conversation:endedByUser",
    }
}

/// Who is speaking in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker<'m> {
    /// A human agent.
    Agent {
        /// The agent's id in Support, where it is told.
        id: Option<&'m str>,
        /// The name shown with the message.
        name: Option<&'m str>,
        /// The address of the picture shown with it.
        avatar: Option<&'m str>,
    },
    /// A business rule of Support.
    Trigger,
    /// A bot of the vendor's, or one that says so.
    Bot,
    /// Nobody; something happened.
    Activity(ActivityKind),
    /// The visitor, from here or from another device.
    User,
    /// The vendor, asking how it was.
    Survey,
    /// Somebody with an API key: we ourselves, which the caller knows by its own metadata, or another program.
    OtherBusiness,
}

/// Says who is speaking.
///
/// The vendor marks a human agent in two ways, by the author's subtype and by an id in the metadata, and neither is
/// promised. Where both are absent, what comes from the agents' workspace is an agent's unless it bears the name of
/// business rules: showing an automatic line as a person's is the smaller harm than losing a person's.
pub fn speaker(message: &Message) -> Speaker<'_> {
    let (author, metadata) = (&message.author, &message.metadata);
    let (source, agent_id) = (message.source.kind.as_str(), metadata.text(AGENT_ID));
    if message.activity.is_some() || author.is(&Subtype::Activity) {
        let kind = message.activity.as_ref().map(|activity| activity.kind.clone());
        return Speaker::Activity(kind.unwrap_or_default());
    }
    // Before any mark in the metadata, which a user's own device could have set.
    if author.kind == AuthorKind::User {
        return Speaker::User;
    }
    if source == "zd:surveys" || metadata.text("type") == Some("csat") {
        return Speaker::Survey;
    }
    if agent_id == Some(TRIGGER) {
        return Speaker::Trigger;
    }
    if author.is(&Subtype::Bot) || author.is(&Subtype::Ai) || source == "zd:answerBot" {
        return Speaker::Bot;
    }
    if author.is(&Subtype::Agent) || agent_id.is_some() {
        return agent(message, agent_id);
    }
    match (source, author.display_name.as_deref()) {
        ("zd:agentWorkspace", Some(TRIGGER_NAME)) => Speaker::Trigger,
        ("zd:agentWorkspace", _) => agent(message, None),
        _ => Speaker::OtherBusiness,
    }
}

fn agent<'m>(message: &'m Message, id: Option<&'m str>) -> Speaker<'m> {
    let author = &message.author;
    Speaker::Agent { id, name: author.display_name.as_deref(), avatar: author.avatar_url.as_deref() }
}
