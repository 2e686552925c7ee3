//! What outlives the page: the session, what is unsent, the text in the composer. In the browser's storage where that is
//! allowed, in memory where it is not (a third-party frame, a private window); then the chat ends with the page, and says
//! so.

use crate::core::Unsent;
use crate::host;
use baton_protocol::{ClientId, SessionToken};
use web_sys::Storage;

/// How the entry of a session begins that the relay does not know any more; no token does.
pub(crate) const LOST: &str = ".";
/// What is kept for one site. Each unsent message has an entry of its own, so that two tabs never overwrite each other's.
pub(crate) struct Kept {
    prefix: String,
    is_lasting: bool,
    memory: Vec<(String, String)>,
}

impl Kept {
    /// Looks whether anything can be kept.
    pub(crate) fn new(site: &str) -> Self {
        let prefix = ["baton:", site, ":"].concat();
        let mut kept = Self { prefix, is_lasting: true, memory: Vec::new() };
        let probe = kept.key("probe");
        kept.is_lasting = store(&probe, "1");
        kept.remove("probe");
        kept
    }

    /// Whether what is kept outlives the page.
    pub(crate) fn is_lasting(&self) -> bool {
        self.is_lasting
    }

    /// The session of an earlier page, or of another tab.
    pub(crate) fn session(&self) -> Option<SessionToken> {
        self.get("session").filter(|token| !token.starts_with(LOST)).map(SessionToken::new)
    }

    /// Keeps the session.
    pub(crate) fn keep_session(&mut self, session: &SessionToken) {
        self.set("session", session.reveal());
    }

    /// Forgets the session; where one is named, only that one. A lost one leaves an entry that says so, since other tabs
    /// take a session that is gone for a visitor who has left.
    pub(crate) fn forget_session(&mut self, lost: Option<&SessionToken>) {
        match lost {
            None => self.remove("session"),
            Some(lost) if self.session().as_ref() == Some(lost) => {
                self.set("session", &[LOST, lost.reveal()].concat());
            }
            Some(_) => {}
        }
    }

    /// Whether a change that another tab made says that the visitor has left.
    pub(crate) fn says_left(&self, key: Option<&str>, value: Option<&str>) -> bool {
        value.is_none() && key.is_none_or(|key| key == self.key("session"))
    }

    /// The entry of the session that another tab has written, where that is what it changed: a session of its own, or by
    /// [`LOST`] one that it has lost.
    pub(crate) fn says_other(&self, key: Option<&str>, value: Option<String>) -> Option<String> {
        value.filter(|_| key.is_some_and(|key| key == self.key("session")))
    }

    /// A session that the visitor has left and the relay may not have heard of.
    pub(crate) fn left(&self) -> Option<SessionToken> {
        self.get("left").map(SessionToken::new)
    }

    /// Keeps such a session until the relay has heard of it.
    pub(crate) fn keep_left(&mut self, session: Option<&SessionToken>) {
        match session {
            Some(session) => self.set("left", session.reveal()),
            None => self.remove("left"),
        }
    }

    /// What was not sent yet.
    pub(crate) fn unsent(&self) -> Vec<Unsent> {
        self.unsent_names().iter().filter_map(|name| host::parse(&self.get(name)?)).collect()
    }

    /// Keeps something unsent.
    pub(crate) fn keep_unsent(&mut self, unsent: &Unsent) {
        if let Ok(text) = serde_json::to_string(unsent) {
            self.set(&unsent_name(&unsent.id), &text);
        }
    }

    /// It has been sent, or given up.
    pub(crate) fn forget_unsent(&mut self, id: &ClientId) {
        self.remove(&unsent_name(id));
    }

    /// The text that stood in the composer.
    pub(crate) fn draft(&self) -> String {
        self.get("draft").unwrap_or_default()
    }

    /// Keeps the text of the composer.
    pub(crate) fn keep_draft(&mut self, text: &str) {
        if text.is_empty() {
            self.remove("draft");
        } else {
            self.set("draft", text);
        }
    }

    fn unsent_names(&self) -> Vec<String> {
        let Some(storage) = storage().filter(|_| self.is_lasting) else { return Vec::new() };
        let prefix = self.key("unsent:");
        (0..storage.length().unwrap_or(0))
            .filter_map(|index| storage.key(index).ok().flatten())
            .filter(|key| key.starts_with(&prefix))
            .filter_map(|key| key.strip_prefix(&self.prefix).map(str::to_owned))
            .collect()
    }

    fn key(&self, name: &str) -> String {
        [self.prefix.as_str(), name].concat()
    }

    fn get(&self, name: &str) -> Option<String> {
        let key = self.key(name);
        if let Some((_, text)) = self.memory.iter().find(|(kept, _)| *kept == key) {
            return Some(text.clone());
        }
        storage().filter(|_| self.is_lasting)?.get_item(&key).ok()?
    }

    /// Keeps a value; in memory where the storage is full or gone.
    fn set(&mut self, name: &str, value: &str) {
        let key = self.key(name);
        self.memory.retain(|(kept, _)| *kept != key);
        if !(self.is_lasting && store(&key, value)) {
            self.memory.push((key, value.to_owned()));
        }
    }

    fn remove(&mut self, name: &str) {
        let key = self.key(name);
        self.memory.retain(|(kept, _)| *kept != key);
        if let Some(storage) = storage() {
            // What cannot be taken out of it now could not be put in either.
            let _ = storage.remove_item(&key);
        }
    }
}

fn store(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// The browser's storage. It may be denied at any moment: it is asked for anew each time.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn unsent_name(id: &ClientId) -> String {
    ["unsent:", id.as_str()].concat()
}
