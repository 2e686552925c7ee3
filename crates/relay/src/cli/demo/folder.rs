//! The folder of a demo's data.

use anyhow::Context as _;
use std::path::{Path, PathBuf};

/// A folder that goes away with the demo, unless somebody named it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    /// The folder named, or a fresh one among the system's temporary files.
    pub(super) fn open(named: Option<PathBuf>) -> anyhow::Result<Self> {
        let keep = named.is_some();
        let fresh = || std::env::temp_dir().join(format!("baton-demo-{}", uuid::Uuid::new_v4()));
        let path = named.unwrap_or_else(fresh);
        std::fs::create_dir_all(&path).with_context(|| format!("the folder {} cannot be made", path.display()))?;
        let path = path.canonicalize()?;
        Ok(Self { path, keep })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(path = %self.path.display(), error = %error, "the demo's folder could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_folder_goes_and_a_named_one_stays() {
        let fresh = Folder::open(None).unwrap();
        let path = fresh.path().to_owned();
        std::fs::write(path.join("file"), "text").unwrap();
        drop(fresh);
        assert!(!path.exists());

        let parent = tempfile::tempdir().unwrap();
        let named = parent.path().join("named");
        drop(Folder::open(Some(named.clone())).unwrap());
        assert!(named.exists());
    }
}
