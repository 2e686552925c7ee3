//! Compressing once, at build time, as well as it can be done.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::{command, tools::Tools};

/// Writes `file.br` and `file.gz` beside every file that gets smaller by it.
pub(super) fn run(tools: &Tools, folder: &Path) -> Result<()> {
    command::run(tools.node().arg("build/compress.mjs").arg(folder))?;
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let brotli =
            fs::metadata(named(&file, "br")).map_or_else(|_| "-".to_owned(), |packed| packed.len().to_string());
        let sizes = (brotli, keep(&file, "gz", &bytes, &gzip(&bytes)?)?);
        let name = file.strip_prefix(folder).unwrap_or(&file).display();
        println!("    {:>8} B  br {:>7}  gz {:>7}  {name}", bytes.len(), sizes.0, sizes.1);
    }
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "br" && extension != "gz") {
            files.push(path);
        }
    }
    Ok(())
}

/// Writes the variant if it is worth a header, and says how large it is.
fn keep(file: &Path, encoding: &str, original: &[u8], packed: &[u8]) -> Result<String> {
    if packed.len() >= original.len() {
        return Ok("-".to_owned());
    }
    let name = named(file, encoding);
    fs::write(&name, packed).with_context(|| format!("writing {}", name.display()))?;
    Ok(packed.len().to_string())
}

/// The name of a file's variant.
fn named(file: &Path, encoding: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(encoding);
    name.into()
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_packed_unpacks_to_the_original() -> Result<()> {
        let text = "a chat that waits for its visitor, ".repeat(200).into_bytes();
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(gzip(&text)?.as_slice()).read_to_end(&mut unpacked)?;
        assert_eq!(unpacked, text);
        Ok(())
    }

    #[test]
    fn a_variant_that_grows_is_not_kept() -> Result<()> {
        let file = std::env::temp_dir().join(format!("xtask-precompress-{}", std::process::id()));
        assert_eq!(keep(&file, "br", b"x", b"xyz")?, "-");
        assert!(!file.with_extension("br").exists());
        Ok(())
    }
}
