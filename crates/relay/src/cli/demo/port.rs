//! Ports of this machine: the usual ones, so that addresses stay the same from one demo to the next, or free ones.

use anyhow::Context as _;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

/// The port some places after another; 0 stays 0, any free one.
pub(super) fn after(first: u16, places: u16) -> u16 {
    if first == 0 { 0 } else { first.checked_add(places).unwrap_or(0) }
}

/// Listens on a port, or on a free one where it is in use.
pub(super) async fn take(port: u16) -> anyhow::Result<TcpListener> {
    if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
        return Ok(listener);
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port is free on 127.0.0.1")
}

/// The port, or 0 where it is in use; for somebody else to listen on.
pub(super) async fn free(port: u16) -> u16 {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok() { port } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_replaced_by_a_free_one() {
        let first = take(0).await.unwrap();
        let used = first.local_addr().unwrap().port();
        let second = take(used).await.unwrap();
        assert_ne!(second.local_addr().unwrap().port(), used);
        assert_eq!(free(used).await, 0);
    }

    #[test]
    fn ports_follow_each_other_unless_any_will_do() {
        assert_eq!(after(4400, 2), 4402);
        assert_eq!(after(0, 2), 0);
        assert_eq!(after(u16::MAX, 1), 0);
    }
}
