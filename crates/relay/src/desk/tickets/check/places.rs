//! Whether what settings name is there: groups, ticket fields, brands.

use super::{PAGES, Subject};
use crate::desk::finding::{bad, good, lossy};
use crate::desk::{Finding, Lead};
use baton_zendesk::Support;
use baton_zendesk::support::{Brand, Field, Group};

const GROUPS: &str = "Admin Center > People > Team > Groups";
const FIELDS: &str = "Admin Center > Objects and rules > Tickets > Fields";
const BRANDS: &str = "Admin Center > Account > Brand management > Brands";

impl Subject {
    /// Whether each skill leads somewhere: Zendesk takes the id of a group that is gone, and tells nobody.
    pub(super) async fn groups(&self, support: &Support) -> Vec<Finding> {
        if self.routing.leads.is_empty() {
            return Vec::new();
        }
        let groups = match support.list_groups(PAGES).await {
            Ok(groups) => groups,
            Err(error) => return vec![lossy("skills", format!("the groups they lead to cannot be read: {error}"))],
        };
        let mut findings = Vec::new();
        for (skill, lead) in &self.routing.leads {
            let name = |text: &str| text.trim().to_lowercase();
            let group = groups.iter().filter(|group| !group.deleted).find(|group| match lead.id.as_str() {
                "" => name(&group.name) == name(&lead.name),
                id => group.id.to_string() == id,
            });
            findings.push(skill_finding(support, skill, lead, group).await);
        }
        findings
    }

    pub(super) async fn fields(&self, support: &Support) -> Vec<Finding> {
        if self.routing.fields.is_empty() {
            return Vec::new();
        }
        match support.list_ticket_fields(PAGES).await {
            Ok(fields) => self.routing.fields.iter().map(|(setting, id)| self.field(setting, id, &fields)).collect(),
            Err(error) => vec![lossy("ticket fields", format!("they cannot be read: {error}"))],
        }
    }

    pub(super) async fn brands(&self, support: &Support) -> Vec<Finding> {
        if self.routing.brands.is_empty() {
            return Vec::new();
        }
        match support.list_brands(PAGES).await {
            Ok(brands) => self.routing.brands.iter().map(|(setting, id)| brand_finding(setting, id, &brands)).collect(),
            Err(error) => vec![lossy("brands", format!("they cannot be read: {error}"))],
        }
    }

    fn field(&self, setting: &str, id: &str, fields: &[Field]) -> Finding {
        match fields.iter().find(|field| field.id.to_string() == id) {
            None => bad(setting, format!("there is no ticket field {id}, so nothing is ever put there: {FIELDS}")),
            Some(field) if !field.active => bad(
                setting,
                format!(
                    "the ticket field `{}` ({id}) is inactive, so nothing is put there. Activate it: {FIELDS}",
                    field.title
                ),
            ),
            Some(field) if self.has_messaging && !field.editable_in_portal => lossy(
                setting,
                format!(
                    "the ticket field `{}` ({id}) is for agents alone, and messaging fills only what end users may edit. Edit \
                     it > Permissions: {FIELDS}",
                    field.title
                ),
            ),
            Some(field) => good(setting, format!("is the ticket field `{}`", field.title)),
        }
    }
}

async fn skill_finding(support: &Support, skill: &str, lead: &Lead, group: Option<&Group>) -> Finding {
    let subject = format!("skill {skill}");
    let Some(group) = group else {
        let which = if lead.id.is_empty() { format!("named `{}`", lead.name) } else { lead.id.clone() };
        let detail = format!(
            "there is no group {which}, so its tickets would reach no group. Take `group_id` out and run `baton \
             provision`, or copy the number of the right one: {GROUPS}"
        );
        return bad(&subject, detail);
    };
    match support.list_group_agents(group.id, PAGES).await {
        Ok(agents) if agents.is_empty() => bad(
            &subject,
            format!(
                "nobody is in its group `{}`, so nobody is told of its tickets. `baton provision --agents <addresses>` \
                 adds them, or: {GROUPS}",
                group.name
            ),
        ),
        Ok(_) => good(&subject, format!("leads to the group `{}`", group.name)),
        Err(error) => lossy(&subject, format!("who is in its group cannot be read: {error}")),
    }
}

fn brand_finding(setting: &str, id: &str, brands: &[Brand]) -> Finding {
    match brands.iter().find(|brand| brand.id.to_string() == id) {
        None => bad(setting, format!("there is no brand {id}: {BRANDS}")),
        Some(brand) if !brand.active => {
            bad(setting, format!("the brand `{}` ({id}) is inactive. Activate it: {BRANDS}", brand.name))
        }
        Some(brand) => good(setting, format!("is the brand `{}`", brand.name)),
    }
}
