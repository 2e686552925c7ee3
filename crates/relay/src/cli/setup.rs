//! `baton setup`: the few questions that an account and a site need, and the configuration out of the answers.

mod answers;
mod ask;
mod draft;
mod question;

use super::failure::Failure;
use super::settings_file::{secret_name, write_secret};
use super::token;
use answers::Given;
use anyhow::Context as _;
use ask::Asker;
use clap::Args;
use draft::Draft;
use secrecy::ExposeSecret as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The name that the account gets.
const ACCOUNT: &str = "main";
/// What the bot knows at first, where there is no folder of answers yet.
const FIRST_ANSWER: &str = "+++\ntitle = \"What is this?\"\nquestions = [\"What is this?\", \"Who are you?\"]\n+++\n\
     I am the chat of this website. Ask me something, or ask for a person at any time.\n";

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The configuration to write
    #[arg(long, env = "BATON_CONFIG", value_name = "FILE", default_value = "baton.toml")]
    config: PathBuf,
    /// Write over a configuration that is there, and over its secrets
    #[arg(long)]
    force: bool,
    /// The name of the site; what is kept belongs to it, so it never changes
    #[arg(long, value_name = "NAME", default_value = "website")]
    site: String,
    #[command(flatten)]
    given: Given,
}

pub(super) fn run(flags: &Flags) -> Result<(), Failure> {
    let places = Places::of(&flags.config);
    if !flags.force {
        places.refuse_what_is_there()?;
    }
    let token = token::fresh()?;
    let mut draft = Draft::new(ACCOUNT, &flags.site, &token)?;
    Asker::new(&flags.given)?.fill(&mut draft)?;
    places.write(&draft, flags.force)?;
    print!("{}", places.told(&draft, &token));
    Ok(())
}

/// Where everything goes.
struct Places {
    config: PathBuf,
    folder: PathBuf,
}

impl Places {
    fn of(config: &Path) -> Self {
        let folder = config.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { config: config.to_owned(), folder: folder.to_owned() }
    }

    fn secret(&self, key: &str) -> PathBuf {
        self.folder.join(secret_name(ACCOUNT, key))
    }

    fn knowledge(&self) -> PathBuf {
        self.folder.join("knowledge")
    }

    /// Asking is in vain where the answers could not be written.
    fn refuse_what_is_there(&self) -> anyhow::Result<()> {
        let secrets =
            question::QUESTIONS.iter().filter(|question| question.is_secret()).map(|one| self.secret(one.name));
        for path in std::iter::once(self.config.clone()).chain(secrets) {
            anyhow::ensure!(!path.exists(), "{} is there already; `--force` writes over it", path.display());
        }
        Ok(())
    }

    /// Secrets first: a configuration that names files which are not there cannot be used.
    fn write(&self, draft: &Draft, force: bool) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder).with_context(|| format!("making {}", self.folder.display()))?;
        for (key, secret) in draft.secrets() {
            let path = self.secret(key);
            write_secret(&path, secret.expose_secret()).with_context(|| format!("writing {}", path.display()))?;
        }
        let what = || format!("writing {}", self.config.display());
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).with_context(what)?;
        file.write_all(draft.file_text().as_bytes()).with_context(what)?;
        file.as_file().sync_all().with_context(what)?;
        let persisted = if force { file.persist(&self.config) } else { file.persist_noclobber(&self.config) };
        persisted.with_context(what)?;
        self.write_knowledge()
    }

    /// The bot does not start without a folder.
    fn write_knowledge(&self) -> anyhow::Result<()> {
        let folder = self.knowledge();
        if folder.exists() {
            return Ok(());
        }
        let what = || format!("writing {}", folder.display());
        fs::create_dir(&folder).with_context(what)?;
        fs::write(folder.join("first.md"), FIRST_ANSWER).with_context(what)
    }

    /// What was written and what comes next.
    fn told(&self, draft: &Draft, token: &str) -> String {
        let mut told = format!("\nwritten: {}\n", self.config.display());
        for (key, _) in draft.secrets() {
            told.push_str(&format!("         {} (only you can read it)\n", self.secret(key).display()));
        }
        let is_usual = self.config == Path::new("baton.toml");
        let flag = if is_usual { String::new() } else { format!(" --config {}", self.config.display()) };
        told.push_str(&format!(
            "\nnext:\n  baton provision{flag} --agents you@example.com   # an agent's address: who answers\n  baton \
             check{flag}\n  baton serve{flag}\n\non your pages, before </body>:\n  <script async src=\"{0}embed.js\" \
             data-token=\"{token}\"></script>\n\nto try it without a page: {0}chat/{token}/\n\nwhat the bot knows: {1}\n",
            draft.public_url(),
            self.knowledge().display()
        ));
        told
    }
}
