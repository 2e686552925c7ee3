//! The options a page gives, in the form OpenCopilot's embed took them, and what to tell whoever wrote them.

use crate::core::Ask;
use baton_protocol::{IdentityToken, Scalar, Tree, UserDetails};

/// Options that are read here or by the loader.
const KNOWN: [&str; 20] = [
    "token",
    "apiUrl",
    "socketUrl",
    "initialMessage",
    "user",
    "defaultOpen",
    "isOpen",
    "locale",
    "language",
    "theme",
    "position",
    "trigger",
    "triggerSelector",
    "launcher",
    "label",
    "mode",
    "target",
    "showOn",
    "hideOn",
    "alerts",
];

/// Keys of `user`.
const USER: [&str; 8] = ["name", "email", "phone", "avatar", "avatarUrl", "customData", "jwt", "encrypted"];

/// What the options come to. A `None` was not given and leaves things as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// What the bot says first, one message each.
    pub initial: Option<Vec<String>>,
    /// The visitor.
    pub user: Option<User>,
    /// The language.
    pub locale: Option<String>,
}

/// What the page gives of its visitor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct User {
    /// What it says, which proves nothing.
    pub user: UserDetails,
    /// What its owner has signed.
    pub token: Option<IdentityToken>,
    /// Where to get that: a function of the page's, which the loader keeps.
    pub ask: Option<Ask>,
}

/// A word to whoever builds the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Something has no effect.
    Warning(String),
    /// An option is not known; `public/nearest.js` finds what was meant.
    Unknown {
        /// Where it stands: `user.`, or nothing.
        place: &'static str,
        /// Its name.
        key: String,
        /// The names that are known there.
        known: &'static [&'static str],
    },
    /// Something is dangerous, and was refused.
    Refusal(String),
}

impl Options {
    /// Reads options. `socket_host` is where the socket really goes.
    pub fn read(given: &Tree, socket_host: &str) -> (Self, Vec<Advice>) {
        let mut advice = Vec::new();
        let mut options = Self::default();
        for (key, value) in given.entries() {
            match key.as_str() {
                "initialMessage" | "initialMessages" => options.initial = initial(key, value, &mut advice),
                "user" => options.user = Some(user(value, &mut advice)),
                "locale" | "language" => options.locale = value.text().map(str::to_owned),
                "token" => check_token(value, &mut advice),
                "socketUrl" => check_socket(value, socket_host, &mut advice),
                known if KNOWN.contains(&known) => {}
                unknown => advice.push(unknown_key("", unknown, &KNOWN)),
            }
        }
        (options, advice)
    }

    /// Reads a visitor alone.
    pub fn read_user(given: &Tree) -> (User, Vec<Advice>) {
        let mut advice = Vec::new();
        (user(given, &mut advice), advice)
    }
}

fn initial(key: &str, value: &Tree, advice: &mut Vec<Advice>) -> Option<Vec<String>> {
    let texts = match value {
        Tree::Text(text) => vec![text.clone()],
        Tree::List(entries) => entries.iter().filter_map(|entry| entry.text().map(str::to_owned)).collect(),
        _ => {
            advice.push(Advice::Warning(say(&["“", key, "” must be a text or a list of texts."])));
            return None;
        }
    };
    Some(texts.into_iter().filter(|text| !text.trim().is_empty()).collect())
}

fn user(given: &Tree, advice: &mut Vec<Advice>) -> User {
    // The loader says that a function is there by `true` in its place.
    if let Tree::Bool(true) = given {
        return User { ask: Some(Ask::User), ..User::default() };
    }
    let (mut user, mut token, mut ask) = (UserDetails::default(), None, None);
    for (key, value) in given.entries() {
        let field = match key.as_str() {
            "jwt" if matches!(value, Tree::Bool(true)) => {
                ask = Some(Ask::Token);
                continue;
            }
            // The answer of a function that gives a whole visitor.
            "jwt" if !value.entries().is_empty() => return self::user(value, advice),
            "name" => &mut user.name,
            "email" => &mut user.email,
            "phone" => &mut user.phone,
            "avatar" | "avatarUrl" => &mut user.avatar,
            "jwt" => &mut token,
            "encrypted" => &mut user.encrypted,
            "customData" => {
                custom_data(value, &mut user, advice);
                continue;
            }
            unknown => {
                advice.push(unknown_key("user.", unknown, &USER));
                continue;
            }
        };
        match value {
            Tree::Text(text) if !text.is_empty() => *field = Some(text.clone()),
            Tree::Text(_) | Tree::Nothing => {}
            _ => advice.push(Advice::Warning(say(&["“user.", key, "” must be a text."]))),
        }
    }
    User { user, token: token.map(IdentityToken::new), ask }
}

fn custom_data(given: &Tree, user: &mut UserDetails, advice: &mut Vec<Advice>) {
    for (key, value) in given.entries() {
        let value = match value {
            Tree::Text(text) => Scalar::Text(text.clone()),
            Tree::Number(number) if number.is_finite() => Scalar::Number(*number),
            Tree::Bool(truth) => Scalar::Bool(*truth),
            Tree::Nothing => continue,
            _ => {
                let text =
                    say(&["“user.customData.", key, "” must be a text, a number, true or false; it is left out."]);
                advice.push(Advice::Warning(text));
                continue;
            }
        };
        user.custom_data.insert(key.clone(), value);
    }
}

fn check_token(value: &Tree, advice: &mut Vec<Advice>) {
    if value.text().is_some_and(looks_secret) {
        advice.push(Advice::Refusal(
            "the option “token” looks like a secret key. Anyone can read it in this page: revoke it, and use the \
             public site token instead."
                .to_owned(),
        ));
    }
}

/// Whether a text has the form of a key that must not stand in a page.
pub fn looks_secret(text: &str) -> bool {
    const PREFIXES: [&str; 12] =
        ["sk-", "sk_", "rk_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "AKIA", "whsec_", "app_secret"];
    let is_jwt = text.starts_with("eyJ") && text.matches('.').count() == 2;
    is_jwt || PREFIXES.iter().any(|prefix| text.starts_with(prefix))
}

fn check_socket(value: &Tree, socket_host: &str, advice: &mut Vec<Advice>) {
    let Some(text) = value.text() else { return };
    let host = text
        .split_once(':')
        .and_then(|(_, rest)| rest.strip_prefix("//"))
        .unwrap_or(text)
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default();
    if !host.eq_ignore_ascii_case(socket_host) {
        let parts = ["“socketUrl” names ", host, ", but the chat connects to ", socket_host, ", as its relay says."];
        advice.push(Advice::Warning(say(&parts)));
    }
}

fn unknown_key(place: &'static str, key: &str, known: &'static [&'static str]) -> Advice {
    Advice::Unknown { place, key: key.to_owned(), known }
}

fn say(parts: &[&str]) -> String {
    parts.concat()
}
