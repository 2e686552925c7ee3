//! Text messages by Braze.

use super::settings::settings;
use super::word::words;
use secrecy::SecretString;
use std::collections::BTreeMap;
use url::Url;

settings! {
    /// Text messages (SMS) by Braze: who texts the number of a site gets a ticket, and what agents answer comes back as
    /// texts. Set the table to turn it on; `docs/braze.md` says how to set up Braze.
    pub struct Braze {
        /// The address of your Braze instance's REST API, such as `https://rest.fra-01.braze.eu`. `https`, but for a
        /// loopback address. Required.
        rest_url: Option<Url> = None,
        /// A REST API key with the permission `campaigns.trigger.send` and no other. Required.
        api_key: Option<SecretString> = None,
        /// The id of the SMS campaign with API-triggered delivery that carries agents' answers. Required.
        campaign_id: String = String::new(),
        /// The id of a campaign of its own for saying that the ticket is solved. The other one is used where unset.
        solved_campaign_id: Option<String> = None,
        /// What is said when the ticket is solved or closed. Nothing where it is empty.
        solved_text: String = "Your ticket has been closed".to_owned(),
        /// The key of the user field at Zendesk that holds a person's external id at Braze.
        user_field: String = "braze_external_id".to_owned(),
        /// What Braze shows in a header of its webhook to prove that it is Braze: 16 characters or more. Several while
        /// one is being replaced. Required.
        inbound_secrets: Vec<SecretString> = Vec::new(),
        /// The name of that header.
        inbound_header: String = "X-Baton-Secret".to_owned(),
        /// What a text says: `{message}` is what the agent wrote, `{site}` the title of the site, `{agent}` the agent's
        /// name. It has to say how to opt out, by one of `opt_out_words`.
        message_template: String =
            "New message from {site}: {message}\n\nReply to this number. Text STOP to opt out.".to_owned(),
        /// Characters of a text, template included. The end of what is longer is cut off, and the agent is told so.
        message_chars: u32 = 1_500,
        /// A text that is just one of these, in any case, means that no more are wanted; so does one of the keyword
        /// category `Opt-Out`. These are Braze's own.
        opt_out_words: Vec<String> = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"].map(str::to_owned).to_vec(),
        /// After that, a text that is just one of these means that they are wanted again; so does one of the category
        /// `Opt-In`.
        opt_in_words: Vec<String> = ["START", "YES", "UNSTOP"].map(str::to_owned).to_vec(),
        /// What the keyword categories of Braze mean here. One that is not listed makes a ticket, but for Braze's own
        /// `Opt-Out`, `Opt-In` and `Help`, which Braze answers itself.
        keyword_categories: BTreeMap<String, Keyword> = BTreeMap::new(),
        /// Whether the site's bot answers first, and calls for an agent where it has to.
        bot_first: bool = false,
        /// Texts of one person in an hour; further ones are refused until there is room again.
        texts_per_user_per_hour: u32 = 60,
    }
}

settings! {
    /// What a keyword category means.
    pub struct Keyword {
        /// What the person is answered at once; nothing where it is empty. Leave it empty where Braze itself answers.
        reply: String = String::new(),
        /// What becomes of the text.
        action: KeywordAction = KeywordAction::Ticket,
    }
}

words! {
    /// What becomes of a text.
    pub enum KeywordAction {
        /// It goes to the agents: the first one makes a ticket, later ones are comments.
        Ticket = "ticket",
        /// It is answered with `reply`, and the agents do not get it.
        ReplyOnly = "reply_only",
        /// Nothing.
        Ignore = "ignore",
    }
}

impl Braze {
    /// Where campaigns are triggered; none where the address is missing or cannot be joined to.
    pub fn trigger_url(&self) -> Option<Url> {
        let mut url = self.rest_url.clone()?;
        url.path_segments_mut().ok()?.pop_if_empty().extend(["campaigns", "trigger", "send"]);
        Some(url)
    }

    /// The campaign that says that a ticket is solved.
    pub fn solved_campaign(&self) -> &str {
        self.solved_campaign_id.as_deref().unwrap_or(&self.campaign_id)
    }
}
