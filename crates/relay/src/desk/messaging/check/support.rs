//! The part of Support: who the credential speaks for, what it may, and whether what settings name is there.

use super::{Subject, bad, good, lossy};
use crate::desk::Finding;
use crate::desk::Lead;
use crate::desk::messaging::edge::Edge;
use baton_zendesk::ids::ConversationId;
use baton_zendesk::support::{Brand, Field, Group};
use baton_zendesk::{Error, Support};

/// The right to write beside that to read.
pub(super) const WRITE: &str = "read write";

const OAUTH: &str = "Admin Center > Apps and integrations > APIs > OAuth clients";
const GROUPS: &str = "Admin Center > People > Team > Groups";
const MEMBERS: &str = "Admin Center > People > Team > Team members";
const ROLES: &str = "Admin Center > People > Team > Roles";
const FIELDS: &str = "Admin Center > Objects and rules > Tickets > Fields";
const BRANDS: &str = "Admin Center > Account > Brand management > Brands";
/// Pages of 100 that are read of anything.
const PAGES: usize = 20;
/// A conversation that no account has.
const NOBODYS: &str = "000000000000000000000000";

impl Subject {
    pub(super) async fn support(&self, edge: &Edge) -> Vec<Finding> {
        let Some(support) = &edge.support else {
            let detail =
                format!("not set up, so ticket numbers and groups are not known here. Make an OAuth client: {OAUTH}");
            return vec![lossy("support", detail)];
        };
        let mut findings = match support.current_user().await {
            Ok(user) if !matches!(user.role.as_str(), "agent" | "admin") => {
                let detail = format!(
                    "the credential is an end user's or nobody's (role `{}`); it has to be an agent's or an \
                     administrator's: {MEMBERS}",
                    user.role
                );
                return vec![bad("support", detail)];
            }
            Ok(user) => vec![good("support", format!("works as {} ({})", user.name, user.role))],
            Err(error) => return vec![refused(&error, self.is_retiring)],
        };
        if self.is_retiring {
            findings.push(lossy(
                "support",
                format!(
                    "it works by an API token, which Zendesk retires: none can be made from 2026-10-27 on, and all stop on \
                     2027-04-30. Make an OAuth client: {OAUTH}"
                ),
            ));
        }
        findings.extend(self.rights(support).await);
        findings.extend(self.groups(support).await);
        findings.extend(self.fields(support).await);
        findings.extend(self.brands(support).await);
        findings
    }

    /// What the credential may beyond saying who it is.
    async fn rights(&self, support: &Support) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Err(Error::Forbidden(_)) = support.ticket_of_conversation(&ConversationId::new(NOBODYS)).await {
            findings.push(lossy(
                "support",
                format!(
                    "it may not see the ticket of a conversation (the permission view_private_content, or the scope read \
                     for tickets), so ticket numbers stay away. Scopes: {OAUTH}. Permissions: {ROLES}"
                ),
            ));
        }
        if let Some(writer) = &self.writer
            && let Err(Error::Unauthorized(_) | Error::Forbidden(_)) = writer.current_user().await
        {
            findings.push(lossy(
                "support",
                format!(
                    "the OAuth client has the scope read and not write: enough for the relay, but `baton provision` makes \
                     no groups with it. Its scopes: {OAUTH}"
                ),
            ));
        }
        findings
    }

    /// Whether each skill leads somewhere: Zendesk takes the id of a group that is gone, and tells nobody.
    async fn groups(&self, support: &Support) -> Vec<Finding> {
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

    async fn fields(&self, support: &Support) -> Vec<Finding> {
        if self.routing.fields.is_empty() {
            return Vec::new();
        }
        match support.list_ticket_fields(PAGES).await {
            Ok(fields) => self.routing.fields.iter().map(|(setting, id)| field_finding(setting, id, &fields)).collect(),
            Err(error) => vec![lossy("ticket fields", format!("they cannot be read: {error}"))],
        }
    }

    async fn brands(&self, support: &Support) -> Vec<Finding> {
        if self.routing.brands.is_empty() {
            return Vec::new();
        }
        match support.list_brands(PAGES).await {
            Ok(brands) => self.routing.brands.iter().map(|(setting, id)| brand_finding(setting, id, &brands)).collect(),
            Err(error) => vec![lossy("brands", format!("they cannot be read: {error}"))],
        }
    }
}

/// Why Support does not even say whom the credential speaks for.
fn refused(error: &Error, is_token: bool) -> Finding {
    let detail = match error {
        Error::Unauthorized(problems) if problems.has("invalid_scope") => {
            format!("the OAuth client may not read: tick the scope read. {OAUTH}")
        }
        Error::Unauthorized(_) if is_token => {
            format!(
                "Zendesk refuses `email` with `api_token`: wrong, unused for 30 days, or retired (all are on 2027-04-30). \
                 Make an OAuth client: {OAUTH}"
            )
        }
        Error::Unauthorized(_) => format!(
            "Zendesk refuses the credential: `oauth_client_id` or `oauth_client_secret` is wrong, or the client was \
             deleted or has expired. Identifier and secret stand at {OAUTH}"
        ),
        Error::Forbidden(_) => {
            format!(
                "the credential may not read users and tickets: the scope read is missing. Its scopes stand at {OAUTH}"
            )
        }
        error => format!("gives no answer: {error}"),
    };
    bad("support", detail)
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

fn field_finding(setting: &str, id: &str, fields: &[Field]) -> Finding {
    match fields.iter().find(|field| field.id.to_string() == id) {
        None => bad(setting, format!("there is no ticket field {id}, so nothing is ever put there: {FIELDS}")),
        Some(field) if !field.active => bad(
            setting,
            format!(
                "the ticket field `{}` ({id}) is inactive, so nothing is put there. Activate it: {FIELDS}",
                field.title
            ),
        ),
        Some(field) if !field.editable_in_portal => lossy(
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

fn brand_finding(setting: &str, id: &str, brands: &[Brand]) -> Finding {
    match brands.iter().find(|brand| brand.id.to_string() == id) {
        None => bad(setting, format!("there is no brand {id}: {BRANDS}")),
        Some(brand) if !brand.active => {
            bad(setting, format!("the brand `{}` ({id}) is inactive. Activate it: {BRANDS}", brand.name))
        }
        Some(brand) => good(setting, format!("is the brand `{}`", brand.name)),
    }
}
