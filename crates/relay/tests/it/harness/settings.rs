//! What a scene is made of: the account at Zendesk, the configuration of the relay, what its bot knows.

use super::Zendesk;
use baton_emulator::{Preset, Switches, demo};
use baton_relay::config::{self, Config};
use std::net::SocketAddr;
use std::path::Path;

/// The public token of the site.
pub(crate) const SITE: &str = "site_0123456789";

/// What the bot knows, by file.
pub(crate) const KNOWLEDGE: &[(&str, &str)] = &[
    (
        "parcel.md",
        "+++\ntitle = \"Where is my parcel?\"\nquestions = [\"Where is my parcel?\", \"When does my order arrive?\"]\n\
         buttons = [{label = \"Opening hours\", postback = \"hours\"}]\n+++\nParcels take **two days**.",
    ),
    (
        "hours.md",
        "+++\ntitle = \"Opening hours\"\nquestions = [\"When are you open?\"]\n+++\nMonday to Friday, 9 to 5.",
    ),
    (
        "person.md",
        "+++\ntitle = \"Talk to a person\"\nquestions = [\"I want to talk to a human\", \"agent please\"]\n\
         handoff = true\n+++\nI will get someone.",
    ),
    (
        "refund.md",
        "+++\nquestions = [\"refund\"]\nset = { topic = \"money\" }\n[form]\nlead = \"For which order?\"\nthen = \"_refunding\"\n\
         optional = true\nfields = [{ name = \"order\", label = \"Order\", kind = \"number\", required = true }]\n+++\nOf course.",
    ),
    ("_refunding.md", "+++\nhandoff = true\n+++\nOrder {{order}}, one moment."),
    ("bye.md", "+++\nquestions = [\"goodbye\"]\nend = true\n+++\nFarewell."),
];

/// What a scene is made of.
#[derive(Clone, Default)]
pub(crate) struct Settings {
    pub(crate) preset: Preset,
    pub(crate) switches: Switches,
    /// The name of the account, for tests that count by it.
    pub(crate) account: Option<&'static str>,
    /// Lines for the top of the configuration.
    pub(crate) relay_lines: String,
    /// Lines for the account.
    pub(crate) account_lines: String,
    /// Lines for the account's table of tickets.
    pub(crate) ticket_lines: String,
    /// Lines for the site.
    pub(crate) site_lines: String,
    /// Lines for the site's text messages; none where it has none.
    pub(crate) braze_lines: Option<String>,
    /// Whether Support tells the relay by webhook.
    pub(crate) support_webhook: bool,
    /// Whether a trigger of ours calls that webhook, in the place of Support's own events.
    pub(crate) by_trigger: bool,
    /// Further tables at the end.
    pub(crate) more: String,
    /// The path of the public address, such as `/backend`.
    pub(crate) path: String,
    /// The site's token, where it is not [`SITE`].
    pub(crate) token: Option<&'static str>,
}

impl Settings {
    pub(crate) fn handmade() -> Self {
        Self { preset: Preset::Handmade, ..Self::default() }
    }

    pub(crate) fn switched(change: impl FnOnce(&mut Switches)) -> Self {
        let mut settings = Self::default();
        change(&mut settings.switches);
        settings
    }

    /// A site whose desk is `tickets`.
    pub(crate) fn tickets() -> Self {
        Self { support_webhook: true, ..Self::default() }.of_site("desk = \"tickets\"")
    }

    pub(super) fn text_target(&self, public: SocketAddr) -> String {
        format!("http://{public}{}/v1/channels/braze/shop", self.path)
    }

    pub(super) fn support_target(&self, public: SocketAddr) -> String {
        format!("http://{public}{}/v1/webhooks/support/{}", self.path, self.account_name())
    }

    /// The same with text messages, set up by these lines of their own.
    pub(crate) fn texting(lines: &str) -> Self {
        Self { braze_lines: Some(lines.to_owned()), ..Self::tickets() }
    }

    /// Lines for the account's table of tickets.
    pub(crate) fn of_tickets(mut self, line: &str) -> Self {
        self.ticket_lines.push_str(line);
        self.ticket_lines.push('\n');
        self
    }

    pub(crate) fn account(mut self, name: &'static str) -> Self {
        self.account = Some(name);
        self
    }

    pub(crate) fn relay(mut self, line: &str) -> Self {
        self.relay_lines.push_str(line);
        self.relay_lines.push('\n');
        self
    }

    pub(crate) fn of_account(mut self, line: &str) -> Self {
        self.account_lines.push_str(line);
        self.account_lines.push('\n');
        self
    }

    pub(crate) fn of_site(mut self, line: &str) -> Self {
        self.site_lines.push_str(line);
        self.site_lines.push('\n');
        self
    }

    pub(crate) fn more(mut self, lines: &str) -> Self {
        self.more.push_str(lines);
        self.more.push('\n');
        self
    }

    pub(crate) fn at_path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The same site under a new token, the old one still being taken.
    pub(crate) fn rotated(mut self) -> Self {
        self.token = Some("site_9876543210");
        self.of_site(&format!("previous_tokens = [\"{SITE}\"]"))
    }

    pub(super) fn prefix(&self) -> &str {
        &self.path
    }

    pub(crate) fn account_name(&self) -> &'static str {
        self.account.unwrap_or("main")
    }

    pub(super) fn webhook_target(&self, public: SocketAddr) -> String {
        format!("http://{public}{}/v1/webhooks/conversations/{}", self.path, self.account_name())
    }

    /// The configuration, which must have no problems.
    pub(super) fn config(&self, folder: &Path, public: SocketAddr, zendesk: &Zendesk) -> Config {
        write_files(folder);
        let text = self.text(public, zendesk).replace("@bots@", zendesk.bots_url());
        let loaded = config::parse(&text, folder, []);
        let (config, _warnings) = loaded.accept().expect("the configuration of the scene");
        config
    }

    fn text(&self, public: SocketAddr, zendesk: &Zendesk) -> String {
        let account = self.account_name();
        let token = self.token.unwrap_or(SITE);
        let embed =
            if self.site_lines.contains("embed_origins") { "" } else { "embed_origins = [\"http://shop.example\"]" };
        let secrets = if self.account_lines.contains("webhook_secrets") {
            String::new()
        } else {
            format!("webhook_secrets = [\"{}\"]", demo::WEBHOOK_SECRET)
        };
        let pace = if self.account_lines.contains("requests_per_second") { "" } else { "requests_per_second = 1000" };
        format!(
            r#"
public_url = "http://{public}{path}"
data_dir = "data"
widget_dir = "widget"
{relay_lines}
[account.{account}]
base_url = "{api}"
app_id = "{app_id}"
integration_id = "{integration_id}"
key_id = "{key_id}"
key_secret = "{key_secret}"
{secrets}
oauth_client_id = "{oauth_id}"
oauth_client_secret = "{oauth_secret}"
media_hosts = ["{media}"]
{pace}
{account_lines}
[account.{account}.tickets]
{signing}
{ticket_lines}
[site.shop]
token = "{token}"
account = "{account}"
{embed}
title = "Shop"
greeting = "Hello!"
{site_lines}
{braze}
{more}
"#,
            path = self.path,
            relay_lines = self.relay_lines,
            api = zendesk.api(),
            media = zendesk.media(),
            app_id = demo::APP_ID,
            integration_id = demo::INTEGRATION_ID,
            key_id = demo::INTEGRATION_KEY_ID,
            key_secret = demo::INTEGRATION_KEY_SECRET,
            oauth_id = demo::OAUTH_CLIENT_ID,
            oauth_secret = demo::OAUTH_CLIENT_SECRET,
            account_lines = self.account_lines,
            signing =
                zendesk.signing_secret().map(|secret| format!("webhook_secrets = [\"{secret}\"]")).unwrap_or_default(),
            ticket_lines = self.ticket_lines,
            site_lines = self.site_lines,
            braze = self.braze_lines.as_ref().map(|lines| zendesk.texts().settings(lines)).unwrap_or_default(),
            more = self.more,
        )
    }
}

fn write_files(folder: &Path) {
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for (name, text) in KNOWLEDGE {
        put(&format!("knowledge/{name}"), text);
    }
    put("widget/index.html", "<html><head><meta name=\"baton-site\" content=\"\"></head><body></body></html>");
    put("widget/playground/index.html", "<meta name=\"baton-sites\" content=\"\" />");
    put("widget/playground/preview.html", "<title>A page with the chat</title>");
    put("widget/embed.js", "/* the loader */");
    put("widget/boot.js", "/* boot */");
    put("widget/baton-widget-0123456789abcdef.js", "/* hashed */");
}
