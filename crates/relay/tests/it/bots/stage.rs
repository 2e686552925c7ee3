//! A bot of any kind, its stand-in, and what is said to it.

use baton_emulator::{BotReply, Bots, Emulator, Options, Running, Vendor, demo};
use baton_protocol::{Choice, ConversationId, TurnId};
use baton_relay::bot::{Action, Bot, BotError, News, Person, Said, Say, Speaker, Spoken, Turn, What};
use baton_relay::clock::{Clock, ManualClock, Moment};
use baton_relay::config;
use baton_relay::core::Core;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// What requests to the bot `http` are signed with.
pub(super) const SECRET: &str = "the-secret-of-the-bot-http";

/// A kind of bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Knowledge,
    Http,
    Openai,
    Rasa,
    Watsonx,
}

/// What a bot is to answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Script {
    Text(&'static str),
    /// A button that tells the bot `returns`.
    Button,
    /// A form with the field `order`.
    Form,
    /// The variable `order` becomes `A-77`.
    Set,
    /// A person is called, for a skill, with a summary.
    HandOff(&'static str),
}

/// What is asked where a bot finds its answer by itself.
pub(super) const QUESTION: &str = "Where is my parcel?";

impl Kind {
    /// The lines of the site's configuration. `{bots}` is where the stand-ins are.
    pub(super) fn lines(self) -> String {
        let key = demo::BOT_KEY;
        match self {
            Self::Knowledge => String::new(),
            Self::Http => format!(
                "[site.shop.http]\nurl = \"@bots@/own/turn\"\nsecrets = [\"{SECRET}\", \"the-one-before-that-secret\"]\n"
            ),
            Self::Openai => format!(
                "[site.shop.openai]\nbase_url = \"@bots@/openai/v1\"\napi_key = \"{key}\"\nmodel = \"baton-demo-model\"\n\
                 variables = [\"order\"]\n"
            ),
            Self::Rasa => format!(
                "[site.shop.rasa]\nurl = \"@bots@/rasa\"\ntoken = \"{key}\"\ntaken_over_intent = \"human_took_over\"\n\
                 returned_intent = \"human_left\"\n"
            ),
            Self::Watsonx => format!(
                "[site.shop.watsonx]\nurl = \"@bots@/watsonx\"\niam_url = \"@bots@/iam/identity/token\"\napi_key = \"{key}\"\n\
                 assistant_id = \"baton-demo-assistant\"\nenvironment_id = \"baton-demo-environment\"\n\
                 variables = [\"order\"]\nskills = {{ \"Billing dept\" = \"bills\" }}\n"
            ),
        }
    }

    /// Its name in the configuration.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Http => "http",
            Self::Openai => "openai",
            Self::Rasa => "rasa",
            Self::Watsonx => "watsonx",
        }
    }

    pub(super) fn vendor(self) -> Option<Vendor> {
        match self {
            Self::Knowledge => None,
            Self::Http => Some(Vendor::Own),
            Self::Openai => Some(Vendor::Openai),
            Self::Rasa => Some(Vendor::Rasa),
            Self::Watsonx => Some(Vendor::Watsonx),
        }
    }

    /// What a visitor asks so that a script is the answer.
    pub(super) fn question(self, script: Script) -> &'static str {
        match (self, script) {
            (_, Script::HandOff(_)) => "I want a refund",
            (Self::Knowledge, Script::Form) => "Change an order",
            (Self::Knowledge, Script::Set) => "Remember something",
            _ => QUESTION,
        }
    }

    /// What its stand-in is told; none where a bot of this kind cannot do it, or finds it by itself.
    pub(super) fn body(self, script: Script) -> Option<Value> {
        let actions = own(script);
        match self {
            Self::Knowledge => None,
            Self::Http => Some(actions),
            Self::Openai => match script {
                Script::Text(text) => Some(json!({ "text": text })),
                // Its buttons are the items it was given.
                Script::Button => Some(json!({ "text": "Two days." })),
                Script::Form => None,
                Script::Set => {
                    let call = json!({ "name": "set_variable", "arguments": { "name": "order", "value": "A-77" } });
                    Some(json!({ "text": "Noted.", "tool_calls": [call] }))
                }
                Script::HandOff(skill) => {
                    let arguments = json!({ "reason": "A refund.", "skill": skill, "summary": "Wants 20 € back." });
                    let call = json!({ "name": "hand_over", "arguments": arguments });
                    Some(json!({ "text": "I will get somebody.", "tool_calls": [call] }))
                }
            },
            Self::Rasa => Some(match script {
                Script::Text(text) => json!([{ "text": text }]),
                Script::Button => {
                    json!([{ "text": "What is it about?", "buttons": [{ "title": "Returns", "payload": "returns" }] }])
                }
                Script::HandOff(skill) => {
                    let custom =
                        json!({ "human_handoff": { "skill": skill, "summary": "A refund.\nWants 20 € back." } });
                    json!([{ "text": "I will get somebody." }, { "custom": custom }])
                }
                _ => json!([{ "custom": { "baton": actions } }]),
            }),
            Self::Watsonx => Some(match script {
                Script::Text(text) => json!({ "generic": [{ "response_type": "text", "text": text }] }),
                Script::Button => {
                    let option = json!({ "label": "Returns", "value": { "input": { "text": "returns" } } });
                    json!({ "generic": [{ "response_type": "option", "title": "What is it about?", "options": [option] }] })
                }
                Script::Set => json!({ "generic": [], "variables": { "order": "A-77", "secret": "x" } }),
                Script::HandOff(skill) => {
                    let response = json!({
                        "response_type": "connect_to_agent",
                        "message_to_human_agent": "A refund.\nWants 20 € back.",
                        "agent_available": { "message": "I will get somebody." },
                        "agent_unavailable": { "message": "Nobody is there." },
                        "transfer_info": { "target": { "zendesk": { "department": skill } } },
                    });
                    json!({ "generic": [response] })
                }
                Script::Form => {
                    json!({ "generic": [{ "response_type": "user_defined", "user_defined": { "baton": actions } }] })
                }
            }),
        }
    }
}

/// A script in Baton's own words.
fn own(script: Script) -> Value {
    match script {
        Script::Text(text) => json!([{ "type": "say", "markdown": text }]),
        Script::Button => json!([{
            "type": "say", "markdown": "What is it about?", "choices": [{ "label": "Returns", "postback": "returns" }],
        }]),
        Script::Form => json!([{
            "type": "ask", "lead": "Which order?", "fields": [{ "name": "order", "label": "Number", "required": true }],
        }]),
        Script::Set => json!([{ "type": "set", "name": "order", "value": "A-77" }]),
        Script::HandOff(skill) => json!([
            { "type": "say", "markdown": "I will get somebody." },
            { "type": "handoff", "skill": skill, "summary": "A refund.\nWants 20 € back." },
        ]),
    }
}

/// What is known where items answer: an answer for each script.
const ITEMS: [(&str, &str); 5] = [
    (
        "parcel.md",
        "+++\ntitle = \"Where is my parcel?\"\nbuttons = [{ label = \"Returns\", postback = \"returns\" }]\n+++\nTwo days.",
    ),
    ("returns.md", "+++\ntitle = \"How do returns work?\"\n+++\nWithin 30 days."),
    ("refund.md", "+++\ntitle = \"I want a refund\"\nhandoff = \"bills\"\n+++\nI will get somebody."),
    (
        "form.md",
        "+++\ntitle = \"Change an order\"\n[form]\nlead = \"Which order?\"\n\
         fields = [{ name = \"order\", label = \"Number\", required = true }]\n+++\n",
    ),
    ("set.md", "+++\ntitle = \"Remember something\"\nset = { order = \"A-77\" }\n+++\nNoted."),
];

/// A bot with its stand-in.
pub(super) struct Stage {
    pub(super) kind: Kind,
    pub(super) bots: Bots,
    pub(super) clock: ManualClock,
    core: Arc<Core>,
    _running: Running,
    _folder: TempDir,
}

impl Stage {
    pub(super) async fn new(kind: Kind) -> Self {
        Self::with(kind, |lines| lines).await
    }

    /// With a change to the bot's lines.
    pub(super) async fn with(kind: Kind, change: impl FnOnce(String) -> String) -> Self {
        let running = Emulator::start(Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("knowledge")).unwrap();
        for (name, text) in ITEMS {
            std::fs::write(folder.path().join("knowledge").join(name), text).unwrap();
        }
        let lines = change(kind.lines()).replace("@bots@", &running.bots_url);
        let clock = ManualClock::at(Moment(1_795_219_200_000));
        let core = core(&site(kind, &lines), folder.path(), Arc::new(clock.clone())).await;
        Self { kind, bots: running.bots(), clock, core, _running: running, _folder: folder }
    }

    pub(super) fn bot(&self) -> Arc<dyn Bot> {
        Arc::clone(&self.core.sites.by_name("shop").unwrap().bot)
    }

    /// Tells the stand-in what to answer next; whether a bot of this kind can do that.
    pub(super) fn will(&self, script: Script) -> bool {
        let Some(vendor) = self.kind.vendor() else {
            return true;
        };
        let Some(body) = self.kind.body(script) else { return false };
        self.bots.will(vendor, [BotReply::Says { body }]);
        true
    }

    pub(super) fn will_reply(&self, reply: BotReply) {
        self.bots.will(self.kind.vendor().unwrap(), [reply]);
    }

    /// What the stand-in was told in the last request.
    pub(super) fn last(&self) -> baton_emulator::Heard {
        self.heard().pop().expect("it was asked")
    }

    pub(super) fn heard(&self) -> Vec<baton_emulator::Heard> {
        self.kind.vendor().map(|vendor| self.bots.heard(vendor)).unwrap_or_default()
    }

    /// What the bot does.
    pub(super) async fn does(&self, turn: Turn) -> Result<Vec<Action>, BotError> {
        does(&*self.bot(), turn).await
    }

    /// What it does, without what is streamed and counted.
    pub(super) async fn says(&self, turn: Turn) -> Vec<Action> {
        let actions = self.does(turn).await.unwrap_or_else(|error| panic!("{:?}: {error}", self.kind));
        let own = |action: &Action| matches!(action, Action::Set { name, .. } if name.starts_with("baton."));
        let counted = |action: &Action| matches!(action, Action::Stream(_) | Action::Spend { .. });
        actions.into_iter().filter(|action| !own(action) && !counted(action)).collect()
    }

    pub(super) async fn is_told(&self, what: What) -> Result<(), BotError> {
        let news = News {
            id: "news-7".to_owned(),
            conversation: ConversationId::new("conversation-1"),
            site: "shop".to_owned(),
            what,
        };
        self.bot().told(news).await
    }
}

/// What a bot does with a turn.
pub(super) async fn does(bot: &dyn Bot, turn: Turn) -> Result<Vec<Action>, BotError> {
    let (sender, mut receiver) = mpsc::channel(64);
    let gather = async {
        let mut actions = Vec::new();
        while let Some(action) = receiver.recv().await {
            actions.push(action);
        }
        actions
    };
    let (end, actions) = tokio::join!(bot.turn(turn, sender), gather);
    end.map(|()| actions)
}

/// The configuration of a site with such a bot.
pub(super) fn site(kind: Kind, lines: &str) -> String {
    let name = kind.name();
    format!(
        "[account.main]\nsubdomain = \"shop\"\napp_id = \"5f0c6f6f9c8d2e000c5b1a01\"\nintegration_id = \"ours\"\n\
         key_id = \"int_1\"\nkey_secret = \"a-secret\"\nwebhook_secrets = [\"shared\"]\n\
         oauth_client_id = \"client\"\noauth_client_secret = \"of-the-client\"\n\
         [site.shop]\ntoken = \"site_0123456789\"\naccount = \"main\"\nembed_origins = [\"https://shop.example.com\"]\n\
         bot = \"{name}\"\n[site.shop.skills.bills]\ngroup = \"Billing\"\n{lines}"
    )
}

/// A core of a configuration, which must have no mistakes.
pub(super) async fn core(text: &str, folder: &std::path::Path, clock: Arc<dyn Clock>) -> Arc<Core> {
    let (config, _warnings) = config::parse(text, folder, []).accept().unwrap_or_else(|wrong| panic!("{wrong:?}"));
    Core::open(&config, clock).await.unwrap()
}

/// A turn in which something is said.
pub(super) fn turn(text: &str) -> Turn {
    Turn {
        id: TurnId::new("turn-1"),
        conversation: ConversationId::new("conversation-1"),
        site: "shop".to_owned(),
        said: vec![Said { text: text.to_owned(), ..Said::default() }],
        history: Vec::new(),
        variables: BTreeMap::from([
            ("plan".to_owned(), "gold".to_owned()),
            ("baton.available".to_owned(), "yes".to_owned()),
        ]),
        person: Person::default(),
        page: Some("https://shop.example.com/cart".to_owned()),
        locale: Some("en-GB".to_owned()),
        returned: false,
    }
}

/// A turn in which a button is pressed.
pub(super) fn pressed(label: &str, payload: &str) -> Turn {
    let mut turn = turn(label);
    turn.said[0].payload = Some(payload.to_owned());
    turn
}

/// A turn after others.
pub(super) fn later(text: &str) -> Turn {
    let line = |by, text: &str| Spoken { by, text: text.to_owned() };
    let history = vec![line(Speaker::Visitor, "hello"), line(Speaker::Bot, "hi"), line(Speaker::Agent, "Ana here")];
    Turn { history, returned: true, ..turn(text) }
}

/// What is said, and its buttons.
pub(super) fn said(actions: &[Action]) -> Vec<(String, Vec<Choice>)> {
    let says = actions.iter().filter_map(|action| match action {
        Action::Say(Say { markdown, choices, .. }) => Some((markdown.clone(), choices.clone())),
        _ => None,
    });
    says.collect()
}
