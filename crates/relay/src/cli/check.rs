//! `baton check`: are the accounts as they have to be, and what else sites depend on?

use super::config_file::ConfigFile;
use super::failure::Failure;
use crate::clock::{Clock, SystemClock};
use crate::config::{Account, BotName, Config, Site};
use crate::core;
use crate::desk::{Finding, Verdict};
use crate::identity::Keyring;
use clap::Args;
use std::sync::Arc;

#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    file: ConfigFile,
}

pub(super) async fn run(flags: Flags) -> Result<(), Failure> {
    let (config, warnings) = flags.file.accept()?;
    for warning in warnings {
        println!("{warning}");
    }
    if config.account.is_empty() {
        println!("! no account is set up, so there is nothing to try");
    }
    let mut is_bad = false;
    for (name, account) in &config.account {
        let findings = look(&config, name, account).await;
        is_bad |= findings.iter().any(|finding| finding.verdict == Verdict::Bad);
        print!("{}", lines(&format!("account {name}"), &findings));
    }
    for (name, site) in &config.site {
        let mut findings = Keyring::new(name, &site.identity).check().await;
        findings.extend(try_bot(name, site).await);
        is_bad |= findings.iter().any(|finding| finding.verdict == Verdict::Bad);
        if !findings.is_empty() {
            print!("{}", lines(&format!("site {name}"), &findings));
        }
    }
    if is_bad { Err(Failure::Findings) } else { Ok(()) }
}

/// Asks the account's desks. No store is opened: the relay itself may be running.
async fn look(config: &Config, name: &str, account: &Account) -> Vec<Finding> {
    match core::desks_of(config, name, account, None) {
        Ok(desks) => {
            let mut findings = Vec::new();
            for desk in desks {
                findings.extend(desk.check().await);
            }
            findings
        }
        Err(error) => {
            vec![Finding { subject: "settings".to_owned(), verdict: Verdict::Bad, detail: format!("{error:#}") }]
        }
    }
}

/// Asks the site's bot where it runs elsewhere, without any effect on it. `baton bot check` looks at items.
async fn try_bot(name: &str, site: &Site) -> Vec<Finding> {
    if site.bot == BotName::Knowledge {
        return Vec::new();
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    match core::bot_of(name, site, &clock) {
        Ok(bot) => bot.check().await,
        Err(error) => {
            vec![Finding { subject: "bot".to_owned(), verdict: Verdict::Bad, detail: format!("{error:#}") }]
        }
    }
}

/// The findings as they are printed.
fn lines(whose: &str, findings: &[Finding]) -> String {
    let mut lines = format!("{whose}\n");
    for finding in findings {
        let mark = match finding.verdict {
            Verdict::Good => '✓',
            Verdict::Lossy => '!',
            Verdict::Bad => '✗',
        };
        // Further lines of a detail stand below its first.
        let detail = finding.detail.trim_end().replace('\n', "\n      ");
        lines.push_str(&format!("  {mark} {}: {detail}\n", finding.subject));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_marked_by_how_they_weigh() {
        let finding = |verdict, detail: &str| Finding { subject: "key".into(), verdict, detail: detail.into() };
        let findings =
            [finding(Verdict::Good, "works"), finding(Verdict::Lossy, "one\ntwo"), finding(Verdict::Bad, "refused")];
        let expected = "account main\n  ✓ key: works\n  ! key: one\n      two\n  ✗ key: refused\n";
        assert_eq!(lines("account main", &findings), expected);
    }
}
