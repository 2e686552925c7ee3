//! The command line.

mod bot;
mod check;
mod config_file;
mod configuration;
mod demo;
mod failure;
mod person;
mod provision;
mod report;
mod run;
mod serve;
mod settings_file;
mod setup;
mod signal;
mod token;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

/// A chat for your website: a bot answers first, and your Zendesk agents take over in the same conversation.
#[derive(Debug, Parser)]
#[command(name = "baton", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the relay
    Serve(serve::Flags),
    /// Try every credential and right with harmless calls, and say what to click where one is missing
    Check(check::Flags),
    /// Ask the few questions that an account and a site need, and write the configuration
    Setup(Box<setup::Flags>),
    /// Make at Zendesk what the configured accounts need, adopt what is there, and write what was learned into the
    /// configuration; a second run changes nothing
    Provision(provision::Flags),
    /// Make a token for a site, and show the address to give to Zendesk for each account
    Token(token::Flags),
    /// Write out what is kept of somebody
    Export(person::ExportFlags),
    /// Erase what is kept of somebody, here and at Zendesk
    Erase(person::EraseFlags),
    /// Try what the bot knows, and find what is wrong with it
    #[command(subcommand)]
    Bot(bot::Command),
    /// Say what the bot and the handing over came to, by day; without personal data, unless it is asked for
    Report(report::Flags),
    /// Look at the configuration
    #[command(subcommand)]
    Config(configuration::Command),
    /// Show everything on this machine: a shop with the chat, an agent's console, no account, no keys
    Demo(demo::Flags),
}

/// Runs the command that the process was started with. Exit codes: 0 done, 1 failed, 2 the configuration or the command
/// line is wrong.
pub fn main() -> ExitCode {
    let line = Line::parse();
    let done = match line.command {
        Command::Serve(flags) => block_on(serve::run(flags)),
        Command::Check(flags) => block_on(check::run(flags)),
        Command::Setup(flags) => setup::run(&flags),
        Command::Provision(flags) => block_on(provision::run(flags)),
        Command::Token(flags) => token::run(&flags),
        Command::Export(flags) => block_on(person::export(flags)),
        Command::Erase(flags) => block_on(person::erase(flags)),
        Command::Bot(command) => bot::run(command),
        Command::Report(flags) => report::run(&flags),
        Command::Config(command) => configuration::run(&command),
        Command::Demo(flags) => block_on(demo::run(flags)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(work);
    // What still blocks a thread, such as a look-up of a name, must not hold up the end.
    runtime.shutdown_background();
    done
}
