//! `baton token`: a token for a site.

use super::config_file::ConfigFile;
use super::failure::Failure;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    file: ConfigFile,
}

/// Prints the token on standard output, so that a script can take it, and everything else beside it.
pub(super) fn run(flags: &Flags) -> Result<(), Failure> {
    println!("{}", fresh()?);
    let loaded = flags.file.load();
    if loaded.config.account.is_empty() {
        return Ok(());
    }
    eprintln!("\nThe webhook address to give to Zendesk:");
    for account in loaded.config.account.keys() {
        eprintln!("  {account}: {}", loaded.config.webhook_url(account));
    }
    Ok(())
}

/// A token for a site. It is public, but must not be guessed from another one.
pub(super) fn fresh() -> anyhow::Result<String> {
    let mut random = [0_u8; 16];
    SystemRandom::new().fill(&mut random).map_err(|_| anyhow::anyhow!("the machine gives no random numbers"))?;
    Ok(format!("site_{}", hex::encode(random)))
}
