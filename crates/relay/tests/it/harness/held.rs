//! A port that is the test's own though nobody listens on it.

use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::{TcpListener, TcpSocket};

/// Bound and never listening: a connection is refused, nobody who wants some free port gets this one, and a listener
/// that names it may come and go as often as it likes.
pub(crate) struct Held {
    pub(crate) address: SocketAddr,
    _socket: TcpSocket,
}

impl Held {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        // As every listener of tokio does: two such sockets may share a port while at most one listens.
        socket.set_reuseaddr(true).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self { address: socket.local_addr().unwrap(), _socket: socket }
    }

    /// Listens there, for as long as the listener lives.
    pub(super) async fn listen(&self) -> TcpListener {
        TcpListener::bind(self.address).await.unwrap()
    }
}

#[tokio::test]
async fn a_held_port_refuses_and_can_be_listened_on_again_and_again() {
    let held = Held::new();
    for _ in 0..3 {
        assert!(tokio::net::TcpStream::connect(held.address).await.is_err(), "nobody listens");
        let listener = held.listen().await;
        let (reached, taken) = tokio::join!(tokio::net::TcpStream::connect(held.address), listener.accept());
        assert!(reached.is_ok() && taken.is_ok());
    }
}
