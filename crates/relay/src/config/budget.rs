//! Budgets: what one address, one session and one site may use up.

use super::settings::settings;

settings! {
    /// What one address, one session and one site may use up. Whoever spends a budget is told when to try again, and a
    /// metric counts it. The defaults bear an office of a hundred people behind one address; an IPv6 address counts
    /// with its whole /64, which is one customer's.
    pub struct Budget {
        /// New sessions of one address in an hour.
        sessions_per_address_per_hour: u32 = 120,
        /// New sessions of one site in an hour.
        sessions_per_site_per_hour: u32 = 20_000,
        /// Messages of one session in a minute.
        messages_per_session_per_minute: u32 = 30,
        /// Messages of one address in a minute.
        messages_per_address_per_minute: u32 = 240,
        /// Messages of one site in an hour.
        messages_per_site_per_hour: u32 = 200_000,
        /// Bytes uploaded by one address in an hour.
        upload_bytes_per_address_per_hour: u64 = 500_000_000,
        /// Bytes uploaded to one site in an hour.
        upload_bytes_per_site_per_hour: u64 = 20_000_000_000,
        /// Handoffs of one address in an hour. Each can make a ticket at Zendesk.
        handoffs_per_address_per_hour: u32 = 20,
        /// Handoffs of one site in an hour.
        handoffs_per_site_per_hour: u32 = 2_000,
        /// Sockets and long polls that one address may begin in a minute. Each reads what its log has of late.
        hellos_per_address_per_minute: u32 = 1_200,
        /// Sockets and long polls that one address may hold open at once.
        sockets_per_address: u32 = 100,
        /// Sockets and long polls that one site may hold open at once.
        sockets_per_site: u32 = 20_000,
    }
}
