//! What `public/boot.js` offers: it painted the panel, owns the composer and holds the port to the host page.

use baton_protocol::SiteDocument;
use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = batonBoot, js_name = siteText)]
    fn site_text() -> String;

    /// Whether the chat is a frame of another page.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn embedded() -> bool;

    /// Gives the handlers and gets everything that waited: `submit(text)`, `typed(text)`, `pick(files)`, `intent()`,
    /// `host(message)` and `texts(list)`.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = takeOver)]
    pub(crate) fn take_over(handlers: &Object);

    /// Sends a message to the host page, if there is one.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn post(message: &JsValue);

    /// Answers a call of a method that is not known with what was probably meant of those that are; without a call, says the
    /// same of an option in the page's console. `place` is where the option stands.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn unknown(call: &JsValue, name: &str, known: &str, place: &str);

    /// Asks the page, by one of its interceptors. `then` gets the answer: a value, null, or undefined where none came.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn ask(name: &str, value: &JsValue, then: &js_sys::Function);

    /// Makes a sound for something new, once in all tabs, if the visitor has not muted the chat.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn chime(id: &str);

    /// Has the visitor choose a language, by a question of this name.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = chooseLanguage)]
    pub(crate) fn choose_language(label: &str);

    /// Whether the visitor wants no sounds.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn muted() -> bool;

    /// Keeps what the visitor wants of sounds.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn mute(muted: bool);

    /// Saves the conversation as a text, or prints it. `events` is what the relay tells of it, as JSON; then the names of
    /// the bot, the visitor and the desk.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn transcript(events: &str, bot: &str, visitor: &str, desk: &str, on_paper: bool);

    /// Asks the browser where the visitor is, and sends it as their message.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn locate();

    /// Has a button ask for notifications of what is new, which the host page shows. It goes where there is no such page, and
    /// once they are allowed.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = offerNotices)]
    pub(crate) fn offer_notices(button: &web_sys::Element);

    /// Shows that the chat has ended for good, and tells the host page.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn crashed(reason: &str);

    /// Puts the focus where it belongs in an open panel.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn focus();

    /// Opens a socket, or has requests to the address of the poll stand in for one, where that is given.
    ///
    /// # Errors
    /// The document's policy forbids the address, or it is none.
    #[wasm_bindgen(js_namespace = batonBoot, catch)]
    pub(crate) fn socket(address: &str, polled: Option<&str>) -> Result<web_sys::WebSocket, JsValue>;

    /// What stands in the composer.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn text() -> String;

    /// Puts a text into the composer.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = setText)]
    pub(crate) fn set_text(text: &str);

    /// Whether there is something to send beside the text.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = setAttached)]
    pub(crate) fn set_attached(attached: bool);

    /// The language of days and numbers, and of the texts where they are there in it.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn locale() -> String;

    /// The module's texts in the visitor's language, in their order; none where they are its own.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn texts() -> js_sys::Array;

    /// Sets the language; its words come later, by the handler `texts`. False for what is no language tag.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = setLocale)]
    pub(crate) fn set_locale(locale: &str) -> bool;

    /// Sets the theme; false for what is none.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = setTheme)]
    pub(crate) fn set_theme(theme: &JsValue) -> bool;

    /// 128 random bits, as text.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = newId)]
    pub(crate) fn new_id() -> String;

    /// A text for a number of things: of the forms that stand in it side by side with a `|` between them, in the order zero,
    /// one, two, few, many, other as far as the language has them, the one for this number, with the number in it.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn counted(text: &str, number: f64) -> String;

    /// Notes where the rows in view stand, of those in an element.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn hold(rows: &web_sys::Element);

    /// Scrolls so that the first of them that is still there stands where it stood.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = letGo)]
    pub(crate) fn let_go();

    /// The number of a moment's day, where the visitor is.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = dayNumber)]
    pub(crate) fn day_number(at: f64) -> f64;

    /// The name of a moment's day.
    #[wasm_bindgen(js_namespace = batonBoot, js_name = dayName)]
    pub(crate) fn day_name(at: f64) -> String;

    /// The time of a moment.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn clock(at: f64) -> String;

    /// The day and time of a moment to come.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn moment(at: f64) -> String;

    /// A size in words.
    #[wasm_bindgen(js_namespace = batonBoot)]
    pub(crate) fn size(bytes: f64) -> String;
}

/// The site's document.
pub(crate) fn site() -> Option<SiteDocument> {
    super::parse(&site_text())
}

/// A new id for something the visitor asks.
pub(crate) fn client_id() -> baton_protocol::ClientId {
    baton_protocol::ClientId::new(new_id())
}
