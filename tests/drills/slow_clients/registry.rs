//! A registry whose blobs have no end, or never begin.

use std::{io, net::SocketAddr};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

/// It ends with its runtime.
pub(super) struct EndlessRegistry {
    address: SocketAddr,
}

/// What a blob of it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blob {
    /// It comes as fast as it is taken, and has more bytes than anybody waits for.
    Endless,
    /// No byte of it comes.
    Silent,
    /// It comes at once, and is over.
    Small,
}

const SMALL: &[u8] = b"a layer";
const LENGTH: u64 = 1 << 40;

impl EndlessRegistry {
    pub(super) fn start(runtime: &Runtime) -> Self {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"));
        let listener = listener.expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Who goes away notices by himself.
                tokio::spawn(async move { drop(serve(client).await) });
            }
        });
        Self { address }
    }

    pub(super) fn host(&self) -> String {
        self.address.to_string()
    }

    /// The credential for it.
    pub(super) fn credential(&self) -> Value {
        json!({
            "name": "endless", "registry": "custom", "host": self.host(),
            "username": "u", "secret": "12345678",
        })
    }

    /// The path of a blob at the gateway.
    pub(super) fn path(&self, blob: Blob) -> String {
        let host = self.host().replace(':', "_");
        format!(
            "/v2/{host}/acme/app/blobs/sha256:{}",
            blob.digit().repeat(64)
        )
    }
}

impl Blob {
    fn digit(self) -> &'static str {
        match self {
            Self::Endless => "e",
            Self::Silent => "5",
            Self::Small => "1",
        }
    }

    fn of(head: &str) -> Self {
        let has = |blob: Self| head.contains(&format!("sha256:{}", blob.digit().repeat(8)));
        let all = [Self::Endless, Self::Silent];
        all.into_iter().find(|it| has(*it)).unwrap_or(Self::Small)
    }
}

async fn serve(mut client: TcpStream) -> io::Result<()> {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(client.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).to_lowercase();
        if !head.contains("\r\nauthorization:") {
            let challenge = "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic realm=\"endless\"\r\n\
                             content-length: 0\r\n\r\n";
            client.write_all(challenge.as_bytes()).await?;
            continue;
        }
        let blob = Blob::of(&head);
        let length = match blob {
            Blob::Small => SMALL.len() as u64,
            Blob::Endless | Blob::Silent => LENGTH,
        };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        client.write_all(head.as_bytes()).await?;
        match blob {
            Blob::Small => client.write_all(SMALL).await?,
            Blob::Silent => {
                client.read_u8().await?;
            }
            Blob::Endless => loop {
                client.write_all(&[b'e'; 16 * 1024]).await?;
            },
        }
    }
}
