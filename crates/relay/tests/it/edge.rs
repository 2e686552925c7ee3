//! The edge: what browsers, strangers and Zendesk's webhooks may and may not.

mod budgets;
mod documents;
mod frames;
mod openings;
mod origins;
mod playground;
mod poll;
mod resume;
mod sessions;
mod slow;
mod store_fails;
mod uploads;
mod webhooks;
