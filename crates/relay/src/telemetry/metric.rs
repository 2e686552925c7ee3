//! The names of all metrics, each with what it means. `docs/operating.md` has the same list, and a test compares them.

/// How a metric moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
}

impl Kind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
        }
    }
}

/// A metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// How it moves.
    pub kind: Kind,
    /// Its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

macro_rules! metrics_of_the_relay {
    ($($constant:ident = $kind:ident $name:literal [$($label:literal),*] $help:literal;)*) => {
        $(
            #[doc = $help]
            pub const $constant: &str = $name;
        )*

        /// All of them.
        pub const ALL: &[Metric] = &[
            $( Metric { name: $name, kind: Kind::$kind, labels: &[$($label),*], help: $help }, )*
        ];
    };
}

metrics_of_the_relay! {
    BUILD_INFO = Gauge "baton_build_info" ["version"] "Always 1; the label says which version runs.";
    SOCKETS = Gauge "baton_sockets" [] "Sockets and long polls that are open.";
    SOCKETS_CUT = Counter "baton_sockets_cut_total" ["reason"] "Sockets that the relay closed: too slow, silent, malformed, stopping.";
    SESSIONS = Counter "baton_sessions_total" ["site"] "Sessions begun.";
    FRAMES_REFUSED = Counter "baton_frames_refused_total" ["code"] "Frames and requests of visitors that were refused, by error code.";
    BUDGET_SPENT = Counter "baton_budget_spent_total" ["budget"] "Refusals because a budget was spent, by the budget's setting.";
    UPLOAD_BYTES = Counter "baton_upload_bytes_total" ["site"] "Bytes of files that visitors uploaded.";
    WEBHOOKS = Counter "baton_webhooks_total" ["account", "status"] "Webhooks by the status they were answered with.";
    WEBHOOK_SECRET_REFUSED = Counter "baton_webhook_secret_refused_total" ["account"] "Webhooks with a wrong or missing secret. Zendesk never sends those again: repair `webhook_secrets`, and the relay fetches what was missed.";
    INBOX_DEAD = Counter "baton_inbox_dead_total" ["account"] "Events of webhooks that could not be understood; they are kept.";
    WORK = Gauge "baton_work" ["state"] "Work by state. `parked` needs a person: Zendesk refused a message for good.";
    DESK_RETRIES = Counter "baton_desk_retries_total" ["account"] "Steps towards Zendesk that have to be tried again.";
    DESK_PARKED = Counter "baton_desk_parked_total" ["account"] "Messages and handoffs that Zendesk refused for good.";
    DESK_DEGRADED = Gauge "baton_desk_degraded" ["account"] "1 while own messages do not come back by webhook, so that conversations are polled.";
    HANDOFFS = Counter "baton_handoffs_total" ["site", "reason"] "Calls for a person that began, by what called: `visitor`, `page`, `bot`, `bot_failed`, `bot_unsure` or `keyword`.";
    HANDOFF_FAILED = Counter "baton_handoff_failed_total" ["account"] "Handoffs that could not be made; the visitor was given back to the bot.";
    ROUTING_LOST = Counter "baton_routing_lost_total" [] "Handoffs whose group or brand Zendesk does not know; they were made without. `baton check` names it.";
    AGENT_BEGAN = Counter "baton_agent_began_total" ["account", "outcome"] "Tickets that agents began for the chat: `reached`, or `unknown_visitor`.";
    RATINGS = Counter "baton_ratings_total" ["site", "rating"] "Ratings that visitors gave, from 1 to 5.";
    HANDOFF_SLOW = Counter "baton_handoff_slow_total" [] "Visitors who were asked whether to wait on.";
    SMS_RECEIVED = Counter "baton_sms_received_total" ["site", "status"] "Text messages that Braze told of, by the status they were answered with.";
    SMS_SECRET_REFUSED = Counter "baton_sms_secret_refused_total" ["site"] "Text messages that came with a wrong or missing secret. Braze never sends those again: compare `inbound_secrets` with its webhook campaign.";
    SMS_SENT = Counter "baton_sms_sent_total" ["site"] "Text messages that Braze accepted.";
    SMS_RETRIES = Counter "baton_sms_retries_total" ["site"] "Text messages that Braze did not take and that are tried again.";
    SMS_REFUSED = Counter "baton_sms_refused_total" ["site"] "Text messages that Braze refused for good; the agents were told.";
    IDENTITY_KEYS_FAILED = Counter "baton_identity_keys_failed_total" ["site"] "Fetches of the keys that verify visitors' tokens that came to nothing; the log names the address (`identity.public_keys`).";
    BOT_UNANSWERED = Counter "baton_bot_unanswered_total" ["site"] "Questions to which the bot had no answer.";
    BOT_FEEDBACK = Counter "baton_bot_feedback_total" ["site", "helpful"] "Answers of the bot of which visitors said whether they were of help: `yes` or `no`.";
    BOT_FAILURES = Counter "baton_bot_failures_total" ["site"] "Turns of a bot that came to nothing.";
}

/// Tells the recorder what each means.
pub(super) fn describe() {
    for metric in ALL {
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, metric.help),
            Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
        }
    }
}
