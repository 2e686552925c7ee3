//! Which tickets of agents are meant for the chat: an expression over the ticket and over who changed it, such as
//! `ticket.tags:sunco_send AND ticket.status:(new OR open OR pending) AND current_user.role:(NOT end-user)`.
//!
//! `AND` binds closer than `OR`, what stands side by side is joined by `AND`, `NOT` and `-` take what follows back. After a
//! field's colon stands a word, a "quoted text", or such an expression of words in brackets. Words count alike in capitals
//! and small letters; a `*` at the end stands for any rest.

mod parse;

use std::collections::BTreeMap;
use std::fmt;

/// The fields that an expression may ask for.
const FIELDS: [&str; 10] = [
    "ticket.tags",
    "ticket.status",
    "ticket.priority",
    "ticket.type",
    "ticket.group_id",
    "ticket.brand_id",
    "ticket.external_id",
    "current_user.id",
    "current_user.role",
    "requester.email",
];

/// A parsed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(Node);

/// Why an expression cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at character {at}")]
pub struct BadFilter {
    /// What is wrong.
    pub reason: String,
    /// The place, counted from 1.
    pub at: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Is(&'static str, String),
}

/// What is known of a ticket and of who changed it. A field that is not there is not known; one without values is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts(BTreeMap<&'static str, Vec<String>>);

impl Facts {
    /// Sets what is known of a field.
    pub(super) fn set(&mut self, field: &'static str, values: impl IntoIterator<Item = impl Into<String>>) {
        debug_assert!(FIELDS.contains(&field));
        self.0.insert(field, values.into_iter().map(Into::into).collect());
    }
}

impl Filter {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, BadFilter> {
        parse::expression(text).map(Self)
    }

    /// Whether it holds; none where too little is known to say.
    pub(super) fn holds(&self, facts: &Facts) -> Option<bool> {
        self.0.holds(facts)
    }
}

impl Node {
    fn holds(&self, facts: &Facts) -> Option<bool> {
        match self {
            Self::All(nodes) => {
                let found: Vec<_> = nodes.iter().map(|node| node.holds(facts)).collect();
                if found.contains(&Some(false)) {
                    Some(false)
                } else {
                    found.iter().all(Option::is_some).then_some(true)
                }
            }
            Self::Any(nodes) => {
                let found: Vec<_> = nodes.iter().map(|node| node.holds(facts)).collect();
                if found.contains(&Some(true)) {
                    Some(true)
                } else {
                    found.iter().all(Option::is_some).then_some(false)
                }
            }
            Self::Not(node) => node.holds(facts).map(|holds| !holds),
            Self::Is(field, word) => {
                let values = facts.0.get(field)?;
                Some(values.iter().any(|value| is_like(word, &value.to_lowercase())))
            }
        }
    }
}

fn is_like(word: &str, value: &str) -> bool {
    match word.strip_suffix('*') {
        Some(beginning) => value.starts_with(beginning),
        None => value == word,
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |nodes: &[Self], word: &str| nodes.iter().map(ToString::to_string).collect::<Vec<_>>().join(word);
        match self {
            Self::All(nodes) => write!(out, "({})", joined(nodes, " AND ")),
            Self::Any(nodes) => write!(out, "({})", joined(nodes, " OR ")),
            Self::Not(node) => write!(out, "(NOT {node})"),
            Self::Is(field, word) => write!(out, "{field}:\"{word}\""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEYA: &str =
        "ticket.tags:sunco_send\nAND ticket.status:(new OR open OR pending)\nAND current_user.role:(NOT end-user)\n";

    fn facts(tags: &[&str], status: &str, role: &str) -> Facts {
        let mut facts = Facts::default();
        facts.set("ticket.tags", tags.iter().copied());
        facts.set("ticket.status", [status]);
        facts.set("current_user.role", [role]);
        facts
    }

    #[test]
    fn the_known_expression_is_taken_as_it_is_written() {
        let filter = Filter::parse(MEYA).unwrap();
        assert_eq!(filter.holds(&facts(&["vip", "Sunco_Send"], "Open", "agent")), Some(true));
        for (tags, status, role) in [
            (vec!["vip"], "open", "agent"),
            (vec!["sunco_send"], "solved", "agent"),
            (vec!["sunco_send"], "open", "end-user"),
            (vec![], "open", "admin"),
        ] {
            assert_eq!(filter.holds(&facts(&tags, status, role)), Some(false), "{tags:?} {status} {role}");
        }
    }

    #[test]
    fn what_is_not_known_decides_nothing_and_what_is_may_decide_all() {
        let filter = Filter::parse(MEYA).unwrap();
        let mut known = Facts::default();
        assert_eq!(filter.holds(&known), None);
        known.set("ticket.tags", ["sunco_send"]);
        assert_eq!(filter.holds(&known), None);
        known.set("ticket.tags", Vec::<String>::new());
        assert_eq!(filter.holds(&known), Some(false));
        let either = Filter::parse("ticket.tags:a OR ticket.status:open").unwrap();
        known.set("ticket.tags", ["a"]);
        assert_eq!(either.holds(&known), Some(true));
    }

    #[test]
    fn brackets_negations_quotes_and_stars_mean_what_they_say() {
        let holds = |text: &str| Filter::parse(text).unwrap().holds(&facts(&["sms_in", "two words"], "open", "agent"));
        for text in [
            "ticket.tags:sms*",
            "ticket.tags:\"two words\"",
            "-ticket.tags:chat",
            "NOT ticket.tags:chat ticket.status:open",
            "ticket.tags:(sms_in AND \"two words\")",
            "ticket.tags:(chat OR sms_in) AND (ticket.status:open OR ticket.status:new)",
            "ticket.status:new OR ticket.status:open AND ticket.tags:sms_in",
        ] {
            assert_eq!(holds(text), Some(true), "{text}");
        }
        assert_eq!(holds("ticket.tags:(sms_in AND chat)"), Some(false));
        assert_eq!(holds("(ticket.status:new OR ticket.status:open) AND ticket.tags:chat"), Some(false));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (text, place, word) in [
            ("", 1, "nothing"),
            ("ticket.tags", 12, "`:`"),
            ("ticket.tag:x", 1, "ticket.tags"),
            ("ticket.tags:(a OR b", 20, "`)`"),
            ("ticket.tags:a)", 14, "`)`"),
            ("ticket.tags:\"a", 13, "quote"),
            ("ticket.tags:a AND", 18, "nothing"),
            ("ticket.tags:", 13, "nothing"),
        ] {
            let bad = Filter::parse(text).unwrap_err();
            assert_eq!(bad.at, place, "{text}: {bad}");
            assert!(bad.to_string().contains(word), "{text}: {bad}");
        }
    }

    #[test]
    fn what_is_printed_reads_back_the_same() {
        let filter = Filter::parse(MEYA).unwrap();
        assert_eq!(Filter::parse(&filter.to_string()).unwrap().to_string(), filter.to_string());
    }
}
