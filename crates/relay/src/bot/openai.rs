//! A bot that is a language model behind OpenAI's chat completions, with the site's knowledge beside it.
//!
//! Whatever a model says, a visitor can make it say. So it gets tools for what a visitor may do anyway: call for a person
//! with one of the site's skills, and tell something the site has asked for. Nothing else that it answers has an effect.

mod prompt;
mod request;
mod stream;
mod tool;

use super::knowledge::{Found, Knowledge};
use super::remote::{self, Remote};
use super::{Action, Bot, BotError, Call, SPENT_TOKENS, SPENT_TURNS, Say, Turn};
use crate::clock::Clock;
use crate::config;
use crate::desk::Finding;
use anyhow::Context as _;
use async_trait::async_trait;
use baton_protocol::{Choice, ChoiceAction};
use prompt::Talk;
use request::Fault;
use secrecy::SecretString;
use std::sync::Arc;
use stream::Answer;
use tokio::sync::mpsc;
use tool::Tools;
use url::Url;

/// Items that go with a question.
const ITEMS: usize = 4;
/// Sources shown below an answer.
const SOURCES: usize = 3;
/// Answers of the model in one turn: those that only set something are followed by another.
const ROUNDS: usize = 3;

/// The bot.
#[derive(Debug)]
pub struct OpenAi {
    remote: Remote,
    base_url: Url,
    /// Never written anywhere but into the header.
    key: Option<SecretString>,
    model: String,
    prompt: String,
    knowledge: Option<Knowledge>,
    tools: Tools,
    /// Whether a person can be called.
    people: bool,
    bounds: Bounds,
}

/// How far it may go.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    tokens: u64,
    turns: u64,
    /// Lines of history.
    history: usize,
    answer: u32,
    temperature: Option<f64>,
}

impl OpenAi {
    /// The bot of a site with this knowledge, whose people have these skills; none where nobody can be called.
    pub fn new(
        settings: &config::OpenAi,
        knowledge: Option<Knowledge>,
        skills: Option<Vec<String>>,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let base_url = settings.base_url.clone().context("`openai.base_url` is missing")?;
        let prompt = match &settings.prompt {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("the file {} of `openai.prompt` cannot be read", path.display()))?,
            None => String::new(),
        };
        let people = skills.is_some();
        Ok(Self {
            remote: Remote::new(&base_url, settings.timeout_seconds, clock)?,
            base_url,
            key: settings.api_key.clone(),
            model: settings.model.clone(),
            prompt,
            knowledge,
            tools: Tools::new(skills, settings.variables.clone()),
            people,
            bounds: Bounds {
                tokens: settings.conversation_tokens,
                turns: settings.conversation_turns,
                history: settings.history.try_into().unwrap_or(usize::MAX),
                answer: settings.answer_tokens,
                temperature: settings.temperature,
            },
        })
    }

    /// Whether the conversation has used up what it may.
    fn is_spent(&self, turn: &Turn) -> bool {
        let spent = |name: &str| turn.variables.get(name).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        spent(SPENT_TOKENS) >= self.bounds.tokens || spent(SPENT_TURNS) >= self.bounds.turns
    }

    /// Answers without the model.
    async fn without_model(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        tracing::info!(conversation.id = %turn.conversation, "the conversation's budget at the model is spent");
        if let Some(knowledge) = &self.knowledge {
            return knowledge.turn(turn, actions).await;
        }
        let say = Say {
            markdown: "I have answered as much as I can in this conversation.".to_owned(),
            choices: self.way_on(),
            unsure: true,
            ..Say::default()
        };
        let _ = actions.send(Action::Say(say)).await;
        Ok(())
    }

    /// The button to a person, where there is one.
    fn way_on(&self) -> Vec<Choice> {
        let action = ChoiceAction::Handoff { skill: None };
        let choice = Choice { label: "Talk to a person".to_owned(), action };
        self.people.then_some(choice).into_iter().collect()
    }

    async fn converse(&self, turn: &Turn, actions: &mpsc::Sender<Action>) -> Result<(), BotError> {
        let found = self.knowledge.as_ref().map(|items| items.retrieve(turn, ITEMS)).unwrap_or_default();
        let mut talk = Talk::of(&self.prompt, turn, &found, self.bounds.history);
        let mut ledger = Ledger::open(&talk, actions).await;
        for _ in 0..ROUNDS {
            let answer = match self.complete(&mut talk, actions).await {
                Err(Fault::TooLong) if talk.forget() => self.complete(&mut talk, actions).await,
                answer => answer,
            };
            let answer = answer.map_err(BotError::from)?;
            ledger.enter(&answer, &talk, actions).await;
            if self.act(turn, &answer, &found, actions).await? {
                return Ok(());
            }
            talk.tell(&answer, &self.tools);
        }
        Err(BotError::Nonsense("it only uses tools and says nothing".to_owned()))
    }

    /// Does what an answer says; whether that was all of it.
    async fn act(
        &self,
        turn: &Turn,
        answer: &Answer,
        found: &[Found],
        actions: &mpsc::Sender<Action>,
    ) -> Result<bool, BotError> {
        if answer.is_filtered() {
            let markdown = "I cannot answer that.".to_owned();
            let say = Say { markdown, choices: self.way_on(), unsure: true, ..Say::default() };
            let _ = actions.send(Action::Say(say)).await;
            return Ok(true);
        }
        let call = self.tools.call(&answer.calls);
        let text = answer.text.trim();
        if !text.is_empty() {
            let choices = if call.is_some() { Vec::new() } else { sources(found) };
            let markdown = if answer.is_cut_off() { format!("{text}…") } else { text.to_owned() };
            let _ = actions.send(Action::Say(Say { markdown, choices, ..Say::default() })).await;
        }
        for (name, value) in self.tools.set(&answer.calls) {
            let _ = actions.send(Action::Set { name, value }).await;
        }
        if let Some(call) = call {
            let _ = actions.send(Action::HandOff(call)).await;
            return Ok(true);
        }
        if text.is_empty() && answer.calls.is_empty() {
            tracing::warn!(conversation.id = %turn.conversation, "the model's answer is empty");
            return Err(BotError::Nonsense("its answer is empty".to_owned()));
        }
        Ok(!text.is_empty())
    }
}

/// The items an answer may rest on, as buttons that lead to them.
fn sources(found: &[Found]) -> Vec<Choice> {
    let sure = found.iter().filter(|found| found.is_sure).take(SOURCES);
    sure.filter_map(|found| remote::choice(&found.item.title, ChoiceAction::Postback(found.item.id.clone()))).collect()
}

/// What a turn costs, written down before it is known: who stops the bot has still spent it.
struct Ledger {
    /// What was written down and is not used up by an answer yet.
    guessed: u64,
}

impl Ledger {
    async fn open(talk: &Talk, actions: &mpsc::Sender<Action>) -> Self {
        let guessed = talk.tokens();
        let _ = actions.send(Action::Spend { turns: 1, tokens: guessed }).await;
        Self { guessed }
    }

    async fn enter(&mut self, answer: &Answer, talk: &Talk, actions: &mpsc::Sender<Action>) {
        let used = answer.tokens.unwrap_or_else(|| talk.tokens() + answer.guess());
        let more = used.saturating_sub(self.guessed);
        self.guessed = self.guessed.saturating_sub(used);
        let _ = actions.send(Action::Spend { turns: 0, tokens: more }).await;
    }
}

#[async_trait]
impl Bot for OpenAi {
    async fn turn(&self, turn: Turn, actions: mpsc::Sender<Action>) -> Result<(), BotError> {
        if let Some(knowledge) = self.knowledge.as_ref().filter(|knowledge| knowledge.is_meant(&turn)) {
            return knowledge.turn(turn, actions).await;
        }
        if self.is_spent(&turn) {
            return self.without_model(turn, actions).await;
        }
        self.remote.within(self.converse(&turn, &actions)).await
    }

    async fn check(&self) -> Vec<Finding> {
        remote::found(self.remote.within(self.models()).await)
    }

    fn tend(&self) {
        if let Some(knowledge) = &self.knowledge {
            knowledge.tend();
        }
    }

    fn suggest(&self, text: &str, locale: Option<&str>) -> Vec<Choice> {
        self.knowledge.as_ref().map(|knowledge| knowledge.suggest(text, locale)).unwrap_or_default()
    }

    fn suggests(&self) -> bool {
        self.knowledge.as_ref().is_some_and(Knowledge::suggests)
    }
}

impl From<Fault> for BotError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::TooLong => Self::Nonsense("the prompt and one question are too long for the model".to_owned()),
            Fault::Other(error) => error,
        }
    }
}

/// A call for a person as the model words it.
fn call(reason: &str, skill: Option<String>, summary: &str) -> Call {
    let lines = [reason.trim(), summary.trim()].into_iter().filter(|line| !line.is_empty());
    let told: String = lines.collect::<Vec<_>>().join("\n").chars().take(tool::SUMMARY).collect();
    Call { skill, summary: (!told.is_empty()).then_some(told), ..Call::default() }
}
