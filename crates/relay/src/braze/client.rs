//! The one call to Braze: `POST /campaigns/trigger/send`.

use crate::clock::Moment;
use crate::outward;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// A whole call.
const CALL: Duration = Duration::from_secs(20);
/// The pause after a "too many" that does not say how long.
const PAUSE: Duration = Duration::from_secs(60);
/// The longest pause that is believed; Braze counts by the hour.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// When Braze takes requests again, in seconds since 1970.
const RESET: &str = "x-ratelimit-reset";
/// Characters of Braze's own words that go into the log.
const WORDS: usize = 200;
/// Bytes of an answer that are read.
const ANSWER: usize = 64 * 1024;

/// A campaign for one person.
#[derive(Clone, Copy, Debug)]
pub struct Campaign<'a> {
    /// Which.
    pub id: &'a str,
    /// For whom.
    pub to: &'a str,
    /// What the text says.
    pub text: &'a str,
    /// What it is recognised by: the same whenever it is sent again.
    pub mark: &'a str,
    /// What the person's attributes are to say of the ticket; none leaves them.
    pub ticket: Option<Ticket>,
}

/// What Braze is told of the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its number, once known.
    pub number: Option<u64>,
    /// Whether it is open.
    pub open: bool,
}

/// Why a text did not go out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Braze takes no more for so long.
    #[error("Braze takes no more requests for {} s", .0.as_secs())]
    Limited(Duration),
    /// No answer, or one that says nothing about it. Whether it went out is not known unless `unsent`.
    #[error("Braze does not answer: {detail}")]
    Unavailable {
        /// What happened.
        detail: String,
        /// Whether it certainly did not go out.
        unsent: bool,
    },
    /// Key, campaign or address are wrong: nothing goes out until they are mended.
    #[error("Braze refuses the settings: {0}")]
    Settings(String),
    /// This text is refused, and would be again.
    #[error("Braze refuses this text: {0}")]
    Refused(String),
}

#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    url: Url,
    key: SecretString,
}

#[derive(Serialize)]
struct Body<'a> {
    campaign_id: &'a str,
    recipients: [Recipient<'a>; 1],
}

#[derive(Serialize)]
struct Recipient<'a> {
    external_user_id: &'a str,
    trigger_properties: Properties<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Attributes>,
}

#[derive(Serialize)]
struct Properties<'a> {
    msg_body: &'a str,
    /// No `send_id`: Braze takes only those that were made beforehand, a hundred a day, and does not tell repeats by it.
    baton_id: &'a str,
}

/// All texts, for so Zendesk's own placeholders are, which operators' segments already compare with.
#[derive(Serialize)]
struct Attributes {
    #[serde(skip_serializing_if = "Option::is_none")]
    zendesk_ticket: Option<String>,
    zendesk_ticket_open: &'static str,
}

impl Client {
    pub(super) fn new(url: Url, key: SecretString) -> anyhow::Result<Self> {
        Ok(Self { http: outward::client(&url, CALL)?, url, key })
    }

    pub(super) async fn trigger(&self, campaign: &Campaign<'_>, now: Moment) -> Result<(), Fault> {
        let attributes = campaign.ticket.map(|ticket| Attributes {
            zendesk_ticket: ticket.number.map(|number| number.to_string()),
            zendesk_ticket_open: if ticket.open { "true" } else { "false" },
        });
        let properties = Properties { msg_body: campaign.text, baton_id: campaign.mark };
        let recipient = Recipient { external_user_id: campaign.to, trigger_properties: properties, attributes };
        let body = Body { campaign_id: campaign.id, recipients: [recipient] };
        let request = self.http.post(self.url.clone()).bearer_auth(self.key.expose_secret()).json(&body);
        let answer = request.send().await.map_err(|error| unavailable(&error))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        if status.is_success() {
            return Ok(());
        }
        Err(fault(status, &headers, &words(answer).await, now))
    }
}

fn unavailable(error: &reqwest::Error) -> Fault {
    let unsent = error.is_connect() || error.is_builder();
    let detail = if error.is_timeout() { "no answer in time" } else { "the connection failed" };
    Fault::Unavailable { detail: detail.to_owned(), unsent }
}

/// What Braze says of a refusal: its `message`, cut short.
async fn words(answer: reqwest::Response) -> String {
    let mut answer = answer;
    let mut bytes = Vec::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        bytes.extend_from_slice(&piece);
        if bytes.len() > ANSWER {
            break;
        }
    }
    let said = serde_json::from_slice::<Value>(&bytes).ok();
    let said = said.as_ref().and_then(|said| said.get("message")).and_then(Value::as_str).unwrap_or_default();
    said.chars().filter(|letter| !letter.is_control()).take(WORDS).collect()
}

fn fault(status: StatusCode, headers: &HeaderMap, said: &str, now: Moment) -> Fault {
    let number = status.as_u16();
    match number {
        429 => Fault::Limited(pause(headers, now)),
        401 | 403 => Fault::Settings(format!(
            "{number} {said}; compare `api_key` with Braze (Settings > API Keys); it needs the permission `campaigns.trigger.send`"
        )),
        300..=399 | 404 | 405 => {
            Fault::Settings(format!("{number} {said}; compare `rest_url` with the REST endpoint of your instance"))
        }
        // The request is always of the same form, so this is about the campaign.
        400 if said.to_lowercase().contains("campaign") => Fault::Settings(format!(
            "{number} {said}; compare `campaign_id` and `solved_campaign_id` with Braze: the campaign must be API-triggered and not archived"
        )),
        408 | 500..=599 => Fault::Unavailable { detail: format!("{number} {said}"), unsent: false },
        _ => Fault::Refused(format!("{number} {said}")),
    }
}

/// How long Braze asks to wait.
fn pause(headers: &HeaderMap, now: Moment) -> Duration {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let asked = number(RETRY_AFTER.as_str()).and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
    let reset = number(RESET).map(|seconds| Moment(seconds.saturating_mul(1_000)) - now);
    asked.or(reset).unwrap_or(PAUSE).clamp(Duration::from_secs(1), LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000_000);

    fn of(number: u16, said: &str, headers: &[(&'static str, &'static str)]) -> Fault {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        fault(StatusCode::from_u16(number).unwrap(), &headers, said, NOW)
    }

    #[test]
    fn a_pause_is_as_long_as_braze_asks() {
        assert_eq!(of(429, "", &[("retry-after", "7"), (RESET, "1000900")]), Fault::Limited(Duration::from_secs(7)));
        assert_eq!(of(429, "", &[(RESET, "1000900")]), Fault::Limited(Duration::from_secs(900)));
        assert_eq!(of(429, "", &[(RESET, "1")]), Fault::Limited(Duration::from_secs(1)), "it is over");
        assert_eq!(of(429, "", &[(RESET, "99999999999")]), Fault::Limited(LONGEST_PAUSE));
        assert_eq!(of(429, "", &[]), Fault::Limited(PAUSE));
    }

    #[test]
    fn what_an_operator_can_mend_is_told_from_what_is_refused() {
        for (number, said) in [(401, "Invalid API key"), (403, ""), (404, ""), (302, ""), (400, "Invalid Campaign ID")]
        {
            assert!(matches!(of(number, said, &[]), Fault::Settings(_)), "{number}");
        }
        assert!(matches!(of(400, "'external_user_id' must not be empty", &[]), Fault::Refused(_)));
        for number in [500, 502, 503, 408] {
            assert!(matches!(of(number, "", &[]), Fault::Unavailable { unsent: false, .. }), "{number}");
        }
    }
}
