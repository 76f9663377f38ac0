//! A small server that answers over TLS as registries are known to, under their own names.

use std::{
    future::pending,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use pullkey_domain::credential::{
    LoginKind, RegistryHost, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername,
};
use pullkey_guarded_http::{Client, Policy, Resolve};
use pullkey_registry::{LoginAttempt, Registry, Verdict};
use pullkey_registry_http::HttpRegistry;
use rcgen::{CertificateParams, KeyPair};
use rustls::{RootCertStore, ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::bed::{client_config, surroundings};

/// What it was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }

    /// The user name and password that came, with a colon between them.
    pub(crate) fn login(&self) -> Option<String> {
        let pair = self.header("authorization")?.strip_prefix("Basic ")?;
        String::from_utf8(STANDARD.decode(pair).ok()?).ok()
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// A status, headers and a body.
pub(crate) struct Reply(pub(crate) u16, pub(crate) Vec<String>, pub(crate) String);

const LATE: &str = "late: 4";
/// No status: these bytes as they are, and then nothing more.
const STALLED: u16 = 0;
/// The same, and then the end of the connection.
const CUT: u16 = 1;
/// The same, and then zeros for as long as anybody takes them.
const ENDLESS: u16 = 2;

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        let kind = "content-type: application/json".to_owned();
        Self(status, vec![kind], body.to_owned())
    }

    /// None, ever.
    pub(crate) fn never() -> Self {
        Self::stalled("")
    }

    /// Just this, to whoever waits for the rest.
    pub(crate) fn stalled(text: &str) -> Self {
        Self(STALLED, Vec::new(), text.to_owned())
    }

    /// Just this, and the connection ends.
    pub(crate) fn cut(text: &str) -> Self {
        Self(CUT, Vec::new(), text.to_owned())
    }

    /// This, and zeros without an end.
    pub(crate) fn endless(text: &str) -> Self {
        Self(ENDLESS, Vec::new(), text.to_owned())
    }

    /// Four seconds later, as the header says, too.
    pub(crate) fn late(self) -> Self {
        self.with(LATE)
    }

    /// With one more header.
    pub(crate) fn with(mut self, header: &str) -> Self {
        self.1.push(header.to_owned());
        self
    }

    /// 401 with this challenge.
    pub(crate) fn challenge(challenge: &str) -> Self {
        let mut reply = Self::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#);
        reply.1.push(format!("www-authenticate: {challenge}"));
        reply
    }
}

type Answering = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The server, and the adapter for which every name leads there.
pub(crate) struct StandIn {
    pub(crate) registry: HttpRegistry,
    heard: Arc<Heard>,
}

/// What it was asked, and how many zeros somebody took.
#[derive(Default)]
struct Heard {
    asked: Mutex<Vec<Asked>>,
    taken: AtomicUsize,
}

struct Everywhere(SocketAddr);

#[async_trait]
impl Resolve for Everywhere {
    async fn resolve(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(vec![self.0])
    }
}

impl StandIn {
    /// For these names, each of which it has a certificate for.
    pub(crate) async fn of(
        names: &[&str],
        answering: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let answering: Arc<Answering> = Arc::new(answering);
        let key = KeyPair::generate().unwrap();
        let names: Vec<_> = names.iter().map(|it| (*it).to_owned()).collect();
        let allowed = names.iter().map(|name| format!("{name}@127.0.0.0/8"));
        let policy = Policy::allowing(allowed.map(|it| it.parse().unwrap())).unwrap();
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key);
        let certificate = certificate.unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Heard::default());
        let hearing = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, heard) = (acceptor.clone(), hearing.clone());
                let answering = answering.clone();
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let _: Option<()> = serve(stream, &*answering, &heard).await;
                    }
                });
            }
        });
        let mut roots = RootCertStore::empty();
        roots.add(certificate.der().clone()).unwrap();
        let resolver = Arc::new(Everywhere(address));
        let client = Client::new(policy, resolver, client_config(roots));
        Self {
            registry: HttpRegistry::new(client, surroundings()),
            heard,
        }
    }

    pub(crate) async fn verdict(&self, attempt: &LoginAttempt) -> Verdict {
        self.registry.verify(attempt).await
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.heard.asked.lock().unwrap().clone()
    }

    /// What was asked of this host so far.
    pub(crate) fn asked_of(&self, host: &str) -> Vec<Asked> {
        let mut asked = self.asked();
        asked.retain(|it| it.host() == host);
        asked
    }

    /// How many zeros somebody took so far.
    pub(crate) fn taken(&self) -> usize {
        self.heard.taken.load(Ordering::SeqCst)
    }

    /// The logins that it got, in order.
    pub(crate) fn logins(&self) -> Vec<String> {
        self.asked().iter().filter_map(Asked::login).collect()
    }
}

const ZEROS: [u8; 16 * 1024] = [0; 16 * 1024];

async fn serve(stream: TlsStream<TcpStream>, answering: &Answering, heard: &Heard) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let mut words = line.split(' ').map(str::to_owned);
        let mut asked = Asked {
            method: words.next()?,
            target: words.next()?,
            ..Asked::default()
        };
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            let header = (name.to_ascii_lowercase(), value.to_owned());
            asked.headers.push(header);
        }
        let length = asked.header("content-length");
        let length = length.map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        asked.body = String::from_utf8(body).ok()?;
        let Reply(status, headers, body) = answering(&asked);
        heard.asked.lock().unwrap().push(asked.clone());
        if headers.iter().any(|it| it == LATE) {
            sleep(Duration::from_secs(4)).await;
        }
        if status <= ENDLESS {
            stream.write_all(body.as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
        }
        match status {
            STALLED => pending().await,
            CUT => return None,
            ENDLESS => loop {
                stream.write_all(&ZEROS).await.ok()?;
                heard.taken.fetch_add(ZEROS.len(), Ordering::SeqCst);
            },
            _ => {}
        }
        let headers: String = headers.iter().map(|it| it.clone() + "\r\n").collect();
        let length = body.len();
        let body = if asked.method == "HEAD" { "" } else { &body };
        let text =
            format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}");
        stream.write_all(text.as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
}

/// A login at a provider's own host, or at the one that is given.
pub(crate) fn login(
    provider: RegistryProvider,
    host: Option<&str>,
    username: &str,
    secret: &str,
) -> LoginAttempt {
    let host = host.map(|it| RegistryHost::parse(it).unwrap());
    LoginAttempt {
        place: RegistryPlace::of(provider, host, None).unwrap(),
        kind: match provider {
            RegistryProvider::Gcr => LoginKind::GcpServiceAccountKey,
            _ => LoginKind::Password,
        },
        username: RegistryUsername::of_login(username).unwrap(),
        secret: RegistrySecret::of_login(secret).unwrap(),
        image: None,
    }
}

/// The same, to pull this image.
pub(crate) fn pulling(mut attempt: LoginAttempt, image: &str) -> LoginAttempt {
    attempt.image = Some(image.parse().unwrap());
    attempt
}
