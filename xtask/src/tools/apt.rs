//! Debian's packages, where this process may install them.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{command, progress};

/// Installs packages for somebody, or says what to install: on Debian these, and `otherwise` elsewhere.
pub(super) fn bring(packages: &[&str], whom: &str, otherwise: &str) -> Result<()> {
    let list = packages.join(" ");
    let Some(installer) = installer() else {
        bail!("{list} not found, for {whom}. On Debian: sudo apt-get install {list}. Elsewhere: {otherwise}");
    };
    progress::step(format!("installing {list}"), || installer.install(packages))
}

/// Someone who may install packages.
pub(super) enum Installer {
    Root,
    /// sudo that asks for no password.
    Sudo,
}

/// Who installs here; nobody where this is not Debian or rights are missing.
pub(super) fn installer() -> Option<Installer> {
    if !Path::new("/etc/debian_version").exists() || command::find("apt-get").is_none() {
        return None;
    }
    if command::ask(Command::new("id").arg("-u"))? == "0" {
        return Some(Installer::Root);
    }
    command::ask(Command::new("sudo").args(["--non-interactive", "true"])).map(|_| Installer::Sudo)
}

impl Installer {
    /// Refreshes the lists and installs.
    pub(super) fn install(&self, packages: &[&str]) -> Result<()> {
        command::run(self.command("apt-get").args(["update", "--quiet"]))?;
        let mut apt = self.command("apt-get");
        apt.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
        command::run(&mut apt)
    }

    /// A command with the rights to change the system.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = match self {
            Self::Root => Command::new("env"),
            Self::Sudo => Command::new("sudo"),
        };
        // Through the argument list, since sudo drops the environment.
        command.args(["DEBIAN_FRONTEND=noninteractive", program]);
        command
    }
}
