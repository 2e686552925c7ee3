//! The tray: files chosen and not yet sent.

use super::{Effect, Picked};
use baton_protocol::{ErrorCode, FileRef, FileRules, limits};

/// A file in the tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The edge's number of it.
    pub key: u32,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: u64,
    /// How far it is.
    pub state: UploadState,
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Waits for a session.
    Waiting,
    /// So many bytes have left.
    Sending(u64),
    /// The relay has it.
    Done(FileRef),
    /// It failed; without a code where the relay could not be reached.
    Failed(Option<ErrorCode>),
}

impl Upload {
    /// Whether trying the same file again may help.
    pub fn can_retry(&self) -> bool {
        match self.state {
            UploadState::Failed(code) => code.is_none_or(ErrorCode::is_temporary),
            _ => false,
        }
    }
}

/// The tray.
#[derive(Clone, Debug, Default)]
pub(super) struct Tray {
    files: Vec<Upload>,
    /// A message with this text was submitted and waits for the uploads.
    pub(super) held: Option<String>,
}

impl Tray {
    /// Takes files in; what can be refused without asking the relay is refused at once. Says whether there were more than
    /// one message carries: these are not even shown.
    pub(super) fn pick(&mut self, picked: Vec<Picked>, rules: &FileRules, out: &mut Vec<Effect>) -> bool {
        let mut is_full = false;
        for file in picked {
            if self.files.len() >= limits::FILES_PER_MESSAGE {
                is_full = true;
                out.push(Effect::DropUpload(file.key));
                continue;
            }
            let state = refusal(&file, rules).map_or(UploadState::Waiting, |code| UploadState::Failed(Some(code)));
            self.files.push(Upload { key: file.key, name: file.name, bytes: file.bytes, state });
        }
        is_full
    }

    /// Starts what waits, once there is a session to upload with.
    pub(super) fn start(&mut self, out: &mut Vec<Effect>) {
        for upload in self.files.iter_mut().filter(|upload| upload.state == UploadState::Waiting) {
            upload.state = UploadState::Sending(0);
            out.push(Effect::Upload(upload.key));
        }
    }

    pub(super) fn progress(&mut self, key: u32, sent: u64) {
        if let Some(upload) = self.find(key)
            && matches!(upload.state, UploadState::Sending(_))
        {
            upload.state = UploadState::Sending(sent.min(upload.bytes));
        }
    }

    pub(super) fn done(&mut self, key: u32, file: FileRef, out: &mut Vec<Effect>) {
        if let Some(upload) = self.find(key) {
            upload.state = UploadState::Done(file);
        }
        if !self.is_busy()
            && let Some(text) = self.held.take()
        {
            out.push(Effect::SubmitAgain(text));
        }
    }

    pub(super) fn failed(&mut self, key: u32, code: Option<ErrorCode>) {
        if let Some(upload) = self.find(key) {
            upload.state = UploadState::Failed(code);
        }
        self.held = None;
    }

    pub(super) fn retry(&mut self, key: u32) {
        if let Some(upload) = self.find(key).filter(|upload| upload.can_retry()) {
            upload.state = UploadState::Waiting;
        }
    }

    pub(super) fn remove(&mut self, key: u32, out: &mut Vec<Effect>) {
        self.files.retain(|upload| upload.key != key);
        out.push(Effect::DropUpload(key));
        if !self.is_busy() {
            self.held = None;
        }
    }

    /// Whether this upload is under way.
    pub(super) fn is_sending(&self, key: u32) -> bool {
        self.files.iter().any(|upload| upload.key == key && matches!(upload.state, UploadState::Sending(_)))
    }

    /// Tries again what failed because the relay could not be reached.
    pub(super) fn retry_unreached(&mut self) {
        for upload in &mut self.files {
            if upload.state == UploadState::Failed(None) {
                upload.state = UploadState::Waiting;
            }
        }
    }

    /// Begins every upload anew, under another session. What the old one's uploads come to counts no longer.
    pub(super) fn restart(&mut self, out: &mut Vec<Effect>) {
        for upload in &mut self.files {
            match upload.state {
                UploadState::Sending(_) => out.push(Effect::StopUpload(upload.key)),
                UploadState::Done(_) => {}
                UploadState::Waiting | UploadState::Failed(_) => continue,
            }
            upload.state = UploadState::Waiting;
        }
    }

    /// The uploaded files, taken out for a message. What failed stays, with its reason.
    pub(super) fn take(&mut self, out: &mut Vec<Effect>) -> Vec<FileRef> {
        let mut taken = Vec::new();
        let mut left = Vec::new();
        for upload in std::mem::take(&mut self.files) {
            match upload.state {
                UploadState::Done(file) => {
                    out.push(Effect::KeepUpload(upload.key, file.id.clone()));
                    taken.push(file);
                }
                _ => left.push(upload),
            }
        }
        self.files = left;
        taken
    }

    pub(super) fn is_busy(&self) -> bool {
        self.files.iter().any(|upload| matches!(upload.state, UploadState::Waiting | UploadState::Sending(_)))
    }

    pub(super) fn has_done(&self) -> bool {
        self.files.iter().any(|upload| matches!(upload.state, UploadState::Done(_)))
    }

    pub(super) fn files(&self) -> &[Upload] {
        &self.files
    }

    fn find(&mut self, key: u32) -> Option<&mut Upload> {
        self.files.iter_mut().find(|upload| upload.key == key)
    }
}

fn refusal(file: &Picked, rules: &FileRules) -> Option<ErrorCode> {
    let extension = file.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    if !extension.is_some_and(|extension| rules.extensions.contains(&extension)) {
        Some(ErrorCode::FileTypeRefused)
    } else if file.bytes == 0 {
        Some(ErrorCode::FileEmpty)
    } else if file.bytes > rules.max_bytes {
        Some(ErrorCode::FileTooLarge)
    } else {
        None
    }
}

/// A name within the limit that keeps its extension.
pub fn short_name(name: &str) -> String {
    let count = name.chars().count();
    if count <= limits::FILE_NAME_CHARS {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).filter(|extension| extension.len() < 16);
    let keep = limits::FILE_NAME_CHARS - extension.map_or(0, |extension| extension.chars().count() + 1);
    let mut short: String = name.chars().take(keep).collect();
    if let Some(extension) = extension {
        short.push('.');
        short.push_str(extension);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_before_their_extension() {
        assert_eq!(short_name("a.pdf"), "a.pdf");
        let long = short_name(&format!("{}.pdf", "ä".repeat(300)));
        assert_eq!(long.chars().count(), limits::FILE_NAME_CHARS);
        assert!(long.ends_with("ä.pdf"));
    }
}
