//! What crosses the machine's border: webhooks as Zendesk writes them, and who counts as whom.

mod trust;
mod webhooks;
