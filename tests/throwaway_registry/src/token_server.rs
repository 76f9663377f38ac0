use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rcgen::{CertificateParams, KeyPair};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde_json::{Value, json};

use crate::{PASSWORD, USERNAME};

/// Hands out tokens for a registry, as its specification says: to the user, who may pull `acme/app`, and to nobody, who may do
/// nothing.
pub struct TokenServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    certificate: String,
    der: String,
    key: EcdsaKeyPair,
    is_generous: AtomicBool,
    asked: Mutex<Vec<String>>,
}

impl Default for TokenServer {
    fn default() -> Self {
        let key = KeyPair::generate().expect("there is randomness");
        let params = CertificateParams::new(["token-issuer".to_owned()]).expect("it is a name");
        let certificate = params.self_signed(&key).expect("it signs");
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, &key.serialize_der(), &random);
        let shared = Arc::new(Shared {
            certificate: certificate.pem(),
            der: STANDARD.encode(certificate.der()),
            key: key.expect("it is a key of this kind"),
            is_generous: AtomicBool::new(false),
            asked: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
        let address = listener.local_addr().expect("it is bound");
        let serving = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = serving.clone();
                thread::spawn(move || shared.serve(&stream));
            }
        });
        Self { address, shared }
    }
}

impl TokenServer {
    pub(crate) const SERVICE: &str = "test-registry";
    pub(crate) const ISSUER: &str = "test-issuer";

    /// Where it hands out tokens.
    pub fn realm(&self) -> String {
        format!("http://{}/token", self.address)
    }

    /// Its host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// From now on wrong passwords get a token, too, for nobody: as Harbor and Gitea do.
    pub fn hand_out_to_anybody(&self) {
        self.shared.is_generous.store(true, Ordering::SeqCst);
    }

    /// The users whose passwords it was asked with, in order; of nobody, `-`.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().expect("nobody panics").clone()
    }

    pub(crate) fn certificate(&self) -> String {
        self.shared.certificate.clone()
    }
}

impl Shared {
    fn serve(&self, mut stream: &TcpStream) {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let first = lines.next().unwrap_or_default();
        let head: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
        let login = head.iter().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let is_login = name.eq_ignore_ascii_case("authorization");
            let pair = is_login.then(|| value.strip_prefix("Basic "))??;
            String::from_utf8(STANDARD.decode(pair).ok()?).ok()
        });
        let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let (status, body) = self.answer(login.as_deref(), &target);
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let _: Result<_, _> = stream.write_all(answer.as_bytes());
    }

    fn answer(&self, login: Option<&str>, target: &str) -> (&'static str, String) {
        let user = login.map_or("-", |pair| pair.split(':').next().unwrap_or_default());
        let mut asked = self.asked.lock().expect("nobody panics");
        asked.push(user.to_owned());
        drop(asked);
        let right = format!("{USERNAME}:{PASSWORD}");
        let subject = match login {
            Some(pair) if pair == right => USERNAME,
            Some(_) if !self.is_generous.load(Ordering::SeqCst) => {
                let details = json!({"details": "incorrect username or password"});
                return ("401 Unauthorized", details.to_string());
            }
            _ => "",
        };
        let is_scoped = target.contains("scope=repository%3Aacme%2Fapp%3Apull");
        let access = if is_scoped && subject == USERNAME {
            json!([{"type": "repository", "name": "acme/app", "actions": ["pull"]}])
        } else {
            json!([])
        };
        let token = self.token(subject, &access);
        ("200 OK", json!({"token": token}).to_string())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the registry compares the time with its own"
    )]
    fn token(&self, subject: &str, access: &Value) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.expect("it is after 1970").as_secs();
        let head = json!({"typ": "JWT", "alg": "ES256", "x5c": [self.der]});
        let claims = json!({
            "iss": TokenServer::ISSUER,
            "aud": TokenServer::SERVICE,
            "sub": subject,
            "exp": now + 300,
            "nbf": now - 10,
            "iat": now,
            "jti": format!("{now}-{subject}"),
            "access": access,
        });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&head), encode(&claims));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.expect("it signs");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
