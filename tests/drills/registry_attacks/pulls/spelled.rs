//! The ways on which a pull could be led to where nobody may come, and a client sent there.

use std::{net::IpAddr, sync::Arc};

use pullkey_domain::credential::{RegistryHost, RegistryPlace};
use pullkey_registry::{Fetched, Obstacle, PullError, Unfit};
use url::{Host, Url};

use super::{Point, Wanted, attack, word};
use crate::{
    drill::hold,
    registry_attacks::{
        attack::{Attack, Ending},
        identity::REGISTRY,
        ordinary,
        scene::{Scene, custom, known, place_at},
        script::{Manner, Script, Step},
        spellings::is_closed,
        ways::{ALLOWED, NAME, REFUSED, host_of, leads_by_name},
    },
};

/// One spelling: as the target of a redirect, as a host and as a realm. By turns, unless each is to be tried in every way.
pub(in crate::registry_attacks) fn of_spelling(
    scene: &Arc<Scene>,
    nth: usize,
    spelling: &str,
    is_whole: bool,
) -> Vec<Attack> {
    let (wanted, text) = (Wanted::of(nth / 2), spelling.to_owned());
    let what = |way: &str| format!("{spelling:?} {way}");
    let mut attacks = Vec::new();
    if is_whole || nth.is_multiple_of(2) {
        let target = format!("https://{spelling}/v2/");
        let ending = as_target(scene.clone(), nth, wanted, target);
        attacks.push(attack(&what("as the target of a redirect"), wanted, ending));
    }
    if is_whole || nth % 4 == 1 {
        let ending = as_host(scene.clone(), text.clone(), wanted);
        attacks.push(attack(&what("as a host"), wanted, ending));
    }
    if is_whole || nth % 4 == 3 {
        let ending = as_realm(scene.clone(), text, wanted);
        attacks.push(attack(&what("as a realm"), wanted, ending));
    }
    attacks
}

/// An address that a name leads to: that of the registry, or of where it sends whoever asks.
pub(in crate::registry_attacks) fn of_address(
    scene: &Arc<Scene>,
    nth: usize,
    address: IpAddr,
) -> Attack {
    let what = format!("a name that leads to {address}");
    let wanted = Wanted::Manifest;
    if nth.is_multiple_of(2) {
        attack(&what, wanted, as_name(scene.clone(), address))
    } else {
        let what = format!("{what}, as the target of a redirect");
        attack(&what, wanted, as_name_of_target(scene.clone(), address))
    }
}

async fn as_host(scene: Arc<Scene>, spelling: String, wanted: Wanted) -> Ending {
    let host = RegistryHost::parse(&spelling).ok();
    let Some(place) = host.and_then(|host| custom(host, None)) else {
        return Ok(REFUSED);
    };
    let is_name = leads_by_name(&spelling);
    let images = scene.images(&[], &scene.names());
    let fetched = images.fetch(&wanted.pull(&scene, place)).await;
    ends(&fetched, |error| is_kept_out(error, is_name))
}

/// Told where something is pulled, after a stranger was let in.
async fn as_realm(scene: Arc<Scene>, spelling: String, wanted: Wanted) -> Ending {
    let realm = format!("https://{spelling}/token");
    let challenge = format!("Bearer realm=\"{realm}\",service=\"x\"");
    let script: Script = Arc::new(move |asked| match asked.path.as_str() {
        "/v2/" => ordinary::json("{}"),
        _ => ordinary::challenge_of(&challenge),
    });
    let token_host = Url::parse(&realm).ok().and_then(|it| host_of(&it));
    let place = custom(known(REGISTRY), token_host).unwrap_or_else(|| place_at(REGISTRY));
    let is_name = leads_by_name(&spelling);
    let fetched = fetched_from(&scene, script, place, wanted, &[]).await;
    ends(&fetched, |error| match error {
        PullError::Failed(
            Obstacle::RealmNotTrusted { .. }
            | Obstacle::RealmUnusable
            | Obstacle::NotARegistry
            | Obstacle::Unsupported(Unfit::Scheme),
        ) => true,
        other => is_kept_out(other, is_name),
    })
}

async fn as_target(scene: Arc<Scene>, nth: usize, wanted: Wanted, target: String) -> Ending {
    let status = [301, 302, 303, 307, 308][nth % 5];
    let redirect =
        format!("HTTP/1.1 {status} X\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n");
    let script = Point::PartByPassword.script(vec![Step::send(redirect)]);
    let fetched = fetched_from(&scene, script, place_at(REGISTRY), wanted, &[]).await;
    if let Ok(Fetched::Elsewhere(address)) = &fetched {
        hold(is_outside(address.expose()), || {
            "sent the client into its own network".to_owned()
        })?;
        return Ok(word(&fetched));
    }
    ends(&fetched, |_| true)
}

async fn as_name(scene: Arc<Scene>, address: IpAddr) -> Ending {
    let names = scene
        .names()
        .with(NAME, 443, (address, scene.traps.port()).into());
    let images = scene.images(&[], &names);
    let pull = Wanted::Manifest.pull(&scene, place_at(NAME));
    ends(&images.fetch(&pull).await, |error| is_kept_out(error, true))
}

async fn as_name_of_target(scene: Arc<Scene>, address: IpAddr) -> Ending {
    let redirect =
        format!("HTTP/1.1 307 X\r\nlocation: https://{NAME}/v2/\r\ncontent-length: 0\r\n\r\n");
    let script = Point::PartByPassword.script(vec![Step::send(redirect)]);
    let to = [(NAME, address)];
    let fetched = fetched_from(&scene, script, place_at(REGISTRY), Wanted::Manifest, &to).await;
    ends(&fetched, |_| true)
}

/// What comes of a pull from the attacker's registry, where these names lead there.
async fn fetched_from(
    scene: &Scene,
    script: Script,
    place: RegistryPlace,
    wanted: Wanted,
    leading: &[(&str, IpAddr)],
) -> Result<Fetched, PullError> {
    let host = scene.host(Manner::answering(script)).await;
    let mut names = scene.names().with(REGISTRY, 443, host.address);
    for (name, address) in leading {
        names = names.with(name, 443, (*address, scene.traps.port()).into());
    }
    let images = scene.images(ALLOWED, &names);
    images.fetch(&wanted.pull(scene, place)).await
}

/// That nothing was passed on, for one of these reasons.
fn ends(fetched: &Result<Fetched, PullError>, fits: impl Fn(&PullError) -> bool) -> Ending {
    let word = word(fetched);
    let is_kept = fetched.as_ref().err().is_some_and(fits);
    hold(is_kept, || format!("ended as {word} of a pull"))?;
    Ok(word)
}

/// Whether it says that nobody was connected to. Of a name, nobody may tell why.
fn is_kept_out(error: &PullError, is_name: bool) -> bool {
    match error {
        PullError::Failed(Obstacle::NotAllowed { .. }) => true,
        PullError::Failed(Obstacle::Unreachable { .. }) => is_name,
        _ => false,
    }
}

/// Whether a client that goes there goes by TLS, and out of its own network: by a name, or to an address that is written so
/// that all clients take it for the same one. `010.0.0.1` is 8.0.0.1 for some.
fn is_outside(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let is_outside = match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.contains('.') && !name.ends_with(".localhost")
        }
        Some(Host::Ipv4(host)) => !is_closed(host) && address == url.as_str(),
        _ => false,
    };
    url.scheme() == "https" && is_outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_of_the_own_network_are_not_outside() {
        for (address, expected) in [
            ("https://cdn.example.com/blob", true),
            ("http://cdn.example.com/blob", false),
            ("https://localhost/blob", false),
            ("https://a.localhost./blob", false),
            ("https://127.1/blob", false),
            ("https://[::1]/blob", false),
            ("https://intranet/blob", false),
            ("https://8.0.0.1/blob", true),
            ("https://010.0.0.1/blob", false),
            ("https://10.0.0.1/blob", false),
        ] {
            assert_eq!(is_outside(address), expected, "{address}");
        }
    }
}
