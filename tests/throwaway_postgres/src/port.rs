use std::{
    io,
    net::{Ipv4Addr, TcpListener, TcpStream},
};

/// A port of this machine that nobody else is given while this lives, not even while its server is down.
///
/// A connection of ours to ourselves holds it. Nobody listens then, so whoever connects is refused; the system hands
/// the port to nobody who asks for any; and it lets one listen there who asks for this one and sets `SO_REUSEADDR`, as
/// PostgreSQL does.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _ends: [TcpStream; 2],
}

impl Port {
    /// A free one.
    pub fn reserve() -> Self {
        let reserved: io::Result<Self> = (|| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            let address = listener.local_addr()?;
            let connected = TcpStream::connect(address)?;
            let (accepted, _) = listener.accept()?;
            Ok(Self {
                number: address.port(),
                _ends: [connected, accepted],
            })
        })();
        reserved.expect("a port is free")
    }

    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, net::SocketAddr};

    use super::*;

    #[test]
    fn a_reserved_port_refuses_until_its_server_listens() {
        let port = Port::reserve();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
        assert!(TcpStream::connect(address).is_err());
        // std sets SO_REUSEADDR.
        let server = TcpListener::bind(address).unwrap();
        TcpStream::connect(address).unwrap();
        drop(server);
        assert!(TcpStream::connect(address).is_err());
        TcpListener::bind(address).unwrap();
    }

    #[test]
    fn no_port_is_reserved_twice() {
        let ports: Vec<_> = (0..200).map(|_| Port::reserve()).collect();
        let numbers: HashSet<_> = ports.iter().map(Port::number).collect();
        assert_eq!(numbers.len(), ports.len());
    }
}
