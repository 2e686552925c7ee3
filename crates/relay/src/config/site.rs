//! A website with its look and rules.

use super::asked::AskedField;
use super::bot::{HttpBot, OpenAi, Rasa, Watsonx};
use super::braze::Braze;
use super::hours::{Hours, Offer};
use super::identity::{Identity, IdentityMapping};
use super::keyword::SiteKeyword;
use super::origin::Origin;
use super::settings::settings;
use super::word::words;
use baton_protocol::{Choice, DetailWish, FileRules, SiteToken, limits};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

settings! {
    /// A website with its look and rules.
    pub struct Site {
        /// The public token that the script tag carries; `baton token` makes one. Required.
        token: SiteToken = SiteToken::new(""),
        /// Tokens that pages may still carry while they are being changed.
        previous_tokens: Vec<SiteToken> = Vec::new(),
        /// The Zendesk account whose agents answer. Without one the bot is alone.
        account: Option<String> = None,
        /// How agents are reached: `messaging` is Sunshine Conversations, `tickets` are Support tickets and their
        /// comments.
        desk: DeskName = DeskName::Messaging,
        /// Origins of the pages that may embed the chat: `https://shop.example.com`, or `https://*.example.com` for any
        /// subdomain. Pages of the relay's own origin always may.
        embed_origins: Vec<Origin> = Vec::new(),
        /// Origins beside the relay's own that may speak to the API, for a widget that is served from elsewhere.
        api_origins: Vec<Origin> = Vec::new(),
        /// The address of the socket, where it has a host of its own: `wss://socket.example.com/v1/socket`.
        socket_url: Option<Url> = None,
        /// The name in the header of the chat.
        title: String = "Chat".to_owned(),
        /// A line below it.
        subtitle: String = String::new(),
        /// The language of the site, as BCP 47.
        locale: String = "en".to_owned(),
        /// Whether a visitor whose browser speaks another language gets the chat in that one. What the page says
        /// (`data-locale`) counts before both.
        follow_browser: bool = false,
        /// Words of the site's own in place of the chat's: a table for each language, of texts by their names. The names
        /// stand in `locales/en.json`; `{name}` in a text is replaced.
        texts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new(),
        /// What the bot says before the visitor does, in Markdown.
        greeting: String = String::new(),
        /// Buttons below the greeting. Each a label, which then is what the visitor says; or a table of `label` and one
        /// of `postback` (a word for the bot), `link` (an address), `handoff` (a skill, or `true`)
        /// and `location` (`true`; the visitor says where they are).
        starters: Vec<Choice> = Vec::new(),
        /// Where a visitor is sent when the chat cannot run: an address with `https:`, `mailto:` or `tel:`.
        fallback_url: Option<Url> = None,
        /// Which bot answers first.
        bot: BotName = BotName::Knowledge,
        /// The settings of the bot `knowledge`.
        knowledge: Knowledge = Knowledge::default(),
        /// The settings of the bot `http`.
        http: Option<HttpBot> = None,
        /// The settings of the bot `openai`.
        openai: Option<OpenAi> = None,
        /// The settings of the bot `rasa`.
        rasa: Option<Rasa> = None,
        /// The settings of the bot `watsonx`.
        watsonx: Option<Watsonx> = None,
        /// What a bot or a button may ask for by name.
        skills: BTreeMap<String, Skill> = BTreeMap::new(),
        /// Whether the visitor's name is asked for before a handoff.
        ask_name: DetailWish = DetailWish::No,
        /// Whether the visitor's e-mail address is asked for before a handoff. What is typed is never proof of
        /// identity.
        ask_email: DetailWish = DetailWish::No,
        /// What else is asked before a handoff: a form of these fields, of the name and of the address.
        ask_fields: Vec<AskedField> = Vec::new(),
        /// What is said above that form, in Markdown; the widget's own words where it is empty.
        ask_text: String = String::new(),
        /// Words and buttons that call for a person without asking the bot, each category under a name that logs and
        /// reports give as the reason.
        keywords: BTreeMap<String, SiteKeyword> = BTreeMap::new(),
        /// After so many questions in a row to which the bot has no answer, a person is called. 0 for never.
        handoff_after_unanswered: u32 = 0,
        /// Whether visitors can say of each of the bot's answers if it was of help.
        feedback: bool = true,
        /// Who a visitor is, as the site's owner signs it.
        identity: Identity = Identity::default(),
        /// Whether a name or an e-mail address that only somebody said (the visitor, the page, the bot) becomes the
        /// ticket's requester. Anyone can type anyone's address, so leave it off where tokens can be signed.
        trust_typed_identity: bool = false,
        /// The bot's variables that hold what a visitor says of themselves: shown to the agent as unverified.
        identity_mapping: IdentityMapping = IdentityMapping::default(),
        /// The bot's variables that fill ticket fields, each under the number of its field.
        ticket_field_variables: BTreeMap<String, String> = BTreeMap::new(),
        /// The files that visitors may send.
        files: Files = Files::default(),
        /// Ids of the ticket fields that a page may set by `dataCapture.ticketField.<id>`. All of them where unset,
        /// none where empty.
        ticket_fields: Option<Vec<String>> = None,
        /// The id of the brand that tickets belong to, where the account has several.
        brand_id: Option<String> = None,
        /// How much tickets press; a skill may say otherwise.
        priority: Option<TicketPriority> = None,
        /// The id of a ticket field that takes the visitor's language, like `pt-BR`. Every ticket has it as a tag too:
        /// `baton_lang_pt`.
        language_field: Option<String> = None,
        /// Tags that every ticket gets.
        tags: Vec<String> = Vec::new(),
        /// Properties of the look, without the `--baton-` of their CSS names: `accent = "#7c3aed"`.
        theme: BTreeMap<String, String> = BTreeMap::new(),
        /// A file of CSS, read after the chat's own. What it shows has to stand in it (`url("data:…")`): nothing is loaded
        /// from elsewhere.
        stylesheet: Option<PathBuf> = None,
        /// Whether the visitor can ask for a person at any time.
        handoff: bool = true,
        /// When a person is offered: `always`; during `hours`; or `agents`, that is during `hours` unless Zendesk says
        /// that no agent is online (what it cannot say counts as yes). At other times whoever asks for a person is told
        /// so, and can leave a message.
        offer: Offer = Offer::Always,
        /// When people are there.
        hours: Hours = Hours::default(),
        /// What is said to whoever asks for a person while none is offered; the widget's own words where it is empty. The
        /// widget adds when people come next.
        away_text: String = String::new(),
        /// What is said to whoever waits in the queue; the widget's own words where it is empty.
        queue_text: String = String::new(),
        /// Whether visitors can leave a message for people who are not there, or who do not come. It becomes a ticket,
        /// or waits with the agents where the account has no credential for Support.
        leave_message: bool = true,
        /// Whether whoever left a message is told the number of its ticket.
        show_ticket_number: bool = false,
        /// Whether visitors are asked how it was when an agent's conversation has ended. What they say goes on its ticket,
        /// as an internal note and the tag `baton_rating_<1 to 5>`, where the account has a credential for Support.
        rating: bool = true,
        /// Whether pages show the first line of what a person has written, before the chat is opened. Whoever looks at
        /// the screen then reads it.
        presence_teaser: bool = false,
        /// Whether scripts of the pages around the chat may read and change what is said there (`Baton('beforeSend', …)`,
        /// `Baton('beforeDisplay', …)`). Without it no text of a conversation reaches a page.
        page_hears_text: bool = false,
        /// Seconds in the queue after which the visitor is asked whether to wait on.
        slow_after_seconds: u64 = 120,
        /// What a visitor has to agree to before anything is sent or stored, in Markdown with links. Without it nothing is
        /// asked. A changed text is asked anew.
        consent: String = String::new(),
        /// For how many days a conversation is kept after the last word in it; 0 for ever. Older ones are deleted with their
        /// files.
        retention_days: u32 = 0,
        /// Whether visitors can get and delete what is kept of them by the menu of the chat.
        privacy_menu: bool = true,
        /// Whether erasing a visitor deletes their tickets in Support for good too, and the requester where that is nobody
        /// but our visitor. Takes a credential for Support whose role may delete tickets and users.
        erase_tickets: bool = false,
        /// Text messages by Braze.
        braze: Option<Braze> = None,
    }
}

settings! {
    /// The bot that answers from a folder of Markdown files.
    pub struct Knowledge {
        /// The folder.
        folder: PathBuf = PathBuf::from("knowledge"),
        /// How sure the bot must be to answer, from 0 (always answers) to 1.
        floor: f64 = 0.35,
        /// Whether it suggests what could be meant while a visitor types.
        suggestions: bool = true,
    }
}

settings! {
    /// What a bot or a button may ask for by name.
    pub struct Skill {
        /// The id of the group of agents at Zendesk. `baton provision` finds or makes the group and writes it here. Where
        /// unset, the desk `messaging` looks the group up by its name, which takes `oauth_client_id`.
        group_id: String = String::new(),
        /// The name of that group, where it is not the name of the skill.
        group: Option<String> = None,
        /// How much tickets of this skill press.
        priority: Option<TicketPriority> = None,
    }
}

settings! {
    /// The files that visitors may send.
    pub struct Files {
        /// Bytes of one file, at most 50,000,000.
        max_bytes: u64 = 20_000_000,
        /// File name extensions, in lower case without the dot. None are taken where it is empty.
        extensions: Vec<String> = default_extensions(),
    }
}

words! {
    /// How agents are reached.
    pub enum DeskName {
        /// Sunshine Conversations with the switchboard.
        Messaging = "messaging",
        /// Support tickets.
        Tickets = "tickets",
    }
}

words! {
    /// How much a ticket presses.
    pub enum TicketPriority {
        /// At once.
        Urgent = "urgent",
        /// Soon.
        High = "high",
        /// As usual.
        Normal = "normal",
        /// When there is time.
        Low = "low",
    }
}

words! {
    /// A kind of bot.
    pub enum BotName {
        /// A folder of Markdown files.
        Knowledge = "knowledge",
        /// A service of your own.
        Http = "http",
        /// A language model.
        Openai = "openai",
        /// A Rasa assistant.
        Rasa = "rasa",
        /// An IBM watsonx Assistant.
        Watsonx = "watsonx",
    }
}

/// What people attach to a question, out of the list of Sunshine Conversations: no archives, no code, no SVG.
fn default_extensions() -> Vec<String> {
    [
        "png", "jpg", "jpeg", "gif", "webp", "heic", "bmp", "tif", "tiff", "pdf", "txt", "csv", "log", "doc", "docx",
        "xls", "xlsx", "ppt", "pptx", "odt", "pages", "numbers", "eml", "ics", "vcf", "mp3", "m4a", "ogg", "wav",
        "mp4", "mov", "webm",
    ]
    .map(str::to_owned)
    .to_vec()
}

impl Site {
    /// Whether a person can be asked for: it is allowed and there is an account to reach one.
    pub fn offers_handoff(&self) -> bool {
        self.handoff && self.account.is_some()
    }

    /// Whether a message can be left for people.
    pub fn takes_messages(&self) -> bool {
        self.leave_message && self.offers_handoff()
    }

    /// Whether its bot reads the folder of knowledge.
    pub fn reads_items(&self) -> bool {
        match self.bot {
            BotName::Knowledge => true,
            BotName::Openai => self.openai.as_ref().is_some_and(|bot| bot.knowledge),
            _ => false,
        }
    }

    /// How long the queue lasts before the visitor is asked whether to wait on.
    pub fn slow_after(&self) -> Duration {
        Duration::from_secs(self.slow_after_seconds)
    }

    /// For how many days a conversation is kept after its last word; none for ever.
    pub fn retention(&self) -> Option<u32> {
        (self.retention_days > 0).then_some(self.retention_days)
    }

    /// The version of the text that visitors agree to, where there is one: it changes with the text.
    pub fn consent_version(&self) -> Option<String> {
        let text = self.consent.trim();
        let hash = Sha256::digest(text.as_bytes());
        (!text.is_empty()).then(|| hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The ticket fields that variables fill: each field's number, and the variable.
    pub fn field_variables(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = self.ticket_field_variables.iter().map(|(field, variable)| (field.as_str(), variable.as_str()));
        let asked =
            self.ask_fields.iter().filter_map(|asked| Some((asked.ticket_field.as_deref()?, asked.name.as_str())));
        named.chain(asked)
    }

    /// Every token that is this site's.
    pub fn tokens(&self) -> impl Iterator<Item = &SiteToken> {
        std::iter::once(&self.token).chain(&self.previous_tokens)
    }
}

impl Skill {
    /// The name of its group at Zendesk. `skill` is its own.
    pub fn group_name<'a>(&'a self, skill: &'a str) -> &'a str {
        self.group.as_deref().unwrap_or(skill)
    }
}

impl Files {
    /// The rules as visitors are told them.
    pub fn rules(&self) -> FileRules {
        FileRules { max_bytes: self.max_bytes.min(limits::FILE_BYTES), extensions: self.extensions.clone() }
    }
}
