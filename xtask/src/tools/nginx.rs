//! nginx, in front of which a test puts the relay. Whoever has none does without: that test then says it was skipped.
//!
//! Debian's package is unpacked and not installed, since installing it would start a server on port 80.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::cache;
use crate::{command, progress};

const PROGRAM: &str = "nginx";

/// Where Debian's package has the program.
const PLACE: &str = "usr/sbin";

/// The folder to search for the program beside those that are searched anyway; none where it is there or cannot be had.
pub(super) fn ensure() -> Option<PathBuf> {
    if command::find(PROGRAM).is_some() || command::is_program(&Path::new("/").join(PLACE).join(PROGRAM)) {
        return None;
    }
    let root = cache::folder().ok()?.join("nginx-debian");
    let folder = root.join(PLACE);
    if command::is_program(&folder.join(PROGRAM)) {
        return Some(folder);
    }
    match progress::step("unpacking Debian's nginx", || unpack(&root)) {
        Ok(()) => Some(folder),
        Err(problem) => {
            println!("    {problem:#}; the test behind nginx is skipped");
            None
        }
    }
}

fn unpack(root: &Path) -> Result<()> {
    for program in ["apt-get", "dpkg-deb"] {
        if command::find(program).is_none() {
            bail!("nginx is not installed and there is no {program}");
        }
    }
    let parcel = root.with_extension("parcel");
    for folder in [root, &parcel] {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
        }
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    // It loads Debian's libraries, which every Debian has.
    command::run(Command::new("apt-get").args(["download", "--quiet", PROGRAM]).current_dir(&parcel))?;
    let package =
        fs::read_dir(&parcel)?.find_map(|entry| Some(entry.ok()?.path())).context("apt brought no package")?;
    command::run(Command::new("dpkg-deb").arg("--extract").arg(package).arg(root))?;
    fs::remove_dir_all(&parcel).with_context(|| format!("removing {}", parcel.display()))?;
    let program = root.join(PLACE).join(PROGRAM);
    if command::ask(Command::new(&program).arg("-v")).is_none() {
        // Left there, it would be taken for one that runs.
        fs::remove_dir_all(root).with_context(|| format!("removing {}", root.display()))?;
        bail!("Debian's nginx does not start here");
    }
    Ok(())
}
