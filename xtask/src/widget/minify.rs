//! Scripts and styles without what only people read.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{command, project, tools::Tools};

/// The classic scripts: their top level is the host page's, so names there must stay. All others are modules.
const LOADER: &str = "embed.js";
/// Where the others of that kind are.
const COMPAT: &str = "compat";

/// Minifies in place.
///
/// Trunk names the files it makes after their content as it saw it; minifying is a function of that content, so a name
/// still stands for one content. Where the page carries checksums (`integrity`), those files stay as they are.
pub(super) fn run(tools: &Tools, folder: &Path) -> Result<()> {
    let page = folder.join("index.html");
    let page = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    let (loader, modules): (Vec<_>, Vec<_>) =
        sources(folder, page.contains("integrity="))?.into_iter().partition(|path| path.ends_with(LOADER));
    esbuild(tools, folder, &loader, None)?;
    esbuild(tools, folder, &modules, Some("--format=esm"))?;
    let compat = folder.join(COMPAT);
    esbuild(tools, &compat, &sources(&compat, false)?, None)
}

/// The scripts and styles that may change: where there are checksums, only those that Trunk copied without reading.
fn sources(folder: &Path, checksums: bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let readable = path.extension().is_some_and(|extension| extension == "js" || extension == "css");
        let copied = path.file_name().is_some_and(|name| project::public().join(name).exists());
        if readable && (copied || !checksums) {
            found.push(path);
        }
    }
    Ok(found)
}

fn esbuild(tools: &Tools, folder: &Path, files: &[PathBuf], format: Option<&str>) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let mut esbuild = tools.npm_program("esbuild");
    esbuild.args(["--minify", "--target=es2022", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    esbuild.arg("--allow-overwrite").arg(format!("--outdir={}", folder.display())).args(format).args(files);
    command::run(&mut esbuild)
}
