//! Tools compiled from crates.io, kept between work trees.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{command, progress};

/// Names the folder, where it is set.
pub(super) const VARIABLE: &str = "BATON_TOOLS";

/// A crate whose program the build calls.
pub(super) struct Tool<'a> {
    pub(super) package: &'a str,
    pub(super) version: &'a str,
    pub(super) program: &'a str,
    /// How long it takes on two cores, so that nobody thinks it hangs.
    pub(super) minutes: &'a str,
    /// Profile settings that make it compile in minutes; it runs for seconds.
    pub(super) profile: &'a [(&'a str, &'a str)],
}

impl Tool<'_> {
    /// The folder with the program: the user's own where it has just this version, else the cache's, filled when empty.
    pub(super) fn ensure(&self) -> Result<PathBuf> {
        if let Some(folder) = self.on_path() {
            return Ok(folder);
        }
        let root = folder()?.join(format!("{}-{}", self.package, self.version));
        let bin = root.join("bin");
        if !command::is_program(&bin.join(self.program)) {
            let what = format!("compiling {} {} (about {} minutes)", self.package, self.version, self.minutes);
            progress::step(what, || self.install(&root))?;
        }
        Ok(bin)
    }

    fn on_path(&self) -> Option<PathBuf> {
        let program = command::find(self.program)?;
        let answer = command::ask(Command::new(&program).arg("--version"))?;
        let same = answer.split_whitespace().any(|word| word == self.version);
        same.then(|| program.parent().map(Path::to_owned)).flatten()
    }

    /// With the tool's own lock; without it where the registry's index lags behind that lock.
    fn install(&self, root: &Path) -> Result<()> {
        command::run(&mut self.cargo_install(root, true)).or_else(|problem| {
            println!("    {problem}; once more without the tool's own lock");
            command::run(&mut self.cargo_install(root, false))
        })
    }

    fn cargo_install(&self, root: &Path, locked: bool) -> Command {
        let mut cargo = command::cargo();
        // Default features are TLS for downloaders and update checks that this build never uses.
        cargo.args(["install", self.package, "--version", self.version, "--no-default-features", "--root"]).arg(root);
        cargo.args(locked.then_some("--locked"));
        // So that cargo does not advise to put it on PATH: the build finds it by itself.
        if let Some(path) = env::var_os("PATH") {
            let bin = root.join("bin");
            cargo.envs(env::join_paths(env::split_paths(&path).chain([bin])).map(|path| ("PATH", path)));
        }
        for (key, value) in self.profile {
            cargo.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
        }
        cargo
    }
}

/// `$BATON_TOOLS`, else `baton/tools` in the user's cache folder.
pub(super) fn folder() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let below = |cache: PathBuf| cache.join("baton/tools");
    set(VARIABLE)
        .or_else(|| set("XDG_CACHE_HOME").map(below))
        .or_else(|| set("HOME").map(|home| below(home.join(".cache"))))
        .context("no place for build tools: none of BATON_TOOLS, XDG_CACHE_HOME and HOME is set")
}
