//! A Zendesk of a few lines: it does what a call says and keeps what came of it.

use super::super::super::call::{Answer, Call, Posted, Refusal, Reply, Survey};
use super::super::super::mark;
use crate::clock::Moment;
use baton_zendesk::Metadata;
use baton_zendesk::conversations::Conversation;
use baton_zendesk::messages::Message;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How the account is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// Our row is the default one and shown from the beginning.
    Provisioned,
    /// Our row is the default one, shown only once something was posted.
    Late,
    /// Agents have everything from the first post on; we have no row.
    Handmade,
    /// Agents are the default, our row has a name.
    Named,
    /// As provisioned, but a user has one conversation, which was there before.
    Single,
}

pub(super) const ACCOUNTS: [Account; 5] =
    [Account::Provisioned, Account::Late, Account::Handmade, Account::Named, Account::Single];

#[derive(Debug)]
pub(super) struct Model {
    pub(super) account: Account,
    pub(super) users: Vec<String>,
    pub(super) conversations: Vec<Talk>,
    /// The next pass to the agents is accepted and does nothing.
    pub(super) pass_fails: u32,
    /// What is full.
    pub(super) full: Full,
    /// What agents said in the first conversation that no webhook told of.
    pub(super) untold: Vec<Message>,
    /// Uploads are refused.
    pub(super) refuses_files: bool,
    /// How often control was taken back.
    pub(super) recalls: u32,
    /// How often a conversation's metadata was changed.
    pub(super) describes: u32,
    pub(super) calls: u32,
}

/// What takes no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    Nothing,
    /// The first conversation, once it has so many messages.
    First(usize),
    /// The first conversation, whatever is asked of it but to be looked at.
    Locked,
    /// Every conversation takes no message.
    All,
}

/// A conversation.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) id: String,
    /// Whose it is.
    pub(super) user: String,
    pub(super) metadata: BTreeMap<String, Value>,
    pub(super) messages: Vec<Said>,
    pub(super) active: Option<Seat>,
    /// To whom control is offered.
    pub(super) pending: Option<Seat>,
    /// The metadata with which the agents got control, each time.
    pub(super) passes: Vec<Metadata>,
}

#[derive(Debug)]
pub(super) struct Said {
    pub(super) id: String,
    /// Our id.
    pub(super) post: String,
    pub(super) body: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    Own,
    Workspace,
}

impl Model {
    pub(super) fn new(account: Account) -> Self {
        let mut model = Self {
            account,
            users: Vec::new(),
            conversations: Vec::new(),
            pass_fails: 0,
            full: Full::Nothing,
            untold: Vec::new(),
            refuses_files: false,
            recalls: 0,
            describes: 0,
            calls: 0,
        };
        if account == Account::Single {
            model.make("baton-visitor", &Metadata::new());
        }
        model
    }

    fn make(&mut self, user: &str, metadata: &Metadata) {
        let metadata = metadata.iter().map(|(key, value)| (key.to_owned(), json!(value))).collect();
        let active = match self.account {
            Account::Provisioned | Account::Single => Some(Seat::Own),
            Account::Late => None,
            Account::Handmade | Account::Named => Some(Seat::Workspace),
        };
        let id = format!("talk-{}", self.conversations.len());
        let user = user.to_owned();
        self.conversations.push(Talk {
            id,
            user,
            metadata,
            messages: Vec::new(),
            active,
            pending: None,
            passes: Vec::new(),
        });
    }

    pub(super) fn talk(&self) -> &Talk {
        self.conversations.first().unwrap()
    }

    /// The conversation that was made last.
    pub(super) fn newest(&self) -> &Talk {
        self.conversations.last().unwrap()
    }

    /// Our ids of all that was posted, in order.
    pub(super) fn posts(&self) -> Vec<&str> {
        self.conversations.iter().flat_map(|talk| &talk.messages).map(|said| said.post.as_str()).collect()
    }

    pub(super) fn perform(&mut self, call: &Call) -> Reply {
        self.calls += 1;
        match self.answer(call) {
            Ok(answer) => Reply::Answered(answer),
            Err(refusal) => Reply::Refused(refusal, "no".to_owned()),
        }
    }

    /// Whether a conversation takes no more of what is asked.
    fn is_full(&self, id: &str, is_post: bool) -> bool {
        let first = self.conversations.first().filter(|first| first.id == id);
        match self.full {
            Full::Nothing => false,
            Full::First(room) => is_post && first.is_some_and(|first| first.messages.len() >= room),
            Full::Locked => first.is_some(),
            Full::All => is_post,
        }
    }

    fn answer(&mut self, call: &Call) -> Result<Answer, Refusal> {
        let asked = match call {
            Call::Post(id, _) => Some((id, true)),
            Call::Describe(id, _) | Call::Pass(id, ..) | Call::Offer(id, ..) | Call::Upload(id, _) => Some((id, false)),
            _ => None,
        };
        if asked.is_some_and(|(id, is_post)| self.is_full(id.as_str(), is_post)) {
            return Err(Refusal::Full);
        }
        Ok(match call {
            Call::CreateUser(user) => {
                let id = user.external_id.as_str().to_owned();
                if self.users.contains(&id) {
                    return Err(Refusal::Exists);
                }
                self.users.push(id.clone());
                Answer::User(id.as_str().into())
            }
            Call::GetUser(id) if self.users.iter().any(|user| user == id.as_str()) => Answer::User(id.as_str().into()),
            Call::GetUser(_) => return Err(Refusal::NoUser),
            Call::UpdateUser(user, _) => Answer::User(user.clone()),
            Call::CreateConversation(user, metadata) => {
                if self.account != Account::Single {
                    self.make(user.as_str(), metadata);
                }
                self.conversations.last().unwrap().shown()
            }
            Call::ListConversations(user) => {
                let own = self.conversations.iter().filter(|talk| talk.user == user.as_str());
                Answer::Conversations(own.map(Talk::conversation).collect())
            }
            Call::Describe(id, metadata) => {
                self.describes += 1;
                let talk = self.of(id.as_str())?;
                talk.metadata.extend(metadata.iter().map(|(key, value)| (key.to_owned(), json!(value))));
                talk.shown()
            }
            Call::Look(id) => self.of(id.as_str())?.shown(),
            Call::Participant(id) => Answer::User(self.of(id.as_str())?.user.as_str().into()),
            Call::Pass(id, target, metadata) => {
                let target = serde_json::to_value(target).unwrap();
                self.pass(id.as_str(), target.as_str().unwrap(), metadata)?
            }
            Call::Release(id, _) => match self.account {
                Account::Handmade => return Err(Refusal::Forbidden),
                _ => {
                    self.of(id.as_str())?.active = None;
                    Answer::Done
                }
            },
            Call::Offer(id, target, _) => {
                let target = serde_json::to_value(target).unwrap();
                let seat = self.seat(target.as_str().unwrap());
                self.of(id.as_str())?.pending = seat;
                Answer::Done
            }
            Call::Upload(..) if self.refuses_files => return Err(Refusal::File),
            Call::Upload(_, file) => Answer::Uploaded(format!("https://acme.zendesk.com/sc/attachments/{}", file.id)),
            Call::Post(id, post) => self.post(id.as_str(), &serde_json::to_value(post).unwrap())?,
            Call::Find { conversation, post, .. } => {
                let talk = self.of(conversation.as_str())?;
                Answer::Found(talk.messages.iter().find(|said| said.post == *post).map(Said::posted))
            }
            Call::Survey(id, _) => {
                let is_first = self.conversations.first().is_some_and(|first| first.id == id.as_str());
                let messages = if is_first { self.untold.clone() } else { Vec::new() };
                let conversation = self.of(id.as_str())?.conversation();
                Answer::Survey(Box::new(Survey { messages, complete: true, conversation }))
            }
            Call::Ticket(_) => Answer::Done,
        })
    }

    fn of(&mut self, id: &str) -> Result<&mut Talk, Refusal> {
        self.conversations.iter_mut().find(|talk| talk.id == id).ok_or(Refusal::NoConversation)
    }

    fn seat(&self, target: &str) -> Option<Seat> {
        match (target, self.account) {
            ("zd-agentWorkspace", _) => Some(Seat::Workspace),
            // Only by the id of the row, where it has no name that was configured.
            ("row-own", Account::Provisioned | Account::Late | Account::Single) => Some(Seat::Own),
            ("row-own" | "baton", Account::Named) => Some(Seat::Own),
            _ => None,
        }
    }

    fn pass(&mut self, id: &str, target: &str, metadata: &Metadata) -> Result<Answer, Refusal> {
        let seat = self.seat(target);
        self.recalls += u32::from(metadata.text(mark::PASS) == Some(mark::PASS_BACK));
        if seat == Some(Seat::Workspace) && self.pass_fails > 0 {
            self.pass_fails -= 1;
            return Ok(Answer::Done);
        }
        let talk = self.of(id)?;
        if let Some(seat) = seat {
            talk.active = Some(seat);
            talk.pending = None;
            if seat == Seat::Workspace {
                talk.passes.push(metadata.clone());
            }
        }
        Ok(Answer::Done)
    }

    fn post(&mut self, id: &str, body: &Value) -> Result<Answer, Refusal> {
        let account = self.account;
        let talk = self.of(id)?;
        talk.active = talk.active.or(match account {
            Account::Handmade | Account::Named => Some(Seat::Workspace),
            _ => Some(Seat::Own),
        });
        let said = Said {
            id: format!("message-{}", talk.messages.len()),
            post: body["metadata"][mark::POST].as_str().unwrap_or_default().to_owned(),
            body: body.clone(),
        };
        let posted = said.posted();
        talk.messages.push(said);
        Ok(Answer::Posted(posted))
    }
}

impl Said {
    fn posted(&self) -> Posted {
        let number: i64 = self.id.strip_prefix("message-").unwrap().parse().unwrap();
        Posted { id: self.id.clone(), at: Moment(1_000_000 + number) }
    }
}

impl Talk {
    fn shown(&self) -> Answer {
        Answer::Conversation(Box::new(self.conversation()))
    }

    pub(super) fn conversation(&self) -> Conversation {
        let seat = self.active.map(|seat| match seat {
            Seat::Own => json!({"id": "row-own", "name": "baton", "integrationId": "own", "integrationType": "custom"}),
            Seat::Workspace => json!({
                "id": "row-agents",
                "name": "zd-agentWorkspace",
                "integrationId": "agents",
                "integrationType": "zd:agentWorkspace",
            }),
        });
        let body = json!({
            "id": self.id,
            "type": "personal",
            "isDefault": self.id == "talk-0",
            "metadata": self.metadata,
            "activeSwitchboardIntegration": seat,
            "lastUpdatedAt": "2026-11-21T10:00:00.000Z",
        });
        serde_json::from_value(body).unwrap()
    }
}
