//! Putting a relay together from its configuration: the one place that chooses what stands behind each seam.

use super::{Account, Core, Site, Sites};
use crate::bot::{Bot, knowledge};
use crate::budget::Budgets;
use crate::bus::LocalBus;
use crate::clock::Clock;
use crate::config::{self, BotName, Config};
use crate::desk::{Attachments, Desk, messaging, tickets};
use crate::files::Files;
use crate::store::{Store, sqlite};
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Notify;

/// The folder of files inside the data folder.
const FILES: &str = "files";

impl Core {
    /// Opens the store, the bots and the desks that the configuration names.
    pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<Self>> {
        let store = sqlite::Sqlite::open(&config.data_dir, sqlite::SqliteOptions::default())
            .context("the store does not open")?;
        let store: Arc<dyn Store> = Arc::new(store);
        let files = Files::open(&config.data_dir.join(FILES)).context("the folder of files does not open")?;
        let mut accounts = BTreeMap::new();
        for (name, settings) in &config.account {
            let attachments = Attachments::new(Arc::clone(&store), files.clone());
            let desks = desks_of(config, name, settings, Some(attachments))?;
            accounts.insert(name.clone(), Arc::new(Account::new(name.clone(), settings.clone(), desks)));
        }
        let mut sites = Vec::new();
        for (name, settings) in &config.site {
            let account = settings.account.as_ref().and_then(|account| accounts.get(account).cloned());
            let bot = bot_of(name, settings)?;
            sites.push(Site::new(name.clone(), settings.clone(), bot, account));
        }
        let budgets = Arc::new(Budgets::new(&config.budget, Arc::clone(&clock)));
        Ok(Arc::new(Self {
            budgets,
            clock,
            store,
            bus: Arc::new(LocalBus::default()),
            files,
            sites: Sites::new(sites),
            accounts,
            work_added: Notify::new(),
            upkeep_due: Notify::new(),
            intake_due: Notify::new(),
        }))
    }
}

/// The desks of an account. Without the visitors' files they hand none on, which is enough to check the account.
pub(crate) fn desks_of(
    config: &Config,
    name: &str,
    account: &config::Account,
    attachments: Option<Attachments>,
) -> anyhow::Result<Vec<Arc<dyn Desk>>> {
    let skills = config
        .site
        .values()
        .filter(|site| site.account.as_deref() == Some(name))
        .flat_map(|site| site.skills.iter().map(|(skill, settings)| (skill.clone(), settings.group_id.clone())))
        .collect();
    let skills: BTreeMap<String, String> = skills;
    let mut desks: Vec<Arc<dyn Desk>> = Vec::new();
    if account.has_messaging() {
        let webhook_url = config.webhook_url(name);
        let desk = messaging::Messaging::new(name, account, &webhook_url, skills.clone(), attachments.clone());
        desks.push(Arc::new(desk.with_context(|| format!("account {name} cannot be used"))?));
    }
    let tickets = tickets::Tickets::new(name, account, skills, attachments);
    if let Some(desk) = tickets.with_context(|| format!("tickets of account {name} cannot be used"))? {
        desks.push(Arc::new(desk));
    }
    Ok(desks)
}

fn bot_of(name: &str, site: &config::Site) -> anyhow::Result<Arc<dyn Bot>> {
    match site.bot {
        BotName::Knowledge => {
            let settings = knowledge::Settings {
                floor: site.knowledge.floor,
                locale: site.locale.clone(),
                handoff: site.offers_handoff(),
            };
            let bot = knowledge::Knowledge::open(&site.knowledge.folder, settings).map_err(|problems| {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                anyhow::anyhow!("site {name}: its knowledge cannot be used:\n{}", lines.join("\n"))
            })?;
            Ok(Arc::new(bot))
        }
    }
}
