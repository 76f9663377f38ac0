//! Names that lead elsewhere between one question of a pull and the next.

use std::{net::SocketAddr, sync::Arc};

use pullkey_registry::{Doubt, Fetched, Obstacle, PullError};

use super::{Wanted, attack, is_part, word};
use crate::{
    drill::hold,
    registry_attacks::{
        attack::{Attack, Ending},
        identity::REGISTRY,
        rebinding::{ALLOWED, OWN, PUBLIC},
        scene::{Scene, place_at},
        script::{Asked, Manner, Script, Step},
    },
};

/// Between which two questions the name changes. The registry closes the connection, so that there has to be another.
#[derive(Debug, Clone, Copy)]
enum Between {
    HelloAndLogin,
    LoginAndPart,
    PartAndRedirect,
}

/// A trap that a name comes to lead to.
pub(in crate::registry_attacks) fn of_trap(
    scene: &Arc<Scene>,
    nth: usize,
    trap: SocketAddr,
    is_own: bool,
) -> Vec<Attack> {
    let wanted = Wanted::of(nth);
    let what = format!("rebinding to {} behind a public address", trap.ip());
    let mut attacks = vec![attack(&what, wanted, before(scene.clone(), wanted, trap))];
    for between in [
        Between::HelloAndLogin,
        Between::LoginAndPart,
        Between::PartAndRedirect,
    ] {
        // There the registry itself is.
        if !is_own {
            let what = format!("rebinding to {}, {between:?}", trap.ip());
            let ending = change(scene.clone(), wanted, trap, between);
            attacks.push(attack(&what, wanted, ending));
        }
    }
    attacks
}

/// Between the look at a name and the connection.
async fn before(scene: Arc<Scene>, wanted: Wanted, trap: SocketAddr) -> Ending {
    let public = SocketAddr::from((PUBLIC, scene.traps.port()));
    let answers = vec![vec![public], vec![trap]];
    let names = scene.names().changing(REGISTRY, 443, answers);
    let images = scene.images(ALLOWED, &names);
    let pull = wanted.pull(&scene, place_at(REGISTRY));
    let (one, other) = tokio::join!(images.fetch(&pull), images.fetch(&pull));
    nobody_answered(&one)?;
    nobody_answered(&other)
}

async fn change(scene: Arc<Scene>, wanted: Wanted, trap: SocketAddr, between: Between) -> Ending {
    let script: Script = Arc::new(answer);
    let host = scene.host(Manner::answering(script)).await;
    let met = between.connections();
    let mut answers = vec![vec![host.address]; met];
    answers.push(vec![trap]);
    let names = scene.names().changing(REGISTRY, 443, answers);
    let images = scene.images(OWN, &names);
    let fetched = images.fetch(&wanted.pull(&scene, place_at(REGISTRY))).await;
    hold(host.connections() == met, || {
        format!("came {} times to the registry", host.connections())
    })?;
    nobody_answered(&fetched)
}

impl Between {
    /// How many connections the registry gets before the name changes.
    fn connections(self) -> usize {
        match self {
            Self::HelloAndLogin => 1,
            Self::LoginAndPart => 2,
            Self::PartAndRedirect => 3,
        }
    }
}

fn answer(asked: &Asked) -> Vec<Step> {
    let head = match asked.has_login {
        false => "401 X\r\nwww-authenticate: Basic realm=\"x\"",
        true if is_part(asked) => "307 X\r\nlocation: /v2/acme/app/elsewhere",
        true => "200 OK",
    };
    let answer = format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    vec![Step::send(answer), Step::Close]
}

fn nobody_answered(fetched: &Result<Fetched, PullError>) -> Ending {
    let is_so = matches!(
        fetched,
        Err(PullError::Failed(
            Obstacle::Unreachable { .. }
                | Obstacle::Timeout { .. }
                | Obstacle::Inconclusive(Doubt::RegistryFailed)
        ))
    );
    let word = word(fetched);
    hold(is_so, || format!("ended as {word} of a pull"))?;
    Ok(word)
}
