//! What the edges keep between two calls: the socket, the files, the clock.

use super::{Alarm, App};
use crate::core::{Input, Picked};
use crate::host;
use crate::net::{Arrival, Sending, Socket};
use crate::storage::Kept;
use baton_protocol::{FileId, IdentityToken, SiteToken, UserDetails};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsCast;

/// What the page said of itself and of its visitor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// The visitor.
    pub(crate) user: UserDetails,
    /// The page's address.
    pub(crate) address: Option<String>,
    /// What the site's owner has signed of the visitor.
    pub(crate) token: Option<IdentityToken>,
    /// Whether it reads what is sent, before it is.
    pub(crate) before_send: bool,
    /// Whether it reads what others have said, before it is shown.
    pub(crate) before_display: bool,
}

/// Everything that is not state.
pub(crate) struct Edges {
    /// The site's public token.
    pub(crate) site: SiteToken,
    /// The socket's address, where it is not beside the document.
    pub(crate) socket_url: Option<String>,
    /// What outlives the page.
    pub(crate) kept: Kept,
    /// What the page said.
    pub(crate) page: Page,
    /// The socket in use.
    pub(crate) socket: Option<Socket>,
    /// Files chosen, by their number in the tray.
    pub(crate) picked: Vec<(u32, web_sys::File)>,
    /// Uploads under way.
    pub(crate) sending: Vec<(u32, Sending)>,
    /// Object addresses of files fetched or sent, by their id.
    pub(crate) blobs: Vec<(FileId, String)>,
    /// Files being fetched, so that none is fetched twice, and who waits for them.
    pub(crate) fetching: Vec<(FileId, Vec<Arrival>)>,
    /// Object addresses of chosen files, by their number in the tray.
    pub(crate) faces: Vec<(u32, String)>,
    next_key: u32,
    clock: Option<(i64, Alarm)>,
}

impl Edges {
    /// Edges of a page that begins.
    pub(crate) fn new(site: SiteToken, socket_url: Option<String>, kept: Kept) -> Self {
        Self {
            site,
            socket_url,
            kept,
            page: Page::default(),
            socket: None,
            picked: Vec::new(),
            sending: Vec::new(),
            blobs: Vec::new(),
            fetching: Vec::new(),
            faces: Vec::new(),
            next_key: 0,
            clock: None,
        }
    }

    /// Sets the one clock to a moment, unless it stands there already.
    pub(super) fn set_clock(&mut self, deadline: Option<i64>, timer: impl FnOnce(u32) -> Alarm, now: i64) {
        if self.clock.as_ref().map(|(at, _)| *at) == deadline {
            return;
        }
        self.clock = deadline.map(|at| {
            // A millisecond more than due: timers may fire a little early, and then nothing would have changed.
            let wait = u32::try_from((at - now).max(0)).unwrap_or(u32::MAX / 2).saturating_add(1);
            (at, timer(wait))
        });
    }

    /// The clock has rung and stands nowhere.
    pub(super) fn clear_clock(&mut self) {
        self.clock = None;
    }

    /// Takes chosen files in and numbers them.
    fn pick(&mut self, files: &Array) -> Vec<Picked> {
        files
            .iter()
            .filter_map(|file| file.dyn_into::<web_sys::File>().ok())
            .map(|file| {
                self.next_key += 1;
                let picked = Picked { key: self.next_key, name: file.name(), bytes: bytes_of(&file) };
                self.picked.push((self.next_key, file));
                picked
            })
            .collect()
    }

    /// The file of this number.
    pub(crate) fn picked(&self, key: u32) -> Option<&web_sys::File> {
        self.picked.iter().find(|(picked, _)| *picked == key).map(|(_, file)| file)
    }

    /// The object address of a file that is here already.
    pub(crate) fn blob(&self, id: &FileId) -> Option<String> {
        self.blobs.iter().find(|(known, _)| known == id).map(|(_, address)| address.clone())
    }

    /// Lets every fetched file go.
    pub(super) fn forget_files(&mut self) {
        for (_, address) in std::mem::take(&mut self.blobs) {
            // An address that is gone already is gone.
            let _ = web_sys::Url::revoke_object_url(&address);
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole and not negative")]
fn bytes_of(file: &web_sys::File) -> u64 {
    file.size() as u64
}

/// What `boot.js` calls from now on.
pub(super) fn handlers(app: App) -> Object {
    let handlers = Object::new();
    let set = |name: &str, handler: Function| {
        // Setting a key of a fresh object cannot fail.
        let _ = Reflect::set(&handlers, &name.into(), &handler);
    };
    set("submit", host::function(move |text| app.submit(text.as_string().unwrap_or_default())));
    set(
        "typed",
        host::function(move |text| {
            let text = text.as_string().unwrap_or_default();
            app.edges(|edges| edges.kept.keep_draft(&text));
            // Where nothing waits for letters the scene is not for each of them.
            if app.read(crate::core::State::follows_typing) {
                app.input(Input::Typed(text));
            }
        }),
    );
    set(
        "pick",
        host::function(move |files| {
            let picked = files.dyn_into::<Array>().map(|files| app.edges(|edges| edges.pick(&files)));
            app.input(Input::Picked(picked.unwrap_or_default()));
        }),
    );
    set("intent", host::function(move |_| app.input(Input::Intent)));
    set(
        "texts",
        host::function(move |texts| {
            if let Some(texts) = texts.dyn_ref::<Array>() {
                app.speak(texts);
            }
        }),
    );
    set("host", host::function(move |message| host::hear(app, &message)));
    handlers
}
