//! `baton provision`: makes the configured accounts ready at Zendesk.

use super::config_file::ConfigFile;
use super::failure::Failure;
use super::settings_file::{File, Note};
use crate::config::{Account, Config, Problem};
use crate::desk::messaging::provision::{Obstacle, Provisioner};
use crate::desk::provision::{Outline, Wanted, WantedGroup};
use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How often a relay looks for which nobody said how often.
const POLLING_SECONDS: u64 = 5;

#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    file: ConfigFile,
    /// Only this account; may be given several times
    #[arg(long, value_name = "NAME")]
    account: Vec<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
    /// Also make the relay the default of each switchboard. Conversations of the account's other channels then go to it
    /// first, where nobody answers them
    #[arg(long)]
    yes_change_routing: bool,
    /// For a relay that Zendesk cannot reach: no webhook leads here, and the relay looks every 5 seconds, or as often as
    /// `polling_seconds` says
    #[arg(long)]
    polling: bool,
    /// Put these agents into the group of each skill: e-mail addresses with commas between
    #[arg(long, value_name = "ADDRESSES", value_delimiter = ',')]
    agents: Vec<String>,
}

pub(super) async fn run(flags: Flags) -> Result<(), Failure> {
    let Some(path) = flags.file.path() else {
        return Err(anyhow::anyhow!(
            "what is learned is written into the configuration file, and there is none; name it with --config"
        )
        .into());
    };
    let config = accept(&flags.file)?;
    let accounts = chosen(&config, &flags.account)?;
    let mut reports = Vec::new();
    let mut is_blocked = false;
    for (name, account) in accounts {
        let mut file = File::open(&path)?;
        let report = provision(&flags, &config, name, account, &mut file).await?;
        is_blocked |= !report.outline.obstacles.is_empty();
        if flags.json {
            reports.push(report.json());
        } else {
            print!("{}", report.lines());
        }
    }
    if flags.json {
        println!("{:#}", json!({ "accounts": reports }));
    }
    if is_blocked { Err(Failure::Findings) } else { Ok(()) }
}

/// The settings, where nothing is wrong with them but what this command is there to mend.
fn accept(file: &ConfigFile) -> Result<Config, Failure> {
    let loaded = file.load();
    let (mended, others): (Vec<_>, Vec<_>) = loaded.problems.into_iter().partition(is_mended);
    drop(mended);
    if others.iter().any(Problem::is_error) { Err(Failure::Configuration(others)) } else { Ok(loaded.config) }
}

/// Whether a problem is the absence of something that provisioning makes.
fn is_mended(problem: &Problem) -> bool {
    const MADE: [&str; 4] = ["integration_id", "key_id", "key_secret", "webhook_secrets"];
    let parts: Vec<&str> = problem.key.split('.').collect();
    match parts.as_slice() {
        ["account", _, name] => MADE.contains(name),
        ["site", _, "skills", _, "group_id"] => true,
        _ => false,
    }
}

fn chosen<'a>(config: &'a Config, names: &[String]) -> Result<Vec<(&'a String, &'a Account)>, Failure> {
    if config.account.is_empty() {
        return Err(anyhow::anyhow!("there is no [account.<name>] in the configuration").into());
    }
    if let Some(unknown) = names.iter().find(|name| !config.account.contains_key(*name)) {
        return Err(anyhow::anyhow!("there is no [account.{unknown}] in the configuration").into());
    }
    Ok(config.account.iter().filter(|(name, _)| names.is_empty() || names.contains(name)).collect())
}

async fn provision(
    flags: &Flags,
    config: &Config,
    name: &str,
    account: &Account,
    file: &mut File,
) -> Result<Report, Failure> {
    let wanted = Wanted {
        account: name.to_owned(),
        webhook_url: config.webhook_url(name),
        polling: account.polling_seconds.or_else(|| flags.polling.then_some(POLLING_SECONDS)),
        groups: groups(config, name),
        agents: flags.agents.clone(),
        change_routing: flags.yes_change_routing,
    };
    let report = |outline, written| Report { account: name.to_owned(), dry: flags.dry_run, outline, written };
    let provisioner = Provisioner::new(wanted, account).with_context(|| format!("account {name}"))?;
    let result = if flags.dry_run {
        provisioner.outline().await.map_err(Failure::from)
    } else {
        provisioner.apply(|learned| file.keep(config, name, learned).map_err(Failure::from)).await
    };
    match result {
        Ok(outline) => Ok(report(outline, file.written())),
        Err(Failure::Other(error)) if error.is::<Obstacle>() => {
            let outline = Outline { obstacles: vec![error.to_string()], ..Outline::default() };
            Ok(report(outline, file.written()))
        }
        Err(error) => Err(error),
    }
}

/// The groups that the skills of the account's sites lead to.
fn groups(config: &Config, account: &str) -> Vec<WantedGroup> {
    let sites = config.site.values().filter(|site| site.account.as_deref() == Some(account));
    let groups = sites.flat_map(|site| &site.skills).map(|(name, skill)| WantedGroup {
        name: skill.group_name(name).to_owned(),
        id: Some(skill.group_id.clone()).filter(|id| !id.is_empty()),
    });
    groups.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What was found and done for one account.
struct Report {
    account: String,
    dry: bool,
    outline: Outline,
    written: Vec<Note>,
}

impl Report {
    fn lines(&self) -> String {
        let mut lines = format!("account {}\n", self.account);
        let mut line = |mark: char, text: &str| lines.push_str(&format!("  {mark} {text}\n"));
        for text in &self.outline.kept {
            line('=', text);
        }
        for change in &self.outline.changes {
            line('+', &change.text);
        }
        for Note { key, place } in &self.written {
            line('>', &format!("{key}, in {place}"));
        }
        for text in &self.outline.obstacles {
            line('✗', text);
        }
        let end = match (self.outline.obstacles.is_empty(), self.dry, self.is_unchanged()) {
            (false, _, _) => "not done; mend what stands at ✗ and run it again",
            (true, _, true) => "no change",
            (true, true, false) => "not done: this is a dry run",
            (true, false, false) => "done; `baton check` proves it",
        };
        lines.push_str(&format!("  {end}\n"));
        lines
    }

    fn is_unchanged(&self) -> bool {
        self.outline.changes.is_empty() && self.written.is_empty()
    }

    fn json(&self) -> Value {
        let changes: Vec<Value> =
            self.outline.changes.iter().map(|change| json!({ "do": change.word, "text": change.text })).collect();
        let written: Vec<Value> =
            self.written.iter().map(|note| json!({ "key": note.key, "place": note.place })).collect();
        json!({
            "account": self.account,
            "changed": !self.dry && self.outline.obstacles.is_empty() && !self.is_unchanged(),
            "changes": changes,
            "kept": self.outline.kept,
            "obstacles": self.outline.obstacles,
            "written": written,
        })
    }
}
