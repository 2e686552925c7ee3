//! Which configuration a command works with.

use super::failure::Failure;
use crate::config::{self, Config, Loaded, Problem};
use clap::Args;
use std::path::{Path, PathBuf};

/// The file read where none is named and it is there.
const USUAL: &str = "baton.toml";

#[derive(Debug, Args)]
pub(super) struct ConfigFile {
    /// The configuration; `baton.toml` where it is there, else only the environment
    #[arg(long, env = "BATON_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ConfigFile {
    /// Reads it with what the environment sets.
    pub(super) fn load(&self) -> Loaded {
        config::load(self.path().as_deref(), variables())
    }

    /// The file, where there is one.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let usual = || Path::new(USUAL).exists().then(|| PathBuf::from(USUAL));
        self.config.clone().or_else(usual)
    }

    /// The settings with their warnings; all problems where one is a mistake.
    pub(super) fn accept(&self) -> Result<(Config, Vec<Problem>), Failure> {
        self.load().accept().map_err(Failure::Configuration)
    }
}

/// The environment, as far as it is text. What is not cannot be ours.
pub(super) fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}
