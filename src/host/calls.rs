//! What the host page asks.

use super::options::{Advice, Options};
use super::{boot, js, post};
use crate::app::App;
use crate::core::{Input, State};
use baton_protocol::Block;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The calls answered here; the loader answers the rest.
const METHODS: [&str; 20] = [
    "init",
    "identify",
    "update",
    "logout",
    "open",
    "close",
    "send",
    "prefill",
    "handoff",
    "endChat",
    "setLocale",
    "setTheme",
    // These the loader knows itself.
    "on",
    "toggle",
    "show",
    "hide",
    "destroy",
    "beforeSend",
    "beforeDisplay",
    "diagnose",
];

/// Takes in a message of the host page.
pub(crate) fn hear(app: App, message: &JsValue) {
    let part = |key: &str| Reflect::get(message, &key.into()).unwrap_or(JsValue::UNDEFINED);
    match part("t").as_string().as_deref() {
        Some("init") => {
            app.set_page(part("page").as_string());
            // What was refused has been said in the console; there is no call to answer.
            let _ = take_options(app, &part("options"));
            app.input(Input::Shown(part("open").is_truthy()));
        }
        Some("page") => {
            app.set_page(part("page").as_string());
            app.tell_context();
        }
        Some("shown") => app.input(Input::Shown(part("open").is_truthy())),
        Some("call") => {
            let args: Array = part("args").dyn_into().unwrap_or_default();
            let method = part("method").as_string().unwrap_or_default();
            // The loader's own are there too, for whoever has misspelt one.
            if METHODS.contains(&method.as_str()) || method == "intercept" {
                post::reply(&part("id"), answer(app, &method, &args));
            } else {
                boot::unknown(&part("id"), &method, &METHODS.join(" "), "");
            }
        }
        _ => {}
    }
}

fn answer(app: App, method: &str, args: &Array) -> Result<JsValue, String> {
    let arg = &args.get(0);
    let given = js::tree(arg);
    match method {
        "intercept" => intercept(app, given.text().unwrap_or_default(), args.get(1).is_truthy())?,
        "init" | "update" => take_options(app, arg)?,
        "identify" => {
            let (given, advice) = Options::read_user(&given);
            give(advice)?;
            app.set_user(given);
        }
        "send" => send(app, given.text().unwrap_or_default())?,
        "prefill" => app.prefill(given.text().unwrap_or_default()),
        "handoff" => {
            let skill = given.text().or(given.get("skill").text());
            // An attribute without a value is an empty text.
            let skill = skill.filter(|skill| !skill.is_empty()).map(str::to_owned);
            app.input(Input::Handoff { id: boot::client_id(), skill, by_page: true });
        }
        "endChat" => app.input(Input::End { id: boot::client_id() }),
        "logout" => app.logout(),
        "setLocale" => set_locale(app, given.text().unwrap_or_default())?,
        "setTheme" => set_theme(arg)?,
        "open" => boot::focus(),
        "close" => {}
        "diagnose" => return Ok(app.diagnose()),
        _ => {}
    }
    Ok(JsValue::UNDEFINED)
}

fn intercept(app: App, name: &str, is_on: bool) -> Result<(), String> {
    if !app.read(|state| state.settings().page_hears_text) {
        let text = [
            "“",
            name,
            "” needs page_hears_text = true in the site's configuration: without it no text of a \
            conversation reaches the page",
        ];
        return Err(text.concat());
    }
    app.edges(|edges| match name {
        "beforeSend" => edges.page.before_send = is_on,
        _ => edges.page.before_display = is_on,
    });
    Ok(())
}

fn send(app: App, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("send needs a text".to_owned());
    }
    if let Some(code) = State::refuses_text(text) {
        return Err(crate::i18n::error(code).to_owned());
    }
    app.input(Input::Say { id: boot::client_id(), text: text.to_owned() });
    Ok(())
}

fn set_locale(app: App, locale: &str) -> Result<(), String> {
    if !boot::set_locale(locale) {
        return Err("a locale is a language tag such as en or pt-BR".to_owned());
    }
    // The visitor may have chosen another.
    app.set_locale(&boot::locale());
    Ok(())
}

fn set_theme(theme: &JsValue) -> Result<(), String> {
    if boot::set_theme(theme) {
        Ok(())
    } else {
        Err("a theme is light, dark, auto or an object of --baton-* properties".to_owned())
    }
}

fn take_options(app: App, given: &JsValue) -> Result<(), String> {
    let (options, advice) = Options::read(&js::tree(given), &crate::net::socket_host(app));
    give(advice)?;
    let locale = options.locale.as_deref().map_or(Ok(()), |locale| set_locale(app, locale));
    let theme = Reflect::get(given, &"theme".into()).unwrap_or_default();
    let theme = if theme.is_falsy() { Ok(()) } else { set_theme(&theme) };
    // A slip in one option is no reason to leave out the others.
    for slip in [&locale, &theme] {
        if let Err(text) = slip {
            post::warn(false, text);
        }
    }
    if let Some(texts) = options.initial {
        app.input(Input::Greeting(texts.iter().map(|text| Block::plain(text)).collect()));
    }
    if let Some(user) = options.user {
        app.set_user(user);
    } else {
        app.tell_context();
    }
    locale.and(theme)
}

/// Says what there is to say; a refusal ends the call.
fn give(advice: Vec<Advice>) -> Result<(), String> {
    let mut refused = None;
    for advice in advice {
        match advice {
            Advice::Warning(text) => post::warn(false, &text),
            Advice::Unknown { place, key, known } => boot::unknown(&JsValue::UNDEFINED, &key, &known.join(" "), place),
            Advice::Refusal(text) => {
                post::warn(true, &text);
                refused = Some(text);
            }
        }
    }
    refused.map_or(Ok(()), Err)
}
