//! What is asked.

/// Where the settings of an answer stand, and with them the problems that it can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the top.
    Top,
    /// In the account.
    Account,
    /// In the site.
    Site,
}

/// What an empty answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    /// It is refused.
    Refused,
    /// Nothing is set.
    Nothing,
    /// This is meant.
    Means(&'static str),
    /// Seconds between looks where Zendesk cannot reach the public address, else nothing.
    Polls,
}

/// A question.
#[derive(Debug)]
pub(super) struct Question {
    /// Its name: the key in a file of answers, and the flag.
    pub(super) name: &'static str,
    /// As it is asked.
    pub(super) text: &'static str,
    pub(super) empty: Empty,
    pub(super) place: Place,
    /// The settings that it fills, one of them or all.
    pub(super) settings: &'static [&'static str],
    /// It is a secret of this other answer: asked only where that one was given, and never shown.
    pub(super) secret_of: Option<&'static str>,
}

impl Question {
    pub(super) fn is_secret(&self) -> bool {
        self.secret_of.is_some()
    }
}

const fn asked(
    name: &'static str,
    text: &'static str,
    empty: Empty,
    place: Place,
    settings: &'static [&'static str],
) -> Question {
    Question { name, text, empty, place, settings, secret_of: None }
}

const fn secret(
    name: &'static str,
    text: &'static str,
    of: &'static str,
    settings: &'static [&'static str],
) -> Question {
    Question { name, text, empty: Empty::Refused, place: Place::Account, settings, secret_of: Some(of) }
}

/// All of them, in the order in which they are asked.
pub(super) const QUESTIONS: [Question; 12] = [
    asked(
        "public_url",
        "Address under which browsers reach this relay (https://chat.example.com/)",
        Empty::Means("http://127.0.0.1:8080/"),
        Place::Top,
        &["public_url"],
    ),
    asked(
        "polling_seconds",
        "Seconds between looks at Zendesk, where Zendesk cannot reach that address; nothing where it can",
        Empty::Polls,
        Place::Account,
        &["polling_seconds"],
    ),
    asked(
        "origins",
        "Origins of the pages that may show the chat, with commas between (https://shop.example.com)",
        Empty::Nothing,
        Place::Site,
        &["embed_origins"],
    ),
    asked(
        "subdomain",
        "Zendesk subdomain (`acme` where agents work at https://acme.zendesk.com)",
        Empty::Refused,
        Place::Account,
        &["subdomain", "base_url"],
    ),
    asked(
        "app_id",
        "App id (Admin Center > Apps and integrations > APIs > Conversations API)",
        Empty::Refused,
        Place::Account,
        &["app_id"],
    ),
    asked(
        "provision_key_id",
        "Id of a key of the whole app, for provisioning (same page > Create API key; begins with app_)",
        Empty::Refused,
        Place::Account,
        &["provision_key_id"],
    ),
    secret("provision_key_secret", "Secret of that key", "provision_key_id", &["provision_key_secret"]),
    asked(
        "oauth_client_id",
        "Identifier of an OAuth client with the scopes read and write, for groups and ticket numbers (Admin Center > \
         Apps and integrations > APIs > OAuth clients)",
        Empty::Nothing,
        Place::Account,
        &["oauth_client_id"],
    ),
    secret("oauth_client_secret", "Secret of that client", "oauth_client_id", &["oauth_client_secret"]),
    asked("title", "Title of the chat", Empty::Means("Chat"), Place::Site, &["title"]),
    asked("locale", "Language of the site", Empty::Means("en"), Place::Site, &["locale"]),
    asked(
        "skills",
        "Skills, each with a group of agents, with commas between (orders, animals = Animal care)",
        Empty::Nothing,
        Place::Site,
        &["skills"],
    ),
];
