//! `baton config`: looking at the configuration.

use super::config_file::ConfigFile;
use super::failure::Failure;
use crate::config::{Problem, reference};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Name everything that is wrong, at once
    Check(ConfigFile),
    /// Print the settings in force, defaults and environment included, without secrets
    Print(ConfigFile),
    /// Print the reference of all settings, as Markdown
    Doc,
}

pub(super) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check(file) => check(file),
        Command::Print(file) => {
            let (config, _) = file.accept()?;
            print!("{}", config.print());
            Ok(())
        }
        Command::Doc => {
            print!("{}", reference());
            Ok(())
        }
    }
}

fn check(file: &ConfigFile) -> Result<(), Failure> {
    let mut loaded = file.load();
    loaded.problems.extend(loaded.config.disk_problems());
    loaded.problems.extend(loaded.config.demo_secrets());
    let (config, warnings) = loaded.accept().map_err(Failure::Configuration)?;
    for warning in &warnings {
        println!("{warning}");
    }
    println!("✓ the configuration can be used: {}", count(config.site.len(), config.account.len(), &warnings));
    Ok(())
}

fn count(sites: usize, accounts: usize, warnings: &[Problem]) -> String {
    let plural = |number: usize, noun: &str| format!("{number} {noun}{}", if number == 1 { "" } else { "s" });
    let counts = [plural(sites, "site"), plural(accounts, "account"), plural(warnings.len(), "warning")];
    counts.join(", ")
}
