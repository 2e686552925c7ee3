//! `cargo xtask widget`: the widget and its loader, in `dist/`.

mod minify;
mod precompress;

use std::{fs, path::Path};

use anyhow::{Context, Result};
use clap::Args;

use crate::{
    command, progress, project,
    tools::{self, Tools},
};

#[derive(Args)]
pub(crate) struct Flags {
    /// Optimise for size, minify and precompress, as for visitors
    #[arg(long)]
    release: bool,
}

/// For whom the widget is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For developers and tests: compiles fast, weighs megabytes.
    Dev,
    /// For visitors.
    Release,
}

/// Builds and says what came out.
pub(crate) fn run(flags: &Flags) -> Result<()> {
    let profile = if flags.release { Profile::Release } else { Profile::Dev };
    build(&tools::for_widget(profile)?, profile)?;
    println!("{}", project::widget().display());
    Ok(())
}

/// Trunk copies what the chat document names, maybe to another name; the loader belongs to host pages, so it comes by this
/// way, with whatever else is fetched when somebody wants it.
fn copy_public(document: &str, from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        let is_named = document.contains(&format!("public/{}\"", entry.file_name().to_string_lossy()));
        if entry.file_type()?.is_dir() {
            copy_public(document, &entry.path(), &copy)?;
        } else if !is_named && !copy.exists() {
            fs::copy(entry.path(), &copy).with_context(|| format!("writing {}", copy.display()))?;
        }
    }
    Ok(())
}

/// Builds the widget. Trunk replaces the folder as a whole, so nothing of an earlier build stays.
pub(crate) fn build(tools: &Tools, profile: Profile) -> Result<()> {
    let release = profile == Profile::Release;
    progress::step("building the widget", || {
        // Offline, Trunk does not look for tools elsewhere than on its PATH; but it tells cargo the same.
        command::run(tools.cargo().arg("fetch"))?;
        let mut trunk = tools.trunk();
        trunk.args(["build", "--offline"]).args(release.then_some("--release"));
        // Trunk takes the variable for its flag of that name, and refuses the usual value 1.
        command::run(trunk.env_remove("NO_COLOR"))?;
        let document = project::root().join("index.html");
        let document = fs::read_to_string(&document).with_context(|| format!("reading {}", document.display()))?;
        copy_public(&document, &project::public(), &project::widget())
    })?;
    if release {
        let folder = project::widget();
        progress::step("minifying scripts and styles", || minify::run(tools, &folder))?;
        progress::step("compressing", || precompress::run(tools, &folder))?;
    }
    Ok(())
}
