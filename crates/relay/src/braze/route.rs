//! What a text means: by the word it is, and by the keyword category that Braze found for it.

use super::Inbound;
use crate::config::{Braze, KeywordAction};
use crate::conversation::texted::{Way, Wish};

/// Braze's own categories.
const OPT_OUT: &str = "Opt-Out";
const OPT_IN: &str = "Opt-In";
const HELP: &str = "Help";

/// What becomes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Who gets it.
    pub way: Way,
    /// What it says of texts themselves.
    pub wish: Option<Wish>,
    /// The category whose reply goes back.
    pub reply: Option<String>,
}

/// How somebody stands who texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// They have asked for no more texts.
    pub stopped: bool,
    /// They are with the agents, or on the way there.
    pub with_agents: bool,
}

/// Decides on a text.
pub fn route(config: &Braze, text: &Inbound, standing: Standing) -> Route {
    let category = text.keyword_category.as_deref().unwrap_or_default();
    let is = |own: &str| category.eq_ignore_ascii_case(own);
    let is_one_of = |words: &[String]| words.iter().any(|word| word.trim().eq_ignore_ascii_case(text.body.trim()));
    if is(OPT_OUT) || is_one_of(&config.opt_out_words) {
        return Route { way: Way::Nobody, wish: Some(Wish::Stop), reply: None };
    }
    if standing.stopped && (is(OPT_IN) || is_one_of(&config.opt_in_words)) {
        return Route { way: Way::Nobody, wish: Some(Wish::Start), reply: reply(config, category) };
    }
    let action = match config.keyword_categories.get(category) {
        Some(keyword) => keyword.action,
        // `YES` is a word of Braze's too, and may well answer an agent's question.
        None if is(OPT_IN) && !standing.with_agents => KeywordAction::Ignore,
        None if is(HELP) => KeywordAction::Ignore,
        None => KeywordAction::Ticket,
    };
    let agents = if config.bot_first { Way::Bot } else { Way::Agents };
    let (way, reply) = match action {
        KeywordAction::Ticket => (agents, reply(config, category)),
        KeywordAction::ReplyOnly => (Way::Nobody, reply(config, category)),
        KeywordAction::Ignore => (Way::Nobody, None),
    };
    Route { way, wish: None, reply }
}

/// The category, where it has a reply.
fn reply(config: &Braze, category: &str) -> Option<String> {
    let keyword = config.keyword_categories.get(category)?;
    (!keyword.reply.trim().is_empty()).then(|| category.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Keyword;

    fn config() -> Braze {
        let keyword = |reply: &str, action| Keyword { reply: reply.to_owned(), action };
        let keyword_categories = [
            ("ZendeskSMS1", keyword("Somebody will be with you.", KeywordAction::Ticket)),
            ("Hours", keyword("9 to 5", KeywordAction::ReplyOnly)),
            ("Prizes", keyword("", KeywordAction::Ignore)),
        ];
        let keyword_categories = keyword_categories.map(|(name, keyword)| (name.to_owned(), keyword)).into();
        Braze { keyword_categories, ..Braze::default() }
    }

    const NEW: Standing = Standing { stopped: false, with_agents: false };
    const STOPPED: Standing = Standing { stopped: true, with_agents: true };
    const TALKING: Standing = Standing { stopped: false, with_agents: true };

    fn routed(body: &str, category: &str, standing: Standing) -> (Way, Option<Wish>, Option<String>) {
        let text = Inbound {
            external_user_id: "vera".to_owned(),
            body: body.to_owned(),
            message_id: "1".to_owned(),
            keyword_category: Some(category.to_owned()),
            ..Inbound::default()
        };
        let Route { way, wish, reply } = route(&config(), &text, standing);
        (way, wish, reply)
    }

    #[test]
    fn each_category_has_its_way() {
        assert_eq!(routed("SUPPORT", "ZendeskSMS1", NEW), (Way::Agents, None, Some("ZendeskSMS1".to_owned())));
        assert_eq!(routed("hours", "Hours", NEW), (Way::Nobody, None, Some("Hours".to_owned())));
        assert_eq!(routed("win", "Prizes", NEW), (Way::Nobody, None, None));
        assert_eq!(routed("Hello", "Other", NEW), (Way::Agents, None, None));
        assert_eq!(routed("help", "Help", NEW), (Way::Nobody, None, None));
    }

    #[test]
    fn stop_and_start_are_words_of_their_own() {
        for word in ["STOP", " stop ", "Quit"] {
            assert_eq!(routed(word, "Other", NEW), (Way::Nobody, Some(Wish::Stop), None), "{word}");
        }
        assert_eq!(routed("no more", "opt-out", NEW).1, Some(Wish::Stop));
        assert_eq!(routed("Please stop the delivery", "Other", NEW), (Way::Agents, None, None));
        assert_eq!(routed("start", "Other", STOPPED).1, Some(Wish::Start));
        assert_eq!(routed("again please", "Opt-In", STOPPED).1, Some(Wish::Start));
        assert_eq!(routed("yes", "Opt-In", TALKING), (Way::Agents, None, None), "the answer to a question");
        assert_eq!(routed("yes", "Opt-In", NEW), (Way::Nobody, None, None), "no question was asked");
    }
}
