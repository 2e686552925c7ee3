//! Configuration: one TOML file, every value of which the environment can override.
//!
//! The types here are the reference: their documentation comments are what `baton config doc` prints. Reading never
//! stops at the first mistake; whoever starts the relay gets all [`Problem`]s at once, each with its key and what to do.

mod account;
mod asked;
mod bot;
mod braze;
mod budget;
mod check;
mod collection;
pub mod demo;
mod disk;
mod environment;
mod hours;
mod identity;
mod keyword;
mod limit;
mod load;
mod log;
mod origin;
mod print;
mod problem;
mod reference;
mod settings;
mod site;
mod source;
mod starter;
mod tickets;
mod value;
mod word;

pub use account::{Account, Auto, SupportAccess};
pub use asked::{AskedField, FieldKind};
pub use bot::{HttpBot, OpenAi, Rasa, Watsonx, WatsonxAuth};
pub use braze::{Braze, Keyword, KeywordAction};
pub use budget::Budget;
pub use hours::{Holiday, Hours, Offer, Span, Week, Zone};
pub use identity::{Identity, IdentityMapping, PublicKey, SigningAlgorithm};
pub use keyword::SiteKeyword;
pub use limit::Limit;
pub use load::{Loaded, load, parse};
pub use log::{Log, LogFormat};
pub use origin::Origin;
pub(crate) use problem::did_you_mean;
pub use problem::{Problem, Severity};
pub use reference::reference;
pub use site::{BotName, DeskName, Files, Knowledge, Site, Skill, TicketPriority};

pub use tickets::{TicketStatusName, TicketType, Tickets, UnverifiedEmail};

pub(crate) use check::is_loopback;

use settings::settings;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use url::Url;

settings! {
    /// The settings of one relay.
    pub struct Config {
        /// The address under which browsers and Zendesk reach this relay, as seen from outside; it may carry a path
        /// (`https://example.com/backend/`). `https`, but for a loopback address.
        public_url: Url = default_public_url(),
        /// Where visitors' requests and Zendesk's webhooks are taken: an IP address and a port. Put a proxy that speaks
        /// TLS in front of it.
        listen: SocketAddr = (Ipv4Addr::LOCALHOST, 8080).into(),
        /// Where health, readiness and metrics are served. Never make it public.
        internal_listen: SocketAddr = (Ipv4Addr::LOCALHOST, 9090).into(),
        /// The folder of everything that is kept: database and files. Created where it is missing; one relay alone uses
        /// it.
        data_dir: PathBuf = PathBuf::from("data"),
        /// A folder with a built widget, for those who build their own. Without it the widget inside the binary is
        /// served, and where that has none, the folder `dist`.
        widget_dir: Option<PathBuf> = None,
        /// Whether the page `/playground/` is served, on which looks, texts and options of every site are tried and every
        /// state of the chat is seen. Whoever knows its address sees names and tokens of all sites.
        playground: bool = false,
        /// How many proxies stand in front of this relay and add to `X-Forwarded-For`; 0 where none does. A number too
        /// high lets visitors choose the address their budgets are counted by.
        trusted_proxies: u8 = 0,
        /// The log.
        log: Log = Log::default(),
        /// What one address and one site may use up. The token of a site is public, so somebody will try.
        budget: Budget = Budget::default(),
        /// Bounds on what the relay does at once and how long it waits.
        limit: Limit = Limit::default(),
        /// Zendesk accounts, each under a name of your own: lower-case letters, digits, `-` and `_`. The name is part
        /// of the address Zendesk sends webhooks to.
        account: BTreeMap<String, Account> = BTreeMap::new(),
        /// Websites, each under a name of your own that never changes: what is kept belongs to it.
        site: BTreeMap<String, Site> = BTreeMap::new(),
    }
}

fn default_public_url() -> Url {
    #[expect(clippy::unwrap_used, reason = "a literal")]
    Url::parse("http://127.0.0.1:8080/").unwrap()
}

impl Config {
    /// The address to give to Zendesk for webhooks of Sunshine Conversations.
    pub fn webhook_url(&self, account: &str) -> String {
        format!("{}v1/webhooks/conversations/{account}", self.public_url)
    }

    /// The address to give to Zendesk for webhooks of Support.
    pub fn support_webhook_url(&self, account: &str) -> String {
        format!("{}v1/webhooks/support/{account}", self.public_url)
    }

    /// Whether the desk of some site are the tickets of this account.
    pub fn needs_tickets(&self, account: &str) -> bool {
        self.site.values().any(|site| site.account.as_deref() == Some(account) && site.desk == DeskName::Tickets)
    }

    /// The origin of the relay itself, as browsers send it.
    pub fn own_origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// What is wrong in the settings themselves: missing, contradicting, dangerous. Warnings are among it.
    pub fn problems(&self) -> Vec<Problem> {
        check::problems(self)
    }

    /// What is wrong with the files and folders the settings name. Makes the data folder where it is missing.
    pub fn disk_problems(&self) -> Vec<Problem> {
        disk::problems(self)
    }

    /// Secrets known to everybody because the demo uses them. A relay that serves the public refuses them.
    pub fn demo_secrets(&self) -> Vec<Problem> {
        demo::problems(self)
    }

    /// The settings in force as TOML, without secrets.
    pub fn print(&self) -> String {
        print::print(self)
    }
}
