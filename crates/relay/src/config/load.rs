//! Reading a configuration.

use super::Config;
use super::environment;
use super::problem::Problem;
use super::settings::{Reading, Value};
use super::source::{Key, Node};
use std::path::Path;
use url::Url;

/// A configuration and what is to be said about it.
#[derive(Debug)]
pub struct Loaded {
    /// The settings. Where something is wrong with one, its default.
    pub config: Config,
    /// Mistakes and warnings.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// The settings and the warnings, or all problems where one is a mistake.
    pub fn accept(self) -> Result<(Config, Vec<Problem>), Vec<Problem>> {
        if self.problems.iter().any(Problem::is_error) { Err(self.problems) } else { Ok((self.config, self.problems)) }
    }
}

/// Reads a file, or none, with what the environment sets. Relative paths start from the file's folder.
pub fn load(file: Option<&Path>, variables: impl IntoIterator<Item = (String, String)>) -> Loaded {
    let Some(file) = file else { return parse("", Path::new(""), variables) };
    match std::fs::read_to_string(file) {
        Ok(text) => parse(&text, file.parent().unwrap_or(Path::new("")), variables),
        Err(error) => {
            let problem = Problem::error("", format!("the file {} cannot be read: {error}", file.display()));
            Loaded { config: Config::default(), problems: vec![problem] }
        }
    }
}

/// Reads a configuration's text with what the environment sets. Relative paths start from `folder`.
pub fn parse(text: &str, folder: &Path, variables: impl IntoIterator<Item = (String, String)>) -> Loaded {
    let mut root = match text.parse::<toml::Table>() {
        Ok(table) => Node::from(table),
        Err(error) => {
            let problem = Problem::error("", without_values(text, &error));
            return Loaded { config: Config::default(), problems: vec![problem] };
        }
    };
    environment::lay_over(&mut root, variables);
    let mut reading = Reading { folder: folder.to_owned(), problems: Vec::new() };
    let mut config = Config::read(&root, &Key::root(), &mut reading).unwrap_or_default();
    complete(&mut config, folder);
    // Settings that could not be read are at their defaults; what follows from those would only confuse.
    let unread: Vec<String> = reading.problems.iter().map(|problem| problem.key.clone()).collect();
    let follows = |problem: &Problem| !unread.iter().any(|key| key.starts_with(&problem.key));
    let mut problems = reading.problems;
    problems.extend(config.problems().into_iter().filter(follows));
    Loaded { config, problems }
}

/// Where the file stops being TOML, without the line itself: a secret may stand in it.
fn without_values(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    format!("is not TOML, line {line}: {}", error.message())
}

/// Makes paths and addresses whole, defaults too.
fn complete(config: &mut Config, folder: &Path) {
    let own = [&mut config.data_dir].into_iter().chain(&mut config.widget_dir);
    for path in own.chain(config.site.values_mut().map(|site| &mut site.knowledge.folder)) {
        *path = folder.join(&*path);
    }
    for stylesheet in config.site.values_mut().filter_map(|site| site.stylesheet.as_mut()) {
        *stylesheet = folder.join(&*stylesheet);
    }
    for prompt in config.site.values_mut().filter_map(|site| site.openai.as_mut()?.prompt.as_mut()) {
        *prompt = folder.join(&*prompt);
    }
    end_in_slash(&mut config.public_url);
    for site in config.site.values_mut() {
        let addresses = [
            site.openai.as_mut().and_then(|bot| bot.base_url.as_mut()),
            site.rasa.as_mut().and_then(|bot| bot.url.as_mut()),
            site.watsonx.as_mut().and_then(|bot| bot.url.as_mut()),
        ];
        addresses.into_iter().flatten().for_each(end_in_slash);
    }
    config.account.values_mut().filter_map(|account| account.base_url.as_mut()).for_each(end_in_slash);
}

/// Addresses that others are joined to end in a slash, or the last part of their path would be lost.
fn end_in_slash(url: &mut Url) {
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
}
