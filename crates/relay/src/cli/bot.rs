//! `baton bot`: for those who write what the bot knows.

use super::config_file::ConfigFile;
use super::failure::Failure;
use crate::bot::Action;
use crate::bot::knowledge::{Knowledge, first_question};
use crate::config::{Config, Site};
use crate::core;
use baton_protocol::{Choice, ChoiceAction};
use clap::{Args, Subcommand};

/// Items shown beside the best.
const SHOWN: usize = 5;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read the items, and say what is wrong with them and what may be better
    Check(CheckFlags),
    /// Ask a question as a visitor would, and show what is found and said
    Ask(AskFlags),
}

#[derive(Debug, Args)]
pub(super) struct CheckFlags {
    #[command(flatten)]
    file: ConfigFile,
    /// The site whose bot it is; all of them where none is named
    #[arg(long)]
    site: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct AskFlags {
    #[command(flatten)]
    file: ConfigFile,
    /// The site whose bot it is; not needed where there is one
    #[arg(long)]
    site: Option<String>,
    /// The language the visitor reads, as BCP 47
    #[arg(long)]
    locale: Option<String>,
    /// The address of the page the visitor is on
    #[arg(long)]
    page: Option<String>,
    /// A variable that is known, as name=value; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// The question
    question: String,
}

pub(super) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Check(flags) => check(&flags),
        Command::Ask(flags) => ask(&flags),
    }
}

fn check(flags: &CheckFlags) -> Result<(), Failure> {
    let (config, _) = flags.file.accept()?;
    let mut is_bad = false;
    for (name, site) in sites(&config, flags.site.as_deref())? {
        println!("site {name}");
        match open(site) {
            Ok(bot) => {
                let skills: Vec<&str> = site.skills.keys().map(String::as_str).collect();
                println!("  ✓ {} items", bot.items().len());
                bot.review(&skills).iter().for_each(|remark| println!("  ! {remark}"));
            }
            Err(problems) => {
                is_bad = true;
                problems.iter().for_each(|problem| println!("  ✗ {problem}"));
            }
        }
    }
    if is_bad { Err(Failure::Findings) } else { Ok(()) }
}

fn ask(flags: &AskFlags) -> Result<(), Failure> {
    let (config, _) = flags.file.accept()?;
    let sites = sites(&config, flags.site.as_deref())?;
    let [(_, site)] = sites.as_slice() else {
        let names: Vec<&str> = sites.iter().map(|(name, _)| *name).collect();
        return Err(anyhow::anyhow!("say which site's bot you ask: --site {}", names.join(" or --site ")).into());
    };
    let bot = open(site).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("its knowledge cannot be used:\n{}", lines.join("\n"))
    })?;
    let mut turn = first_question(&flags.question, flags.locale.as_deref(), flags.page.as_deref());
    for variable in &flags.variables {
        let (name, value) =
            variable.split_once('=').ok_or_else(|| anyhow::anyhow!("`--set {variable}` must be name=value"))?;
        turn.variables.insert(name.to_owned(), value.to_owned());
    }
    let found = bot.find(&flags.question, &turn);
    println!("floor {:.2}", site.knowledge.floor);
    if found.is_empty() {
        println!("  nothing is found");
    }
    for (item, confidence) in found.iter().take(SHOWN) {
        let mark = if *confidence >= site.knowledge.floor { '✓' } else { ' ' };
        println!("  {mark} {confidence:.2}  {}  {}", item.id, item.title);
    }
    println!();
    bot.answer(&turn).iter().for_each(|action| println!("{}", told(action)));
    Ok(())
}

/// The sites whose bot reads items: the named one, or all.
fn sites<'a>(config: &'a Config, named: Option<&str>) -> Result<Vec<(&'a str, &'a Site)>, Failure> {
    let all = config.site.iter().filter(|(_, site)| site.reads_items());
    let sites: Vec<(&str, &Site)> = all
        .map(|(name, site)| (name.as_str(), site))
        .filter(|(name, _)| named.is_none_or(|named| named == *name))
        .collect();
    match (sites.is_empty(), named) {
        (false, _) => Ok(sites),
        (true, Some(name)) => Err(anyhow::anyhow!("the bot of no site `{name}` reads a folder of items").into()),
        (true, None) => Err(anyhow::anyhow!("no site has a bot that reads a folder of items").into()),
    }
}

fn open(site: &Site) -> Result<Knowledge, Vec<crate::bot::knowledge::Problem>> {
    Knowledge::open(&site.knowledge.folder, core::knowledge_settings(site))
}

/// What the bot does, in a line or a few.
fn told(action: &Action) -> String {
    match action {
        Action::Say(say) => {
            let cards = say.cards.iter().map(|card| format!("\n  card: {}", card.title));
            let lines = say.choices.iter().map(choice).chain(cards).collect::<String>();
            format!("{}{lines}", say.markdown)
        }
        Action::Stream(text) => text.clone(),
        Action::Ask(ask) => format!("(asks a form with {} fields) {}", ask.fields.len(), ask.lead),
        Action::Set { name, value } => format!("({name} = {value})"),
        Action::HandOff(call) => {
            format!("(calls for a person{})", call.skill.as_ref().map(|skill| format!(": {skill}")).unwrap_or_default())
        }
        Action::Spend { turns, tokens } => format!("(spends {turns} questions and {tokens} tokens)"),
        Action::End => "(ends the conversation)".to_owned(),
    }
}

fn choice(choice: &Choice) -> String {
    let leads = match &choice.action {
        ChoiceAction::Postback(id) => format!("to {id}"),
        ChoiceAction::Link(link) => link.clone(),
        ChoiceAction::Handoff { skill: Some(skill) } => format!("a person: {skill}"),
        ChoiceAction::Location {} => "where the visitor is".to_owned(),
        _ => "a person".to_owned(),
    };
    format!("\n  [{}] → {leads}", choice.label)
}
