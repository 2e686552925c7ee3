//! Writing what was learned into the configuration, which is a person's file: comments, order and spaces stay.

use crate::config::Config;
use crate::desk::provision::Learned;
use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, value};

/// The folder of secrets, beside the configuration.
const SECRETS: &str = "secrets";

/// The configuration file.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    document: DocumentMut,
    written: Vec<Note>,
}

/// One thing that was written.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// The setting.
    pub(super) key: String,
    /// The file.
    pub(super) place: String,
}

impl File {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let document = text.parse().with_context(|| format!("{} is not TOML", path.display()))?;
        Ok(Self { path: path.to_owned(), document, written: Vec::new() })
    }

    /// What was written so far.
    pub(super) fn written(&self) -> Vec<Note> {
        self.written.clone()
    }

    /// Writes it at once: what comes next may fail.
    pub(super) fn keep(&mut self, config: &Config, account: &str, learned: Learned) -> anyhow::Result<()> {
        match learned {
            Learned::Setting(key, text) => self.set(&["account", account], key, text.into())?,
            Learned::Number(key, number) => self.set(&["account", account], key, i64::try_from(number)?.into())?,
            Learned::Secrets(key, secrets) => self.keep_secrets(account, key, &secrets)?,
            Learned::Group { name, id } => {
                for (site, settings) in &config.site {
                    if settings.account.as_deref() != Some(account) {
                        continue;
                    }
                    for (skill, settings) in &settings.skills {
                        if settings.group_id.is_empty() && settings.group_name(skill) == name {
                            self.set(&["site", site, "skills", skill], "group_id", id.clone().into())?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, place: &[&str], key: &str, what: toml_edit::Value) -> anyhow::Result<()> {
        self.table(place)?.insert(key, value(what));
        self.save()?;
        self.note(place, key, self.path.display().to_string());
        Ok(())
    }

    /// Secrets stand in a file of their own, a line each, that only its owner reads; the configuration names it.
    fn keep_secrets(&mut self, account: &str, key: &str, secrets: &[SecretString]) -> anyhow::Result<()> {
        let name = secret_name(account, key);
        let path = self.path.parent().unwrap_or(Path::new("")).join(&name);
        let lines: Vec<&str> = secrets.iter().map(|secret| secret.expose_secret()).collect();
        write_secret(&path, &lines.join("\n")).with_context(|| format!("writing {}", path.display()))?;
        let table = self.table(&["account", account])?;
        // Beside a file it would be set twice.
        table.remove(key);
        table.insert(&format!("{key}_file"), value(name));
        self.save()?;
        self.note(&["account", account], key, path.display().to_string());
        Ok(())
    }

    /// The table at a place, made where it is missing.
    fn table(&mut self, place: &[&str]) -> anyhow::Result<&mut dyn toml_edit::TableLike> {
        let mut item = self.document.as_item_mut();
        for name in place {
            let table = item.as_table_like_mut().with_context(|| format!("`{}` is not a table", place.join(".")))?;
            item = table.entry(name).or_insert_with(|| {
                let mut table = Table::new();
                table.set_implicit(true);
                Item::Table(table)
            });
        }
        item.as_table_like_mut().with_context(|| format!("`{}` is not a table", place.join(".")))
    }

    /// Whole or not at all: a file beside it takes its place.
    fn save(&self) -> anyhow::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let what = || format!("writing {}", self.path.display());
        let mut new = tempfile::NamedTempFile::new_in(folder).with_context(what)?;
        new.write_all(self.document.to_string().as_bytes()).with_context(what)?;
        new.as_file().sync_all().with_context(what)?;
        let rights = fs::metadata(&self.path).with_context(what)?.permissions();
        new.as_file().set_permissions(rights).with_context(what)?;
        new.persist(&self.path).with_context(what)?;
        Ok(())
    }

    fn note(&mut self, place: &[&str], key: &str, file: String) {
        self.written.push(Note { key: format!("{}.{key}", place.join(".")), place: file });
    }
}

/// The file of an account's secret, from the configuration's folder on.
pub(super) fn secret_name(account: &str, key: &str) -> String {
    format!("{SECRETS}/{account}.{key}")
}

/// Writes a secret where only its owner reads it, whoever could read what was there before.
pub(super) fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    writeln!(file, "{text}")?;
    file.sync_all()
}
