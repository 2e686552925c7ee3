//! The log's settings.

use super::settings::settings;
use super::word::words;

settings! {
    /// The log, on standard error.
    pub struct Log {
        /// One line for people, or one JSON object a line for machines.
        format: LogFormat = LogFormat::Text,
        /// How much is said, as directives of `tracing`: `info`, or `info,baton_relay=debug`.
        filter: String = "info".to_owned(),
    }
}

words! {
    /// The form of a log line.
    pub enum LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object a line.
        Json = "json",
    }
}
