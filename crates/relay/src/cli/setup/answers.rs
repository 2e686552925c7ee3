//! Answers that were given before anything is asked: by flags, by a file.

use super::question::QUESTIONS;
use anyhow::Context as _;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Given {
    /// Take the answers from a TOML file and ask nothing: a key for each question, named as the flags below
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Where browsers reach the relay
    #[arg(long, value_name = "ADDRESS")]
    public_url: Option<String>,
    /// Look at Zendesk every so many seconds instead of waiting for webhooks
    #[arg(long, value_name = "SECONDS")]
    polling_seconds: Option<String>,
    /// Origins of the pages that may show the chat, with commas between
    #[arg(long, value_name = "ORIGINS")]
    origins: Option<String>,
    /// The Zendesk subdomain, or the account's whole address
    #[arg(long, value_name = "NAME")]
    subdomain: Option<String>,
    /// The id of the Conversations app
    #[arg(long, value_name = "ID")]
    app_id: Option<String>,
    /// The id of a key of the whole app
    #[arg(long, value_name = "ID")]
    provision_key_id: Option<String>,
    /// A file that holds the secret of that key; a secret in a flag could be read by others on this machine
    #[arg(long, value_name = "FILE")]
    provision_key_secret_file: Option<PathBuf>,
    /// The identifier of an OAuth client
    #[arg(long, value_name = "ID")]
    oauth_client_id: Option<String>,
    /// A file that holds the secret of that client
    #[arg(long, value_name = "FILE")]
    oauth_client_secret_file: Option<PathBuf>,
    /// The title of the chat
    #[arg(long)]
    title: Option<String>,
    /// The language of the site
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Skills, with commas between
    #[arg(long, value_name = "SKILLS")]
    skills: Option<String>,
}

/// What is answered already, by the names of questions.
pub(super) struct Answers {
    pub(super) texts: BTreeMap<String, String>,
    /// Whether nothing is to be asked beyond.
    pub(super) are_all: bool,
}

impl Given {
    /// The flags' answers over the file's.
    pub(super) fn answers(&self) -> anyhow::Result<Answers> {
        let mut texts = self.answers.as_deref().map(of_file).transpose()?.unwrap_or_default();
        let plain = [
            ("public_url", &self.public_url),
            ("polling_seconds", &self.polling_seconds),
            ("origins", &self.origins),
            ("subdomain", &self.subdomain),
            ("app_id", &self.app_id),
            ("provision_key_id", &self.provision_key_id),
            ("oauth_client_id", &self.oauth_client_id),
            ("title", &self.title),
            ("locale", &self.locale),
            ("skills", &self.skills),
        ];
        texts.extend(plain.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?))));
        let files = [
            ("provision_key_secret", &self.provision_key_secret_file),
            ("oauth_client_secret", &self.oauth_client_secret_file),
        ];
        for (name, file) in files.into_iter().filter_map(|(name, file)| Some((name, file.as_deref()?))) {
            texts.insert(name.to_owned(), of_secret_file(file)?);
        }
        Ok(Answers { texts, are_all: self.answers.is_some() })
    }
}

fn of_secret_file(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.trim().to_owned())
}

/// Paths in it start from its own folder.
fn of_file(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    // Without the line that is wrong: a secret may stand in it.
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| anyhow::anyhow!("{} is not TOML: {}", path.display(), error.message()))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut answers = BTreeMap::new();
    for (name, value) in &table {
        let secret = name.strip_suffix("_file").filter(|name| is_known(name, true));
        let text = answer(value)
            .with_context(|| format!("`{name}` in {} must be a text, a number or a list of texts", path.display()))?;
        if let Some(secret) = secret {
            answers.insert(secret.to_owned(), of_secret_file(&folder.join(text))?);
        } else {
            let names: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
            let known = names.join(", ");
            anyhow::ensure!(is_known(name, false), "`{name}` in {} is no question; they are {known}", path.display());
            answers.insert(name.clone(), text);
        }
    }
    Ok(answers)
}

fn is_known(name: &str, secret: bool) -> bool {
    QUESTIONS.iter().any(|question| question.name == name && (!secret || question.is_secret()))
}

fn answer(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(values) => {
            let texts: Option<Vec<&str>> = values.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}
