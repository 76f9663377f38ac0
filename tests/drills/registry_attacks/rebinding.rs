//! Names that lead to a public place when they are looked at, and elsewhere when they are connected to.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use pullkey_registry::{Obstacle, Verdict};

use super::{
    attack::{Attack, Ending, is_one_of},
    identity::REGISTRY,
    pulls,
    scene::{Scene, place_at},
    script::{Manner, Script, Step},
};
use crate::drill::hold;

/// A network that nobody lives in, which is allowed for once: it stands for the public one.
pub(super) const ALLOWED: &[&str] = &["registry.attacker.example@203.0.113.0/24"];
pub(super) const PUBLIC: [u8; 4] = [203, 0, 113, 7];
/// The attacker's own registry may be reached; the traps are elsewhere.
pub(super) const OWN: &[&str] = &["registry.attacker.example@127.0.0.1/32"];

pub(super) fn attacks(scene: &Arc<Scene>) -> Vec<Attack> {
    let port = scene.traps.port();
    let public = SocketAddr::from((PUBLIC, port));
    let mut attacks = Vec::new();
    for (nth, trap) in spellings_of_traps(scene).into_iter().enumerate() {
        let is_own = trap.ip().to_canonical() == IpAddr::from([127, 0, 0, 1]);
        attacks.extend(pulls::rebound::of_trap(scene, nth, trap, is_own));
        for (what, answers) in [
            ("first", vec![vec![public], vec![trap]]),
            ("before it in one answer", vec![vec![public, trap]]),
            ("behind it in one answer", vec![vec![trap, public]]),
            (
                "by turns",
                vec![vec![public], vec![trap], vec![public], vec![trap]],
            ),
            ("never", vec![vec![trap; 40]]),
        ] {
            let what = format!("rebinding to {}, a public address {what}", trap.ip());
            attacks.push(Attack::new(what, before(scene.clone(), answers)));
        }
        if !is_own {
            let what = format!("rebinding to {} between two requests", trap.ip());
            attacks.push(Attack::new(what, between(scene.clone(), trap)));
        }
    }
    attacks
}

/// Each trap, also by the addresses that lead there through another family or through none.
fn spellings_of_traps(scene: &Scene) -> Vec<SocketAddr> {
    let traps = scene.traps.addresses().iter().map(SocketAddr::ip);
    let mut all: Vec<IpAddr> = traps.clone().collect();
    for trap in traps {
        if let IpAddr::V4(trap) = trap {
            let [a, b, c, d] = trap.octets();
            let [high, low] = [[a, b], [c, d]].map(u16::from_be_bytes);
            all.push(trap.to_ipv6_mapped().into());
            all.push(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low).into());
        }
    }
    all.extend([IpAddr::from([0; 4]), IpAddr::from([0; 16])]);
    let port = scene.traps.port();
    all.into_iter()
        .map(|it| SocketAddr::new(it, port))
        .collect()
}

/// Between the look at a name and the connection. Nobody answers at the public address.
async fn before(scene: Arc<Scene>, answers: Vec<Vec<SocketAddr>>) -> Ending {
    let names = scene.names().changing(REGISTRY, 443, answers);
    let registry = scene.registry(ALLOWED, &names);
    let attempt = scene.attempt(place_at(REGISTRY), None);
    // One of the two gets the first answer, the other the next one.
    let (one, other) = tokio::join!(registry.verify(&attempt), registry.verify(&attempt));
    is_one_of(&one, nobody_answered)?;
    is_one_of(&other, nobody_answered)
}

/// Between the challenge and the login: the attacker's registry closes the connection, so that there has to be another.
async fn between(scene: Arc<Scene>, trap: SocketAddr) -> Ending {
    let challenge = "HTTP/1.1 401 X\r\nwww-authenticate: Basic realm=\"x\"\r\nconnection: close\r\n\
                     content-length: 0\r\n\r\n";
    let script: Script = Arc::new(move |_| vec![Step::send(challenge), Step::Close]);
    let host = scene.host(Manner::answering(script)).await;
    let answers = vec![vec![host.address], vec![trap]];
    let names = scene.names().changing(REGISTRY, 443, answers);
    let registry = scene.registry(OWN, &names);
    let verdict = registry
        .verify(&scene.attempt(place_at(REGISTRY), None))
        .await;
    hold(host.connections() == 1, || {
        "did not come to the registry first".to_owned()
    })?;
    is_one_of(&verdict, nobody_answered)
}

fn nobody_answered(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Failed(Obstacle::Unreachable { .. } | Obstacle::Timeout { .. })
    )
}
