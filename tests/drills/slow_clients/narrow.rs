use std::{
    io,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Node, make_company, make_key};
use tokio::{io::AsyncWriteExt, net::TcpStream, runtime::Runtime};

use super::{
    Bug, create,
    kind::{Kind, connect},
    registry::{Blob, EndlessRegistry},
    streams::{read_head, request},
};
use crate::{
    drill::{Broken, Verdict, figure, hold},
    stand_in::as_password,
};

/// A node that serves few connections at a time.
pub(super) struct Narrow {
    node: Node,
    /// The keys of two companies that pull.
    keys: [String; 2],
    endless: String,
    small: String,
}

const CONNECTIONS: usize = 64;
/// A quarter of them is all that the pulls of a company get.
const OF_A_COMPANY: usize = CONNECTIONS / 4;
const TOO_MANY: usize = 4;
/// The longest that slow clients keep a good one out: their deadlines, and a second for a busy machine.
const LET_IN_WITHIN: Duration = Duration::from_secs(10);
/// A good client that had a place at once would show that the others had not taken all.
const KEPT_OUT_FOR: Duration = Duration::from_secs(2);
const STUCK_FOR: Duration = Duration::from_secs(35);
const NOT_BEFORE: Duration = Duration::from_secs(30);

impl Narrow {
    pub(super) fn start(
        allow: &str,
        bug: Option<Bug>,
        registry: &EndlessRegistry,
    ) -> Result<Self, Broken> {
        let connections = match bug {
            Some(Bug::GivesAll) => 100 * CONNECTIONS,
            _ => CONNECTIONS,
        };
        let node =
            Node::start_with(&[allow.to_owned(), format!("max_connections = {connections}")]);
        let company = make_company(node.folder(), "others");
        let capabilities = ["DOCKER_REGISTRY:CREATE", "DOCKER_REGISTRY:PULL"];
        let other = make_key(node.folder(), &company, &capabilities);
        let keys = [node.first_key(), other.token];
        // Its connections end with it.
        let client = Client::of(node.place());
        for key in &keys {
            create(&client, key, &registry.credential())?;
        }
        Ok(Self {
            endless: registry.path(Blob::Endless),
            small: registry.path(Blob::Small),
            keys,
            node,
        })
    }

    /// Whether stuck pulls leave others room, and slow clients hold it no longer than they may.
    pub(super) fn hold(&self, runtime: &Runtime) -> Verdict {
        let since = Instant::now();
        let stuck = runtime.block_on(self.pulls(OF_A_COMPANY + TOO_MANY));
        let stuck = stuck.map_err(|error| failed(&error))?;
        self.let_in_are(&stuck)?;
        let other = self.pull_small(&self.keys[1]);
        hold(other == Some(200), || {
            format!("a pull of another company is answered {other:?}")
        })?;
        self.slow_ones_go(runtime)?;
        loop {
            let again = self.pull_small(&self.keys[0]);
            let took = since.elapsed();
            if again == Some(200) {
                figure(
                    "stuck pulls make room",
                    format!("after {:.1} s", took.as_secs_f32()),
                );
                return hold(took >= NOT_BEFORE, || {
                    format!("stuck pulls are closed after {} ms", took.as_millis())
                });
            }
            hold(took < STUCK_FOR, || {
                format!("a pull is answered {again:?} when stuck ones should be closed")
            })?;
            sleep(Duration::from_millis(200));
        }
    }

    /// Pulls that nobody reads, with the heads of their answers.
    async fn pulls(&self, count: usize) -> io::Result<Vec<(TcpStream, String)>> {
        let mut pulls = Vec::new();
        for _ in 0..count {
            let mut stream = connect(self.node.place()).await?;
            let request = request(&self.endless, &self.keys[0]);
            stream.write_all(request.as_bytes()).await?;
            let head = read_head(&mut stream).await?;
            pulls.push((stream, head.to_lowercase()));
        }
        Ok(pulls)
    }

    #[expect(clippy::unused_self, reason = "it is a rule of this node")]
    fn let_in_are(&self, pulls: &[(TcpStream, String)]) -> Verdict {
        let answered = |status: &str| {
            let begin = format!("http/1.1 {status} ");
            pulls
                .iter()
                .filter(|(_, head)| head.starts_with(&begin))
                .count()
        };
        let (let_in, refused) = (answered("200"), answered("429"));
        figure(
            "pulls of one company at 64 connections",
            format!("{let_in} let in, {refused} refused"),
        );
        hold((let_in, refused) == (OF_A_COMPANY, TOO_MANY), || {
            format!("{let_in} pulls of one company are let in, and {refused} refused")
        })?;
        let told = pulls
            .iter()
            .filter(|(_, head)| head.contains("\r\nretry-after:"));
        hold(told.count() == refused, || {
            "a refusal does not say when to come again".to_owned()
        })
    }

    /// Takes what places are left, and sees how long a good client is kept out.
    fn slow_ones_go(&self, runtime: &Runtime) -> Verdict {
        let place = self.node.place();
        let slow = async {
            let mut slow = Vec::new();
            for nth in 0..CONNECTIONS {
                let kind = [Kind::Idle, Kind::Head][nth % 2];
                slow.push(kind.begin(nth, place, &self.keys[0]).await?);
            }
            io::Result::Ok(slow)
        };
        let slow = runtime.block_on(slow).map_err(|error| failed(&error))?;
        let ask = || {
            let since = Instant::now();
            let reply = Client::of(place).send(&Call::new("GET", "/livez"));
            let status = reply.map(|reply| reply.status);
            hold(status == Ok(200), || {
                format!("a good client is answered {status:?}")
            })?;
            Ok(since.elapsed())
        };
        let (kept_out, then) = (ask()?, ask()?);
        drop(slow);
        figure(
            "slow clients with every place",
            format!("kept a good one out for {} ms", kept_out.as_millis()),
        );
        hold((KEPT_OUT_FOR..=LET_IN_WITHIN).contains(&kept_out), || {
            format!("a good client is let in after {} ms", kept_out.as_millis())
        })?;
        hold(then < Duration::from_secs(1), || {
            format!("the next one is let in after {} ms", then.as_millis())
        })
    }

    fn pull_small(&self, key: &str) -> Option<u16> {
        let call = Call::new("GET", &self.small).header("authorization", &as_password(key));
        let reply = Client::of(self.node.place()).send(&call);
        reply.ok().map(|reply| reply.status)
    }
}

fn failed(error: &io::Error) -> Broken {
    Broken(format!("a client cannot begin: {}", error.kind()))
}
