//! A handshake without a network.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, Connection, ServerConfig, ServerConnection,
    pki_types::ServerName,
};

/// Whether both come to terms.
pub(super) fn agree(client: ClientConfig, server: Arc<ServerConfig>) -> bool {
    let name = ServerName::from(IpAddr::from(Ipv4Addr::LOCALHOST));
    let mut client = Connection::from(ClientConnection::new(Arc::new(client), name).unwrap());
    let mut server = Connection::from(ServerConnection::new(server).unwrap());
    while client.is_handshaking() || server.is_handshaking() {
        if !carry(&mut client, &mut server) || !carry(&mut server, &mut client) {
            return false;
        }
    }
    true
}

/// Carries all that one side has to say to the other; whether that one takes it.
fn carry(from: &mut Connection, to: &mut Connection) -> bool {
    let mut said = Vec::new();
    while from.wants_write() {
        from.write_tls(&mut said).unwrap();
    }
    let mut heard = &said[..];
    while !heard.is_empty() {
        to.read_tls(&mut heard).unwrap();
        if to.process_new_packets().is_err() {
            return false;
        }
    }
    true
}
