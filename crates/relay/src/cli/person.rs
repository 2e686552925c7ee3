//! `baton export` and `baton erase`: what is kept of somebody. The running relay does it; the store is opened only where
//! none runs.

use super::config_file::ConfigFile;
use super::failure::Failure;
use crate::admin::{self, Ask, Person, Told};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::core::{Core, Erased, Export};
use crate::files::{Files, clean_name};
use anyhow::Context as _;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
struct Whose {
    #[command(flatten)]
    file: ConfigFile,
    /// Whose: a visitor's id, the external id or the e-mail address that a token proved
    who: String,
    /// The site, by its name in the configuration
    #[arg(long)]
    site: String,
}

#[derive(Debug, Args)]
pub(super) struct ExportFlags {
    #[command(flatten)]
    whose: Whose,
    /// Write `export.json` and the files into this folder, which is made; without it the JSON goes to standard output,
    /// and the files' names are in it
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct EraseFlags {
    #[command(flatten)]
    whose: Whose,
}

pub(super) async fn export(flags: ExportFlags) -> Result<(), Failure> {
    let (config, told) = ask(flags.whose, Ask::Export).await?;
    let Told::Export(export) = told else { return Err(unexpected().into()) };
    let text = serde_json::to_string_pretty(&export)?;
    let Some(out) = flags.out else {
        println!("{text}");
        return Ok(());
    };
    std::fs::create_dir_all(out.join("files")).with_context(|| format!("{} cannot be made", out.display()))?;
    std::fs::write(out.join("export.json"), text)?;
    let (here, elsewhere) = copy_files(&config, &export, &out.join("files"))?;
    println!("{} holds what is kept, with {here} files", out.display());
    if elsewhere > 0 {
        println!("{elsewhere} files are at Zendesk and not here");
    }
    Ok(())
}

pub(super) async fn erase(flags: EraseFlags) -> Result<(), Failure> {
    let (_, told) = ask(flags.whose, Ask::Erase).await?;
    let Told::Erased(Erased { conversations, files, at_desks }) = told else { return Err(unexpected().into()) };
    println!("erased: {conversations} conversations, {files} files");
    if at_desks > 0 {
        println!(
            "{at_desks} conversations at Zendesk are being deleted by the relay, as soon as it runs and reaches it"
        );
    }
    Ok(())
}

fn unexpected() -> anyhow::Error {
    anyhow::anyhow!("the relay answered something else; is it of the same version?")
}

/// Asks whoever holds the store.
async fn ask(whose: Whose, of: impl FnOnce(Person) -> Ask) -> Result<(Config, Told), Failure> {
    let (config, _) = whose.file.accept()?;
    let ask = of(Person { site: whose.site, who: whose.who });
    #[cfg(unix)]
    let running = admin::ask(&admin::socket_in(&config.data_dir), &ask).await?;
    #[cfg(not(unix))]
    let running = None;
    let told = match running {
        Some(told) => told,
        None => {
            // A typing error in `data_dir` must not make an empty store.
            if !config.data_dir.is_dir() {
                return Err(anyhow::anyhow!("there is no data folder {}", config.data_dir.display()).into());
            }
            let core = Core::open(&config, Arc::new(SystemClock)).await.context("no relay answers here")?;
            admin::answer(&core, &ask).await
        }
    };
    match told {
        Told::Failed(reason) => Err(anyhow::anyhow!(reason).into()),
        told => Ok((config, told)),
    }
}

/// Copies the bytes of files that are here. Says how many there were, and how many are not.
fn copy_files(config: &Config, export: &Export, out: &Path) -> anyhow::Result<(usize, usize)> {
    let (mut here, mut elsewhere) = (0, 0);
    for file in export.conversations.iter().flat_map(|conversation| &conversation.files) {
        let from = Files::path_in(&Core::files_in(&config.data_dir), &file.id);
        let to = out.join(format!("{}-{}", file.id, clean_name(&file.name)));
        match std::fs::copy(&from, &to) {
            Ok(_) => here += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => elsewhere += 1,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be copied", from.display())),
        }
    }
    Ok((here, elsewhere))
}
