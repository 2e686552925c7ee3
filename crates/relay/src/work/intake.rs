//! Tickets that agents began: who they are for, and which conversation goes on with them.
//!
//! What a desk said of something nobody here knows waits in the inbox. Each round the desk is asked whether it begins
//! something; until a person is found whom it is for, it waits on, for a day.

use crate::conversation::{State, fresh_id};
use crate::core::{Account, Core, Site};
use crate::desk::{Beginning, Desk};
use crate::identity::token::ANONYMOUS;
use crate::store::{
    Commit, ConversationRow, Guard, Identity, IdentityKind, InboxRow, InboxState, Lane, LinkRow, NewConversation,
    NewWork, Operation, Outcome, StoreError, VisitorId, WorkBody, WorkKind,
};
use crate::telemetry::metric;
use baton_protocol::{ConversationId, Stage};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often what waits is looked at again.
const ROUND: Duration = Duration::from_secs(15);
/// What waits is read in pages of this size.
const PAGE: usize = 50;
/// Conversations of a visitor among which one is sought.
const CONVERSATIONS: usize = 20;

/// Goes round until told to stop.
pub(super) async fn run(core: Arc<Core>, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Err(error) = round(&core).await {
            tracing::warn!(error = %error, "what agents began cannot be looked at");
        }
        tokio::select! {
            () = core.clock.sleep_until(core.clock.now() + ROUND) => {}
            () = core.intake_due.notified() => {}
            () = shutdown.cancelled() => {}
        }
    }
}

async fn round(core: &Core) -> Result<(), StoreError> {
    for account in core.accounts.values() {
        // What a desk tells of conversations that are not its own business yet is of no use to begin one.
        let desks: Vec<_> = account.desks().filter(|desk| desk.tells_of_all()).collect();
        let mut after = String::new();
        while !desks.is_empty() {
            let page = core.store.unclaimed_remotes(&account.name, &after, PAGE).await?;
            for remote in &page {
                for desk in &desks {
                    consider(core, account, desk, remote).await?;
                }
            }
            match page.into_iter().nth(PAGE - 1) {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(())
}

async fn consider(core: &Core, account: &Account, desk: &Arc<dyn Desk>, remote: &str) -> Result<(), StoreError> {
    let rows = core.store.unclaimed(&account.name, remote).await?;
    if !rows.iter().any(|row| desk.may_begin(&row.raw)) {
        return Ok(());
    }
    if let Some(link) = core.store.link_of_remote(&account.name, remote).await? {
        return core.claim_inbox(account, &link).await;
    }
    if !account.is_to_be_looked_at(remote, rows.len(), core.clock.now()) {
        return Ok(());
    }
    let raw: Vec<String> = rows.iter().map(|row| row.raw.clone()).collect();
    let beginning = match desk.begins(remote, &raw, core.clock.now()).await {
        Ok(Some(beginning)) => beginning,
        Ok(None) => return dismiss(core, &rows).await,
        Err(reason) => {
            tracing::warn!(account = %account.name, remote, reason, "a ticket that may be meant for the chat cannot be looked at; it is tried again");
            account.keeps_waiting(remote, rows.len(), core.clock.now());
            return Ok(());
        }
    };
    let known = match visitor(core, account, &beginning).await? {
        Some(visitor) => Some(visitor),
        None => by_text(core, account, &beginning).await?,
    };
    match known {
        Some(visitor) => begin(core, account, desk, &beginning, &visitor, &rows).await,
        None => {
            unreachable(core, account, desk, remote).await;
            account.keeps_waiting(remote, rows.len(), core.clock.now());
            Ok(())
        }
    }
}

async fn dismiss(core: &Core, rows: &[InboxRow]) -> Result<(), StoreError> {
    let operations = marks(rows);
    core.store.commit(Commit { guards: Vec::new(), operations }).await.map(drop)
}

fn marks(rows: &[InboxRow]) -> Vec<Operation> {
    rows.iter().map(|row| Operation::MarkInbox(row.key.clone(), InboxState::Applied)).collect()
}

/// Says so at the desk, once. The visitor may still come within a day.
async fn unreachable(core: &Core, account: &Account, desk: &Arc<dyn Desk>, remote: &str) {
    let line = "Nobody in the chat is known as this requester: neither by an earlier conversation, nor by a signed \
                external id or e-mail address. If they come within a day, this reaches them then.";
    if !account.first_refusal(remote) {
        return;
    }
    metrics::counter!(metric::AGENT_BEGAN, "account" => account.name.clone(), "outcome" => "unknown_visitor")
        .increment(1);
    if let Err(error) = desk.decline(remote, line, core.clock.now()).await {
        tracing::warn!(account = %account.name, remote, error, "the agents could not be told that their ticket leads to nobody");
    }
}

/// The visitor whom a ticket is for: by an earlier link, else by what a token proved.
async fn visitor(core: &Core, account: &Account, beginning: &Beginning) -> Result<Option<VisitorId>, StoreError> {
    let caller = &beginning.caller;
    let external = caller.external_id.as_deref();
    let own = external.and_then(|id| id.strip_prefix(ANONYMOUS)).map(|id| VisitorId(id.to_owned()));
    if let Some(own) = own
        && core.store.profile(&own).await?.is_some()
    {
        return Ok(Some(own));
    }
    let known = [
        (IdentityKind::DeskUser, Some(caller.id.as_str())),
        (IdentityKind::ExternalId, external),
        (IdentityKind::VerifiedEmail, caller.email.as_deref()),
    ];
    for (kind, value) in known {
        let Some(value) = value else { continue };
        if let Some(visitor) = core.store.visitor_of(&Identity::new(&account.name, kind, value)).await? {
            return Ok(Some(visitor));
        }
    }
    Ok(None)
}

/// Whoever is reached by text messages, though they have yet to write: by the field of theirs that says who they are there.
async fn by_text(core: &Core, account: &Account, beginning: &Beginning) -> Result<Option<VisitorId>, StoreError> {
    let caller = &beginning.caller;
    for site in core.sites.of_account(&account.name) {
        let Some(channel) = core.channel(&site.name) else { continue };
        let id = caller.fields.get(&channel.config.user_field).map(|id| id.trim()).filter(|id| !id.is_empty());
        if let Some(id) = id {
            return core.texting_visitor(&site, channel, id, &caller.name).await;
        }
    }
    Ok(None)
}

/// The conversation that goes on with it: the visitor's newest at this account, if no other agent has it.
async fn free(core: &Core, sites: &[Arc<Site>], visitor: &VisitorId) -> Result<Option<ConversationRow>, StoreError> {
    let rows = core.store.conversations_of(visitor, CONVERSATIONS).await?;
    let newest = rows.into_iter().find(|row| sites.iter().any(|site| site.name == row.site));
    Ok(newest.filter(|row| matches!(row.stage, Stage::Bot | Stage::Ended)))
}

async fn begin(
    core: &Core,
    account: &Account,
    desk: &Arc<dyn Desk>,
    beginning: &Beginning,
    visitor: &VisitorId,
    rows: &[InboxRow],
) -> Result<(), StoreError> {
    let sites: Vec<_> = core.sites.of_account(&account.name);
    let mut operations = Vec::new();
    let mut guards = Vec::new();
    let conversation = match free(core, &sites, visitor).await? {
        Some(row) => {
            guards.push(Guard::Version(row.id.clone(), row.version));
            guards.push(Guard::LaneEmpty(row.id.clone(), Lane::Desk));
            // The end of an earlier request is no measure for what begins here, whose times are in whole seconds.
            let state = State { ended_at: 0, agent: None, joined_at: 0, ..State::read(&row.state) };
            operations.push(Operation::SetState(row.id.clone(), state.write()));
            row.id
        }
        None => {
            let Some(new) = another(core, &sites, visitor).await? else {
                tracing::error!(account = %account.name, remote = %beginning.remote, "no site has this account any more, so a ticket of an agent leads nowhere");
                return dismiss(core, rows).await;
            };
            let id = new.id.clone();
            operations.push(Operation::BeginConversation(Box::new(new)));
            id
        }
    };
    operations.extend(linked(core, account, desk, beginning, visitor, &conversation));
    operations.extend(marks(rows));
    match core.commit(&conversation, Commit { guards, operations }).await? {
        Outcome::Committed(_) => {
            metrics::counter!(metric::AGENT_BEGAN, "account" => account.name.clone(), "outcome" => "reached")
                .increment(1);
            tracing::info!(account = %account.name, conversation.id = %conversation, ticket = beginning.ticket, "an agent began a conversation");
        }
        // Somebody was faster; the next round sees how things are then.
        Outcome::Refused { .. } => {}
    }
    Ok(())
}

/// What connects a conversation with the ticket, and has its comments fetched.
fn linked(
    core: &Core,
    account: &Account,
    desk: &Arc<dyn Desk>,
    beginning: &Beginning,
    visitor: &VisitorId,
    conversation: &ConversationId,
) -> Vec<Operation> {
    let link = LinkRow {
        conversation: conversation.clone(),
        account: account.name.clone(),
        desk: desk.name().to_owned(),
        remote: Some(beginning.remote.clone()),
        state: beginning.state.clone(),
        open: true,
        verified_through: None,
        checked_at: None,
        echo_due: None,
        heard_at: None,
    };
    let look = NewWork {
        conversation: conversation.clone(),
        lane: Lane::Look,
        kind: WorkKind::Reconcile,
        desk: Some(desk.name().to_owned()),
        body: WorkBody::Is(String::new()),
        due: core.clock.now(),
    };
    let person = Identity::new(&account.name, IdentityKind::DeskUser, &beginning.caller.id);
    vec![
        Operation::PutLink(Box::new(link)),
        Operation::TurnTo(conversation.clone(), desk.name().to_owned()),
        Operation::OpenLink(conversation.clone(), true),
        Operation::Identify(person, visitor.clone()),
        Operation::EnsureWork(look),
    ]
}

/// Another conversation of the visitor, since an agent has the present one.
async fn another(core: &Core, sites: &[Arc<Site>], visitor: &VisitorId) -> Result<Option<NewConversation>, StoreError> {
    let rows = core.store.conversations_of(visitor, CONVERSATIONS).await?;
    let of_visitor = rows.iter().find_map(|row| sites.iter().find(|site| site.name == row.site));
    let Some(site) = of_visitor.or_else(|| sites.first()) else { return Ok(None) };
    let at = core.clock.now();
    // Whoever is reached by text messages is so in each of their conversations.
    let sms = rows.iter().find_map(|row| State::read(&row.state).sms);
    Ok(Some(NewConversation {
        id: ConversationId::new(fresh_id(at)),
        visitor: visitor.clone(),
        profile: String::new(),
        site: site.name.clone(),
        site_token: site.token().clone(),
        state: State { sms, ..State::default() }.write(),
        at,
    }))
}
