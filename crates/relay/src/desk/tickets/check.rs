//! Whether the account's Support is as this desk needs it.

use crate::desk::{Finding, Verdict};
use baton_zendesk::{Error, Support};

/// Tries what the desk needs, without changing anything.
pub(super) async fn look(support: &Support, has_webhook_secret: bool) -> Vec<Finding> {
    let mut findings = vec![credential(support).await];
    findings.push(match has_webhook_secret {
        true => finding("support webhook", Verdict::Good, "a signing secret is set"),
        false => finding(
            "support webhook",
            Verdict::Lossy,
            "`tickets.webhook_secrets` is empty, so what agents write is found by looking every few minutes only; \
             create a webhook (Admin Center > Apps and integrations > Webhooks), or let `baton provision` do it",
        ),
    });
    findings
}

async fn credential(support: &Support) -> Finding {
    const SUBJECT: &str = "support credential";
    match support.current_user().await {
        Ok(user) if matches!(user.role.as_str(), "admin" | "agent") => {
            finding(SUBJECT, Verdict::Good, &format!("it speaks for {} ({})", user.name, user.role))
        }
        Ok(user) => {
            let detail = format!(
                "it speaks for a user of the role `{}`, who may make no tickets for others; use a client or token of an agent",
                user.role
            );
            finding(SUBJECT, Verdict::Bad, &detail)
        }
        Err(Error::Unauthorized(problems)) => {
            let detail = format!(
                "it is not taken: {problems}; compare `oauth_client_id` and `oauth_client_secret` (Admin Center > Apps and \
                 integrations > APIs > OAuth clients)"
            );
            finding(SUBJECT, Verdict::Bad, &detail)
        }
        Err(error) => finding(SUBJECT, Verdict::Bad, &format!("Zendesk does not answer: {error}")),
    }
}

fn finding(subject: &str, verdict: Verdict, detail: &str) -> Finding {
    Finding { subject: subject.to_owned(), verdict, detail: detail.to_owned() }
}
