//! Rust's standard library for `wasm32-unknown-unknown`.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use super::{apt, cache};
use crate::{command, progress};

/// The target that browsers run.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which rustup knows Debian's Rust, once it had to be used.
const DEBIAN: &str = "debian";

/// Debian's current Rust, with sources from which the target's library is built. Plain `rustc` there is years older.
const PACKAGES: [&str; 6] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web", "lld-22"];

/// Makes sure some toolchain has the target, and names that toolchain where it is not the default one.
pub(super) fn ensure() -> Result<Option<&'static str>> {
    if installed(None) {
        return Ok(None);
    }
    if installed(Some(DEBIAN)) {
        return Ok(Some(DEBIAN));
    }
    let rustup = || command::run(command::at_root("rustup").args(["target", "add", TARGET]));
    if command::find("rustup").is_some() {
        // Whether it worked is seen below; rustup has said why not.
        let _ = progress::step(format!("adding the target {TARGET}"), rustup);
        if installed(None) {
            return Ok(None);
        }
    }
    from_debian()
}

/// Whether a toolchain has the target's libraries; `None` asks the one that cargo would use here.
fn installed(toolchain: Option<&str>) -> bool {
    let mut rustc = command::at_root("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    if let Some(toolchain) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    let Some(folder) = command::ask(&mut rustc) else { return false };
    fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some())
}

/// Where rustup cannot download: Debian's Rust, and the library built from Debian's sources.
fn from_debian() -> Result<Option<&'static str>> {
    let Some(installer) = apt::installer() else {
        bail!(
            "Rust has no {TARGET} here and could not get it. Run `rustup target add {TARGET}` where the network allows; \
             or as root on Debian, run this command again: it then builds the target from Debian's own packages."
        );
    };
    progress::step("installing Debian's Rust", || installer.install(&PACKAGES))?;
    progress::step(format!("building the standard library for {TARGET}"), || build_library(&installer))?;
    if command::find("rustup").is_none() {
        return Ok(None);
    }
    command::run(command::at_root("rustup").args(["toolchain", "link", DEBIAN, "/usr"]))?;
    Ok(Some(DEBIAN))
}

/// Compiles an empty crate with its standard library, then moves the libraries to where rustc looks for them.
fn build_library(installer: &apt::Installer) -> Result<()> {
    let folder = cache::folder()?.join("wasm-target");
    fs::create_dir_all(folder.join("src")).with_context(|| format!("making {}", folder.display()))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.toml"), "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n")?;

    let mut cargo = Command::new("/usr/bin/cargo");
    cargo.current_dir(&folder).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO_TARGET_DIR");
    // The build needs a nightly's flag, and bitcode without which the widget's fat LTO fails later.
    cargo.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes").env("RUSTC", "/usr/bin/rustc");
    cargo.args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,proc_macro"]);
    command::run(&mut cargo)?;

    let rustlib = format!("{}/lib/rustlib", rustc("sysroot")?);
    let libraries = format!("{rustlib}/{TARGET}/lib");
    let programs = format!("{rustlib}/{}/bin", rustc("host-tuple")?);
    command::run(installer.command("mkdir").args(["-p", &libraries, &programs]))?;
    let built = folder.join("target").join(TARGET).join("release/deps");
    command::run(installer.command("cp").args(rlibs(&built)?).arg(&libraries))?;
    // The target's linker, which Debian packages apart and under LLVM's own name.
    let linker = format!("{programs}/rust-lld");
    command::run(installer.command("ln").args(["-sf", "/usr/bin/lld-22", &linker]))
}

/// A fact about Debian's compiler.
fn rustc(what: &str) -> Result<String> {
    let answer = command::output(Command::new("/usr/bin/rustc").args(["--print", what]))?;
    Ok(answer.trim().to_owned())
}

fn rlibs(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        // The empty crate itself is no part of the library.
        let ours = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libempty-"));
        if path.extension().is_some_and(|extension| extension == "rlib") && !ours {
            found.push(path);
        }
    }
    Ok(found)
}
