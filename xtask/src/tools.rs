//! What the build needs beyond cargo: looked for, installed where that is possible, else asked for in plain words.
//!
//! Compiled tools live in a cache outside the work tree, a folder for each tool and version, so that clones share them
//! and an upgrade never meets its predecessor. Everything else is the system's or `node_modules`.

mod apt;
mod cache;
mod chromium;
mod deny;
mod firefox;
mod nginx;
mod npm;
mod runtime;
mod trunk;
mod wasm_bindgen;
mod wasm_target;
mod webkit;

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{command, progress::Elapsed, project, widget::Profile};

/// The target that browsers run.
pub(crate) const WASM: &str = wasm_target::TARGET;

/// What was found or installed, and how to call it.
#[derive(Default)]
pub(crate) struct Tools {
    /// Folders that children search before the user's own.
    path: Vec<PathBuf>,
    /// The rustup toolchain that has the wasm target, where the default one cannot get it.
    toolchain: Option<&'static str>,
    trunk: PathBuf,
    chromium: Option<PathBuf>,
}

/// `cargo xtask tools`: everything that any command needs.
pub(crate) fn run() -> Result<()> {
    let start = std::time::Instant::now();
    let tools = for_browser()?.with_proxy().with_engines();
    let deny = deny::ensure()?;
    for place in tools.path.iter().chain([&tools.trunk, &deny]).chain(&tools.chromium) {
        println!("{}", place.display());
    }
    println!("every tool is there ({})", Elapsed(start.elapsed()));
    Ok(())
}

/// What building the widget takes; only the optimised one needs npm's packages.
pub(crate) fn for_widget(profile: Profile) -> Result<Tools> {
    // Trunk's hooks run in it, whatever the profile; better said now than after minutes of compiling.
    runtime::node()?;
    let mut tools = Tools { toolchain: wasm_target::ensure()?, ..Tools::default() };
    tools.path.push(wasm_bindgen::ensure()?);
    tools.trunk = trunk::ensure()?;
    if profile == Profile::Release {
        tools.add_npm()?;
    }
    Ok(tools)
}

/// What the browser's tests take besides.
pub(crate) fn for_browser() -> Result<Tools> {
    let mut tools = for_widget(Profile::Release)?;
    tools.chromium = Some(chromium::ensure()?);
    Ok(tools)
}

/// The npm packages of a folder that has a lock of its own.
pub(crate) fn packages(folder: &Path) -> Result<()> {
    npm::fill(folder).map(|_| ())
}

/// cargo-deny's program.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    deny::ensure()
}

impl Tools {
    /// With nginx on the `PATH` of what is called, where there is one.
    pub(crate) fn with_proxy(mut self) -> Self {
        self.path.extend(nginx::ensure());
        self
    }

    /// With the other engines and what drives them, likewise.
    pub(crate) fn with_engines(mut self) -> Self {
        self.path.extend(firefox::ensure());
        webkit::ensure();
        self
    }

    fn add_npm(&mut self) -> Result<()> {
        self.path.push(npm::ensure()?);
        Ok(())
    }

    /// cargo with the toolchain that has the wasm target, and these tools on its `PATH`.
    pub(crate) fn cargo(&self) -> Command {
        self.equip(command::cargo())
    }

    /// Trunk, likewise.
    pub(crate) fn trunk(&self) -> Command {
        self.equip(command::at_root(&self.trunk))
    }

    /// Node; it learns from `BATON_CHROMIUM` which browser to drive.
    pub(crate) fn node(&self) -> Command {
        self.equip(command::at_root("node"))
    }

    /// The relay, which takes every variable of this prefix for a setting: those for tools are not for it.
    pub(crate) fn relay(&self, program: PathBuf) -> Command {
        let mut relay = self.equip(command::at_root(program));
        relay.env_remove(chromium::VARIABLE);
        relay
    }

    /// A program of `node_modules/.bin`.
    pub(crate) fn npm_program(&self, name: &str) -> Command {
        self.equip(command::at_root(project::root().join("node_modules/.bin").join(name)))
    }

    fn equip(&self, mut command: Command) -> Command {
        // Ours alone. A relay started below would take it for a setting of its own that it does not know.
        command.env_remove(cache::VARIABLE);
        if let Ok(path) = self.search_path() {
            command.env("PATH", path);
        }
        if let Some(toolchain) = self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        if let Some(chromium) = &self.chromium {
            command.env(chromium::VARIABLE, chromium);
        }
        command
    }

    fn search_path(&self) -> Result<std::ffi::OsString> {
        let rest = env::var_os("PATH").unwrap_or_default();
        env::join_paths(self.path.iter().cloned().chain(env::split_paths(&rest))).context("joining PATH")
    }
}
