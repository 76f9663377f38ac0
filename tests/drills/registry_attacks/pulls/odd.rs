//! Answers that no registry should give to a pull.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use pullkey_registry::{Body, Content, Fetched, Pieces};
use tokio::time::timeout;

use super::{DIGEST, Point, Wanted, attack, word};
use crate::{
    drill::hold,
    registry_attacks::{
        answers::{ALLOWED, Oddity, is_injected},
        attack::{Attack, Ending},
        identity::REGISTRY,
        moment::Moment,
        scene::{Scene, place_at},
        script::{Manner, Step},
    },
};

/// So long a blob is taken.
const PATIENCE: Duration = Duration::from_millis(500);

/// One of those that are odd where something is pulled, each by another kind of thing.
pub(in crate::registry_attacks) fn of_oddity(
    scene: &Arc<Scene>,
    nth: usize,
    oddity: &Oddity,
) -> Option<Attack> {
    let is_of_parts = oddity.moments.contains(&Moment::Manifest);
    is_of_parts.then(|| {
        let wanted = Wanted::of(nth);
        let ending = answered(scene.clone(), wanted, oddity.steps.clone());
        attack(&oddity.name, wanted, ending)
    })
}

/// Other manifests than the one that is asked for.
pub(in crate::registry_attacks) fn substitutes(scene: &Arc<Scene>) -> Vec<Attack> {
    let manifest = r#"{"schemaVersion":2}"#;
    let length = |length: usize| format!("content-length: {length}\r\n");
    let is_told = format!("docker-content-digest: {DIGEST}\r\n");
    let whole = length(manifest.len());
    let pieces = format!("{:x}\r\n{manifest}\r\n0\r\n\r\n", manifest.len());
    let substitutes = [
        ("another manifest", whole.clone(), manifest),
        (
            "another manifest of that digest",
            whole + &is_told,
            manifest,
        ),
        ("a part of a manifest", length(4), &manifest[..4]),
        ("no manifest", length(0) + &is_told, ""),
        (
            "another manifest in pieces",
            "transfer-encoding: chunked\r\n".to_owned(),
            &pieces,
        ),
    ];
    let attack_by = |(what, headers, body): (&str, String, &str)| {
        let text = format!("HTTP/1.1 200 OK\r\n{headers}\r\n{body}");
        let wanted = Wanted::ByDigest;
        attack(
            what,
            wanted,
            answered(scene.clone(), wanted, vec![Step::send(text)]),
        )
    };
    substitutes.into_iter().map(attack_by).collect()
}

async fn answered(scene: Arc<Scene>, wanted: Wanted, steps: Vec<Step>) -> Ending {
    let manner = Manner::answering(Point::PartByPassword.script(steps));
    let host = scene.host(manner).await;
    let names = scene.names().with(REGISTRY, 443, host.address);
    let images = scene.images(ALLOWED, &names);
    let fetched = images.fetch(&wanted.pull(&scene, place_at(REGISTRY))).await;
    let heard = host.heard();
    hold(!is_injected(&heard), || {
        "put something into a request of the client".to_owned()
    })?;
    hold(scene.canary.found_in(&heard) == Some("the secret"), || {
        "led no login to the registry itself".to_owned()
    })?;
    let is_here = matches!(fetched, Ok(Fetched::Here(_)));
    hold(!is_here || wanted != Wanted::ByDigest, || {
        "was passed on as the manifest of a digest".to_owned()
    })?;
    let word = word(&fetched);
    if let Ok(Fetched::Here(Content {
        body: Body::Pieces(pieces),
        ..
    })) = fetched
    {
        // It may be endless.
        drop(timeout(PATIENCE, take(pieces)).await);
    }
    Ok(word)
}

async fn take(mut pieces: Pieces) {
    while matches!(pieces.next().await, Some(Ok(_))) {}
}
