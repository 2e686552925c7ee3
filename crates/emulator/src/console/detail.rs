//! One ticket: the conversation, what is known, and what an agent can do.

use super::list::status;
use super::transcript;
use crate::control::view::TicketView;
use crate::state::State;
use crate::sunco::markup::escape;
use std::fmt::Write;

/// What an agent may set by hand; closing has a button of its own.
const STATUSES: [&str; 5] = ["new", "open", "pending", "hold", "solved"];

/// Agents and groups to choose from, as value and label.
pub(super) struct Staff {
    pub(super) agents: Vec<(String, String)>,
    groups: Vec<(String, String)>,
}

impl Staff {
    pub(super) fn of(state: &State) -> Self {
        let agents = state.desk.people.values().filter(|person| person.is_agent());
        Self {
            agents: agents.map(|person| (person.id.to_string(), person.name.clone())).collect(),
            groups: state.desk.groups.values().map(|it| (it.id.to_string(), it.name.clone())).collect(),
        }
    }
}

pub(super) fn body(ticket: &TicketView, staff: &Staff, problem: &str) -> String {
    let id = ticket.id;
    format!(
        "<p class=\"back\"><a href=\"/console\">← All tickets</a></p>{problem}\
         <div class=\"ticket\" data-ticket=\"{id}\"><section class=\"talk\" aria-label=\"Conversation\">\
         <h1>{subject}</h1>{transcript}{reply}</section>\
         <aside aria-label=\"Ticket\">{facts}{actions}</aside></div>",
        subject = escape(&ticket.subject),
        transcript = transcript::html(ticket),
        reply = reply_form(ticket, staff),
        facts = facts(ticket, staff),
        actions = actions(ticket, staff),
    )
}

fn reply_form(ticket: &TicketView, staff: &Staff) -> String {
    let spoken = ticket.conversation.is_some();
    if !ticket.live && (spoken || !ticket.is_open()) {
        let what = if spoken {
            "This conversation has ended. The visitor no longer hears this ticket."
        } else {
            "This ticket is closed. Nothing changes it any more."
        };
        return format!("<p class=\"ended\" id=\"ended\">{what}</p>");
    }
    let kinds =
        [("public", "Public reply"), ("note", "Internal note")].map(|(value, label)| (value.into(), label.into()));
    // A message has a limit; a comment has none that matters here.
    let limit = if spoken { " maxlength=\"4096\"" } else { "" };
    format!(
        "<form id=\"reply\" class=\"reply\" method=\"post\" action=\"/console/tickets/{id}/reply\" \
         enctype=\"multipart/form-data\">\
         <label for=\"reply-text\">Reply to the visitor</label>\
         <textarea id=\"reply-text\" name=\"text\" rows=\"3\"{limit}></textarea>\
         <div class=\"line\"><label for=\"reply-kind\">Send</label>{kinds}\
         <label for=\"reply-agent\">as</label>{agents}\
         <label for=\"reply-files\">Attach files</label><input id=\"reply-files\" name=\"files\" type=\"file\" multiple>\
         <button id=\"send-reply\" class=\"main\" type=\"submit\">Send reply</button></div></form>",
        id = ticket.id,
        kinds = select("reply-kind", "kind", &kinds, None),
        agents = select("reply-agent", "agent", &staff.agents, ticket.assignee.map(|it| it.to_string()).as_deref()),
    )
}

pub(super) fn select(id: &str, name: &str, options: &[(String, String)], chosen: Option<&str>) -> String {
    let options: String = options
        .iter()
        .map(|(value, label)| {
            let selected = if chosen == Some(value.as_str()) { " selected" } else { "" };
            format!("<option value=\"{value}\"{selected}>{}</option>", escape(label))
        })
        .collect();
    format!("<select id=\"{id}\" name=\"{name}\">{options}</select>")
}

fn facts(ticket: &TicketView, staff: &Staff) -> String {
    let mut rows = String::new();
    let mut row = |name: &str, id: &str, html: &str| {
        let _ = write!(rows, "<dt>{name}</dt><dd id=\"{id}\">{html}</dd>");
    };
    let or_dash = |text: Option<&str>| escape(text.unwrap_or("–"));
    let assignee = ticket.assignee.map(|it| it.to_string());
    let assignee = staff.agents.iter().find(|(id, _)| Some(id) == assignee.as_ref()).map(|(_, name)| name.as_str());
    row("Ticket", "fact-id", &format!("#{}", ticket.id));
    if let Some(source) = ticket.followup_of {
        row("Goes on from", "fact-followup", &format!("<a href=\"/console/tickets/{source}\">#{source}</a>"));
    }
    row("Status", "fact-status", &status(ticket));
    row("Requester", "fact-requester", &escape(&ticket.requester_name));
    row("E-mail", "fact-email", &or_dash(ticket.requester_email.as_deref()));
    row("External id", "fact-external-id", &or_dash(ticket.requester_external_id.as_deref()));
    row("Group", "fact-group", &or_dash(ticket.group_name.as_deref()));
    row("Assignee", "fact-assignee", &or_dash(assignee));
    row("Priority", "fact-priority", &or_dash(ticket.priority.as_deref()));
    let tags: String = ticket.tags.iter().map(|tag| format!("<span class=\"chip\">{}</span>", escape(tag))).collect();
    row("Tags", "fact-tags", if tags.is_empty() { "–" } else { &tags });
    for (field, value) in &ticket.fields {
        row(&format!("Field {field}"), &format!("field-{field}"), &escape(value));
    }
    row("Ticket's external id", "fact-ticket-external-id", &or_dash(ticket.external_id.as_deref()));
    row("Conversation", "fact-conversation", &or_dash(ticket.conversation.as_ref().map(|it| it.0.as_str())));
    let ignored: String = ticket.ignored.iter().map(|line| format!("<li>{}</li>", escape(line))).collect();
    let ignored = match ignored.as_str() {
        "" => String::new(),
        lines => format!("<details open><summary>Metadata that could not be used</summary><ul>{lines}</ul></details>"),
    };
    format!("<div id=\"facts\" data-live><h2>Ticket</h2><dl>{rows}</dl>{ignored}</div>")
}

fn actions(ticket: &TicketView, staff: &Staff) -> String {
    let id = ticket.id;
    let form = |action: &str, inner: &str| {
        format!("<form method=\"post\" action=\"/console/tickets/{id}/{action}\">{inner}</form>")
    };
    let button = |action: &str, label: &str, off: bool| {
        let off = if off { " disabled" } else { "" };
        form(action, &format!("<button id=\"{action}\" type=\"submit\"{off}>{label}</button>"))
    };
    let closed = ticket.status.as_str() == "closed";
    let (agents, groups) = (
        select("assign-agent", "agent", &staff.agents, ticket.assignee.map(|it| it.to_string()).as_deref()),
        select("transfer-group", "group", &staff.groups, ticket.group.map(|it| it.to_string()).as_deref()),
    );
    let assign = form(
        "assign",
        &format!(
            "<label for=\"assign-agent\">Agent</label>{agents}<button id=\"assign\" type=\"submit\">Assign</button>"
        ),
    );
    let transfer = form(
        "transfer",
        &format!(
            "<label for=\"transfer-group\">Group</label>{groups}<button id=\"transfer\" type=\"submit\">Transfer</button>"
        ),
    );
    let words: Vec<(String, String)> = STATUSES.map(|word| (word.to_owned(), word.to_owned())).into();
    let status = form(
        "status",
        &format!(
            "<label for=\"status-word\">Status</label>{}<button id=\"set-status\" type=\"submit\">Set</button>",
            select("status-word", "status", &words, Some(ticket.status.as_str()))
        ),
    );
    let tag = form(
        "tag",
        "<label for=\"tag-word\">Tag</label><input id=\"tag-word\" name=\"tag\"><button id=\"add-tag\" \
         type=\"submit\">Add</button>",
    );
    // A trigger speaks in a conversation only.
    let auto = if ticket.conversation.is_none() {
        String::new()
    } else {
        form(
            "auto-reply",
            "<label for=\"auto-reply-text\">Automatic reply</label><input id=\"auto-reply-text\" name=\"text\" \
         value=\"Thanks, an agent will be with you shortly.\"><button id=\"auto-reply\" type=\"submit\">Send</button>",
        )
    };
    format!(
        "<h2>Actions</h2><div class=\"actions-list\">{assign}{transfer}{status}{tag}<div id=\"endings\" class=\"line\" data-live>{solve}{close}{end}{email}</div>\
         {auto}</div>",
        solve = button("solve", "Solve", closed),
        close = button("close", "Close", closed),
        end = button("end-session", "End session", !ticket.live),
        email = button("transfer-to-email", "Continue by e-mail", !ticket.live),
    )
}
