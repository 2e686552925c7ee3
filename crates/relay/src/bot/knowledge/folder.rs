//! The folder of items: every `*.md` in it and below it.

use super::front::{self, Read};
use super::{Item, Problem};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes of one file; an answer is read by a person in a chat.
const FILE_BYTES: u64 = 256 * 1024;

/// A file as it was when it was looked at.
pub(super) type Print = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// Reads every item, in the order of the files' names. All problems come at once.
pub(super) fn read(folder: &Path) -> Result<Vec<Item>, Vec<Problem>> {
    let whole = |reason: String| vec![Problem { file: folder.to_owned(), line: None, reason }];
    let files = files(folder).map_err(|error| whole(format!("the folder cannot be read: {error}")))?;
    if files.is_empty() {
        return Err(whole("there is no item in it; write at least one `*.md`".to_owned()));
    }
    let mut problems = Vec::new();
    let mut items = Vec::new();
    for file in files {
        match read_file(&file) {
            Ok(read) => items.push((file, read)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(cross_check(&items));
    if problems.is_empty() { Ok(items.into_iter().map(|(_, read)| read.item).collect()) } else { Err(problems) }
}

/// What tells whether something has changed.
pub(super) fn print(folder: &Path) -> std::io::Result<Print> {
    let files = files(folder)?;
    let print = |file: PathBuf| {
        let known = std::fs::metadata(&file).ok();
        let changed = known.as_ref().and_then(|known| known.modified().ok());
        (file, changed, known.map_or(0, |known| known.len()))
    };
    Ok(files.into_iter().map(print).collect())
}

/// Files and folders whose names begin with a dot are not the author's.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn read_file(file: &Path) -> Result<Read, Problem> {
    let at = |reason: String| Problem { file: file.to_owned(), line: None, reason };
    let size = std::fs::metadata(file).map_err(|error| at(format!("cannot be read: {error}")))?.len();
    if size > FILE_BYTES {
        return Err(at(format!("has {size} bytes; an item may have {FILE_BYTES}")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| at(format!("cannot be read: {error}")))?;
    front::read(file, &text)
}

/// What can only be seen with all items at hand: doubled ids, buttons that lead nowhere.
fn cross_check(items: &[(PathBuf, Read)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: HashMap<(&str, Option<&str>), &PathBuf> = HashMap::new();
    for (file, Read { item, .. }) in items {
        // Variants of an item for other pages, hours or variables share its id.
        if item.when.weight() > 0 {
            continue;
        }
        if let Some(first) = seen.insert((&item.id, item.locale.as_deref()), file) {
            let reason = format!("the id {:?} is taken by {}", item.id, first.display());
            problems.push(Problem { file: file.clone(), line: None, reason });
        }
    }
    let ids: HashSet<&str> = items.iter().map(|(_, read)| read.item.id.as_str()).collect();
    for (file, read) in items {
        for (id, line) in read.leads.iter().filter(|(id, _)| !ids.contains(id.as_str())) {
            let reason = format!("it leads to {id:?}, which is no item");
            problems.push(Problem { file: file.clone(), line: Some(*line), reason });
        }
    }
    problems
}
