//! What an assistant answers: a list of responses, each of a type.

use crate::bot::remote::{self, choice, flat};
use crate::bot::{Action, BotError, Call, SaidCard, Say};
use baton_protocol::{Choice, ChoiceAction};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Where an answer has the assistant's variables: of its actions, and of its dialog.
const VARIABLES: [&str; 2] =
    ["/context/skills/actions skill/skill_variables", "/context/skills/main skill/user_defined"];

/// How answers are read.
pub(super) struct Reader<'a> {
    /// Whether it is known that nobody is there.
    pub(super) is_away: bool,
    /// The site's skills by what the assistant calls them.
    pub(super) skills: &'a BTreeMap<String, String>,
    /// Variables that the conversation keeps.
    pub(super) variables: &'a [String],
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Response {
    response_type: String,
    text: Option<String>,
    title: Option<String>,
    description: Option<String>,
    header: Option<String>,
    source: Option<String>,
    alt_text: Option<String>,
    options: Vec<Labelled>,
    suggestions: Vec<Labelled>,
    primary_results: Vec<Found>,
    additional_results: Vec<Found>,
    user_defined: Option<Value>,
    message_to_human_agent: Option<String>,
    agent_available: Option<Words>,
    agent_unavailable: Option<Words>,
    transfer_info: Option<Transfer>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Labelled {
    label: String,
    value: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Found {
    title: Option<String>,
    body: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Words {
    message: Option<String>,
}

#[derive(Deserialize)]
struct Transfer {
    #[serde(default)]
    target: Value,
}

impl Reader<'_> {
    pub(super) fn actions(&self, answer: &Value) -> Result<Vec<Action>, BotError> {
        let form = || BotError::Nonsense("its answer has no list `output.generic`".to_owned());
        let responses = answer.pointer("/output/generic").and_then(Value::as_array).ok_or_else(form)?;
        let mut actions = self.kept(answer);
        for response in responses {
            let response = Response::deserialize(response)
                .map_err(|_| BotError::Nonsense("a response is not as the API has it".to_owned()))?;
            self.response(response, &mut actions)?;
        }
        Ok(actions)
    }

    /// The variables that the conversation keeps.
    fn kept(&self, answer: &Value) -> Vec<Action> {
        let places = VARIABLES.iter().filter_map(|place| answer.pointer(place));
        let found = places
            .flat_map(|known| self.variables.iter().filter_map(|name| Some((name.clone(), flat(known.get(name)?)?))));
        found.map(|(name, value)| Action::Set { name, value }).collect()
    }

    fn response(&self, response: Response, actions: &mut Vec<Action>) -> Result<(), BotError> {
        match response.response_type.as_str() {
            "text" => say(actions, response.text.unwrap_or_default()),
            "option" => offer(actions, lines([response.title, response.description]), &response.options, false),
            "suggestion" => offer(actions, lines([response.title, None]), &response.suggestions, true),
            "image" => picture(actions, response),
            "video" | "audio" | "iframe" => link(actions, response),
            "search" => results(actions, response),
            "connect_to_agent" => self.hand_off(actions, &response),
            "user_defined" => {
                if let Some(meant) = response.user_defined.as_ref().and_then(|own| own.get("baton")) {
                    let list = meant.as_array().map_or(std::slice::from_ref(meant), Vec::as_slice);
                    actions.extend(remote::read_list(list)?);
                }
            }
            // A pause is the assistant's way to seem to type; what is newer than this is passed over.
            _ => {}
        }
        Ok(())
    }

    fn hand_off(&self, actions: &mut Vec<Action>, response: &Response) {
        let words = if self.is_away { &response.agent_unavailable } else { &response.agent_available };
        say(actions, words.as_ref().and_then(|words| words.message.clone()).unwrap_or_default());
        let skill = response.transfer_info.as_ref().and_then(|transfer| self.skill(&transfer.target));
        let summary = response.message_to_human_agent.clone().filter(|text| !text.trim().is_empty());
        actions.push(Action::HandOff(Call { skill, summary, ..Call::default() }));
    }

    /// The skill that is meant by the first text in what a service desk is told that means one.
    fn skill(&self, target: &Value) -> Option<String> {
        match target {
            Value::String(name) => self.skills.get(name).cloned(),
            Value::Number(number) => self.skills.get(&number.to_string()).cloned(),
            Value::Object(entries) => entries.values().find_map(|value| self.skill(value)),
            Value::Array(values) => values.iter().find_map(|value| self.skill(value)),
            _ => None,
        }
    }
}

fn say(actions: &mut Vec<Action>, markdown: String) {
    if !markdown.trim().is_empty() {
        actions.push(Action::Say(Say::text(markdown)));
    }
}

fn lines(lines: [Option<String>; 2]) -> String {
    lines.into_iter().flatten().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Options below what is asked. Options that come alone belong to what was said just before.
fn offer(actions: &mut Vec<Action>, markdown: String, options: &[Labelled], unsure: bool) {
    let choices: Vec<Choice> = options.iter().filter_map(option).collect();
    match actions.last_mut() {
        Some(Action::Say(said)) if markdown.is_empty() && said.choices.is_empty() && !unsure => said.choices = choices,
        _ => actions.push(Action::Say(Say { markdown, choices, unsure, ..Say::default() })),
    }
}

fn option(option: &Labelled) -> Option<Choice> {
    let text = option.value.pointer("/input/text").and_then(Value::as_str).unwrap_or(&option.label);
    choice(&option.label, ChoiceAction::Postback(text.to_owned()))
}

fn picture(actions: &mut Vec<Action>, response: Response) {
    let Some(source) = response.source.clone().filter(|source| source.starts_with("https://")) else {
        return link(actions, response);
    };
    let title = response.title.or(response.alt_text).unwrap_or_default();
    let card = SaidCard {
        title,
        markdown: response.description.unwrap_or_default(),
        image: Some(source),
        ..SaidCard::default()
    };
    actions.push(Action::Say(Say { cards: vec![card], ..Say::default() }));
}

fn link(actions: &mut Vec<Action>, response: Response) {
    let label = response.title.clone().or(response.alt_text).unwrap_or_else(|| "Open".to_owned());
    let choices: Vec<Choice> =
        response.source.and_then(|source| choice(&label, ChoiceAction::Link(source))).into_iter().collect();
    let markdown = lines([response.title, response.description]);
    if !markdown.is_empty() || !choices.is_empty() {
        actions.push(Action::Say(Say { markdown, choices, ..Say::default() }));
    }
}

fn results(actions: &mut Vec<Action>, response: Response) {
    let found = response.primary_results.into_iter().chain(response.additional_results);
    let cards = found.map(|found| SaidCard {
        title: found.title.unwrap_or_default(),
        markdown: found.body.unwrap_or_default(),
        choices: found.url.and_then(|url| choice("Open", ChoiceAction::Link(url))).into_iter().collect(),
        ..SaidCard::default()
    });
    actions.push(Action::Say(Say {
        markdown: response.header.unwrap_or_default(),
        cards: cards.collect(),
        ..Say::default()
    }));
}
