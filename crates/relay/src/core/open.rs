//! Putting a relay together from its configuration: the one place that chooses what stands behind each seam.

use super::{Account, Core, Site, Sites};
use crate::bot::{Bot, http, knowledge, openai, rasa, watsonx};
use crate::braze::Channel;
use crate::budget::Budgets;
use crate::bus::LocalBus;
use crate::clock::Clock;
use crate::config::{self, BotName, Config};
use crate::desk::{Attachments, Desk, Lead, Routing, messaging, tickets};
use crate::files::Files;
use crate::store::{Store, sqlite};
use anyhow::Context as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Notify;

/// The folder of files inside the data folder.
const FILES: &str = "files";

impl Core {
    /// The folder of files inside a data folder.
    pub fn files_in(data: &Path) -> PathBuf {
        data.join(FILES)
    }

    /// Opens the store, the bots and the desks that the configuration names.
    pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<Self>> {
        let store = sqlite::Sqlite::open(&config.data_dir, sqlite::SqliteOptions::default())
            .context("the store does not open")?;
        let store: Arc<dyn Store> = Arc::new(store);
        let files = Files::open(&Self::files_in(&config.data_dir)).context("the folder of files does not open")?;
        let mut accounts = BTreeMap::new();
        for (name, settings) in &config.account {
            let attachments = Attachments::new(Arc::clone(&store), files.clone());
            let desks = desks_of(config, name, settings, Some(attachments))?;
            accounts.insert(name.clone(), Arc::new(Account::new(name.clone(), settings.clone(), desks)));
        }
        let mut sites = Vec::new();
        let mut channels = BTreeMap::new();
        for (name, settings) in &config.site {
            if let Some(braze) = &settings.braze {
                let channel =
                    Channel::new(braze).with_context(|| format!("text messages of site {name} cannot be used"))?;
                channels.insert(name.clone(), Arc::new(channel));
            }
            let account = settings.account.as_ref().and_then(|account| accounts.get(account).cloned());
            let bot = bot_of(name, settings, &clock)?;
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
            channels,
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
    let routing = routing(config, name, account);
    let mut desks: Vec<Arc<dyn Desk>> = Vec::new();
    if account.has_messaging() {
        let webhook_url = config.webhook_url(name);
        let desk = messaging::Messaging::new(name, account, &webhook_url, routing.clone(), attachments.clone());
        desks.push(Arc::new(desk.with_context(|| format!("account {name} cannot be used"))?));
    }
    let usage =
        tickets::Usage { webhook_url: config.support_webhook_url(name), needs_tickets: config.needs_tickets(name) };
    let tickets = tickets::Tickets::new(name, account, &routing, usage, attachments);
    if let Some(desk) = tickets.with_context(|| format!("tickets of account {name} cannot be used"))? {
        desks.push(Arc::new(desk));
    }
    Ok(desks)
}

/// Where the sites of an account send their tickets.
fn routing(config: &Config, name: &str, account: &config::Account) -> Routing {
    let mut routing = Routing::default();
    let mut field = |setting: String, id: &str| routing.fields.push((setting, id.to_owned()));
    if let Some(id) = &account.phone_field {
        field("phone_field".to_owned(), id);
    }
    for (site_name, site) in config.site.iter().filter(|(_, site)| site.account.as_deref() == Some(name)) {
        for id in site.ticket_fields.iter().flatten() {
            field(format!("site.{site_name}.ticket_fields"), id);
        }
        for id in site.ticket_field_variables.keys() {
            field(format!("site.{site_name}.ticket_field_variables"), id);
        }
        for id in site.ask_fields.iter().filter_map(|asked| asked.ticket_field.as_ref()) {
            field(format!("site.{site_name}.ask_fields"), id);
        }
        if let Some(id) = &site.language_field {
            field(format!("site.{site_name}.language_field"), id);
        }
    }
    for (site_name, site) in config.site.iter().filter(|(_, site)| site.account.as_deref() == Some(name)) {
        routing.brands.extend(site.brand_id.iter().map(|id| (format!("site.{site_name}.brand_id"), id.clone())));
        for (skill, settings) in &site.skills {
            let (id, name) = (settings.group_id.clone(), settings.group_name(skill).to_owned());
            routing.leads.insert(skill.clone(), Lead { id, name });
        }
    }
    routing
}

/// How the bot `knowledge` of a site behaves.
pub(crate) fn knowledge_settings(site: &config::Site) -> knowledge::Settings {
    knowledge::Settings {
        floor: site.knowledge.floor,
        locale: site.locale.clone(),
        handoff: site.offers_handoff(),
        suggests: site.knowledge.suggestions,
    }
}

/// The bot of a site.
pub(crate) fn bot_of(name: &str, site: &config::Site, clock: &Arc<dyn Clock>) -> anyhow::Result<Arc<dyn Bot>> {
    let missing = || anyhow::anyhow!("site {name}: there is no table [site.{name}.{}]", site.bot.as_str());
    let unusable = || format!("site {name}: its bot cannot be used");
    let clock = Arc::clone(clock);
    Ok(match site.bot {
        BotName::Knowledge => Arc::new(knowledge_of(name, site)?),
        BotName::Http => {
            let settings = site.http.as_ref().ok_or_else(missing)?;
            Arc::new(http::HttpBot::new(settings, skills_of(site), clock).with_context(unusable)?)
        }
        BotName::Openai => {
            let settings = site.openai.as_ref().ok_or_else(missing)?;
            let knowledge = settings.knowledge.then(|| knowledge_of(name, site)).transpose()?;
            let people = site.offers_handoff().then(|| skills_of(site));
            Arc::new(openai::OpenAi::new(settings, knowledge, people, clock).with_context(unusable)?)
        }
        BotName::Rasa => {
            let settings = site.rasa.as_ref().ok_or_else(missing)?;
            Arc::new(rasa::Rasa::new(settings, clock).with_context(unusable)?)
        }
        BotName::Watsonx => {
            let settings = site.watsonx.as_ref().ok_or_else(missing)?;
            Arc::new(watsonx::Watsonx::new(settings, skills_of(site), clock).with_context(unusable)?)
        }
    })
}

fn skills_of(site: &config::Site) -> Vec<String> {
    site.skills.keys().cloned().collect()
}

fn knowledge_of(name: &str, site: &config::Site) -> anyhow::Result<knowledge::Knowledge> {
    knowledge::Knowledge::open(&site.knowledge.folder, knowledge_settings(site)).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("site {name}: its knowledge cannot be used:\n{}", lines.join("\n"))
    })
}
