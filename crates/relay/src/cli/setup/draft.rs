//! The configuration as it comes together. Every answer is judged by the configuration's own checks.

use super::question::{Empty, Place, QUESTIONS, Question};
use crate::cli::settings_file::secret_name;
use crate::config::{self, Config, Problem};
use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use std::path::Path;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};
use url::{Host, Url};

/// Seconds between looks where Zendesk cannot reach the relay and nobody said another number.
const POLLING: &str = "5";

/// The answers so far, as a configuration.
#[derive(Clone)]
pub(super) struct Draft {
    account: String,
    site: String,
    document: DocumentMut,
    secrets: Vec<(&'static str, SecretString)>,
}

impl Draft {
    pub(super) fn new(account: &str, site: &str, token: &str) -> anyhow::Result<Self> {
        let mut document = DocumentMut::new();
        for (parent, name) in [("account", account), ("site", site)] {
            let mut names = Table::new();
            names.set_implicit(true);
            names.insert(name, Item::Table(Table::new()));
            document.insert(parent, Item::Table(names));
        }
        let mut draft = Self { account: account.to_owned(), site: site.to_owned(), document, secrets: Vec::new() };
        let settings = draft.table(Place::Site).context("a table that was just made is none")?;
        settings.insert("token", value(token));
        settings.insert("account", value(account));
        let wrong = draft.problems(|problem| problem.key == format!("site.{site}"));
        anyhow::ensure!(wrong.is_empty(), "`--site {site}`: {}", wrong.join("; "));
        Ok(draft)
    }

    /// Whether a question has an answer that says something.
    pub(super) fn has(&self, name: &str) -> bool {
        let question = QUESTIONS.iter().find(|question| question.name == name);
        question.is_some_and(|question| {
            let table = self.document.get(word(question.place)).and_then(|item| item.get(self.name_in(question.place)));
            question.settings.iter().any(|setting| table.is_some_and(|table| table.get(setting).is_some()))
        })
    }

    /// What an empty answer to a question would mean.
    pub(super) fn usual(&self, question: &Question) -> Option<&'static str> {
        match question.empty {
            Empty::Means(text) => Some(text),
            Empty::Polls => is_local(&self.public_url()).then_some(POLLING),
            Empty::Refused | Empty::Nothing => None,
        }
    }

    /// Takes an answer in, or says what is wrong with it, a line for each reason.
    pub(super) fn answer(&mut self, question: &Question, text: &str) -> Result<(), String> {
        let text = text.trim();
        let text = if text.is_empty() { self.usual(question).unwrap_or_default() } else { text };
        let is_optional = matches!(question.empty, Empty::Nothing | Empty::Polls);
        if text.is_empty() || (text == "none" && is_optional) {
            let is_refused = question.empty == Empty::Refused;
            return if is_refused { Err("an answer is needed".to_owned()) } else { Ok(()) };
        }
        let before = (self.document.clone(), self.secrets.clone());
        let wrong = match self.put(question, text) {
            Ok(()) => self.problems(|problem| self.is_about(problem, question)),
            Err(wrong) => vec![wrong],
        };
        if wrong.is_empty() {
            return Ok(());
        }
        (self.document, self.secrets) = before;
        Err(wrong.join("\n"))
    }

    /// The secrets with their settings.
    pub(super) fn secrets(&self) -> &[(&'static str, SecretString)] {
        &self.secrets
    }

    /// Where browsers reach the relay.
    pub(super) fn public_url(&self) -> Url {
        self.config().public_url
    }

    /// The file: secrets are named, not shown.
    pub(super) fn file_text(&self) -> String {
        let mut draft = self.clone();
        for (key, _) in &self.secrets {
            let name = secret_name(&self.account, key);
            if let Some(table) = draft.table(Place::Account) {
                table.insert(&format!("{key}_file"), value(name));
            }
        }
        draft.document.to_string()
    }

    fn put(&mut self, question: &Question, text: &str) -> Result<(), String> {
        const NO_TABLE: &str = "the configuration cannot take it";
        if let Some(setting) = question.settings.first().filter(|_| question.is_secret()) {
            self.secrets.push((setting, SecretString::from(text)));
            return Ok(());
        }
        let table = self.table(question.place).ok_or(NO_TABLE)?;
        match question.name {
            "public_url" => {
                table.insert("public_url", value(text));
                if let Some(address) = Url::parse(text).ok().as_ref().and_then(listen) {
                    table.insert("listen", value(address));
                }
            }
            "polling_seconds" => {
                let seconds: i64 = text.parse().map_err(|_| format!("`{text}` is no whole number of seconds"))?;
                table.insert("polling_seconds", value(seconds));
            }
            "origins" => drop(table.insert("embed_origins", value(texts(text).collect::<Array>()))),
            "subdomain" => match subdomain(text) {
                Some(name) => drop(table.insert("subdomain", value(name))),
                None => drop(table.insert("base_url", value(text))),
            },
            "skills" => drop(table.insert("skills", Item::Table(skills(text)?))),
            _ => question.settings.iter().for_each(|setting| drop(table.insert(setting, value(text)))),
        }
        Ok(())
    }

    /// Where the settings of a place stand.
    fn table(&mut self, place: Place) -> Option<&mut dyn TableLike> {
        let (parent, name) = (word(place), self.name_in(place).to_owned());
        let item = match place {
            Place::Top => self.document.as_item_mut(),
            Place::Account | Place::Site => self.document.get_mut(parent)?.get_mut(&name)?,
        };
        item.as_table_like_mut()
    }

    fn name_in(&self, place: Place) -> &str {
        if place == Place::Account { &self.account } else { &self.site }
    }

    /// The settings, secrets among them.
    fn config(&self) -> Config {
        self.load().config
    }

    fn load(&self) -> config::Loaded {
        let mut draft = self.clone();
        for (key, secret) in &self.secrets {
            if let Some(table) = draft.table(Place::Account) {
                table.insert(key, value(secret.expose_secret()));
            }
        }
        config::parse(&draft.document.to_string(), Path::new(""), [])
    }

    fn problems(&self, concerns: impl Fn(&Problem) -> bool) -> Vec<String> {
        let mut loaded = self.load();
        loaded.problems.extend(loaded.config.demo_secrets());
        let wrong = loaded.problems.into_iter().filter(|problem| problem.is_error() && concerns(problem));
        wrong.map(|problem| problem.text).collect()
    }

    /// A skill without a group's id is none: `baton provision` writes it.
    fn is_about(&self, problem: &Problem, question: &Question) -> bool {
        let below = match question.place {
            Place::Top => String::new(),
            place => format!("{}.{}.", word(place), self.name_in(place)),
        };
        !problem.key.ends_with(".group_id")
            && question.settings.iter().any(|setting| {
                let rest = problem.key.strip_prefix(&below).and_then(|key| key.strip_prefix(setting));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            })
    }
}

fn word(place: Place) -> &'static str {
    match place {
        Place::Top => "",
        Place::Account => "account",
        Place::Site => "site",
    }
}

fn texts(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|text| !text.is_empty())
}

/// `acme`, also where the address of the workspace was given; none for an address elsewhere.
fn subdomain(text: &str) -> Option<String> {
    let bare = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/');
    match bare.strip_suffix(".zendesk.com") {
        Some(name) => Some(name.to_owned()),
        None => (!text.contains("://")).then(|| bare.to_owned()),
    }
}

/// `orders, animals = Animal care`.
fn skills(list: &str) -> Result<Table, String> {
    let mut skills = Table::new();
    skills.set_implicit(true);
    for one in texts(list) {
        let (name, group) = one.split_once('=').map_or((one, None), |(name, group)| (name.trim(), Some(group.trim())));
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        if name.is_empty() || !name.bytes().all(known) || group == Some("") {
            return Err(format!(
                "`{one}` is no skill: a word of lower-case letters, digits, `-` and `_`, then `=` and its group's name \
                 where that is another"
            ));
        }
        let mut skill = Table::new();
        if let Some(group) = group {
            skill.insert("group", value(group));
        }
        skills.insert(name, Item::Table(skill));
    }
    Ok(skills)
}

/// On the machine itself the relay listens right where it is to be reached.
fn listen(url: &Url) -> Option<String> {
    let host = match url.host()? {
        Host::Ipv4(address) if address.is_loopback() => address.to_string(),
        Host::Ipv6(address) if address.is_loopback() => format!("[{address}]"),
        Host::Domain("localhost") => "127.0.0.1".to_owned(),
        _ => return None,
    };
    (url.scheme() == "http").then(|| Some(format!("{host}:{}", url.port_or_known_default()?))).flatten()
}

fn is_local(url: &Url) -> bool {
    listen(url).is_some()
}
