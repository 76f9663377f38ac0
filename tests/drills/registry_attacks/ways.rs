//! The ways on which somebody could be led to where nobody may come.

use std::{net::IpAddr, sync::Arc};

use pullkey_domain::credential::{RegistryHost, RegistryPlace};
use pullkey_guarded_http::{Error, Limits, Request};
use pullkey_registry::{Obstacle, Unfit, Verdict};
use url::{Host as UrlHost, Url};

use super::{
    attack::{Attack, Ending, is_one_of},
    identity::REGISTRY,
    scene::{Scene, custom, known, place_at},
    script::{Manner, Script, Step},
};
use crate::drill::{Broken, hold};

/// Only the attacker's registry may be connected to.
pub(super) const ALLOWED: &[&str] = &["registry.attacker.example@127.0.0.1/32"];
/// What names of the attacker lead to is anything.
pub(super) const NAME: &str = "inner.attacker.example";
/// What the domain does not take comes nowhere.
pub(super) const REFUSED: &str = "refused by the domain";
/// What the client does not take comes nowhere, either.
const NOT_DIALLED: &str = "refused by the client";

/// One spelling on every way.
pub(super) fn of_spelling(scene: &Arc<Scene>, nth: usize, spelling: &str) -> Vec<Attack> {
    let attack = |way: &str| format!("{spelling:?} {way}");
    vec![
        Attack::new(
            attack("as a host"),
            as_host(scene.clone(), spelling.to_owned()),
        ),
        Attack::new(
            attack("as a realm"),
            as_realm(scene.clone(), spelling.to_owned()),
        ),
        Attack::new(
            attack("as the target of a redirect"),
            as_target(scene.clone(), nth, spelling.to_owned()),
        ),
        Attack::new(
            attack("as a URL"),
            as_url(scene.clone(), spelling.to_owned()),
        ),
    ]
}

/// An address that a name leads to.
pub(super) fn of_address(scene: &Arc<Scene>, address: IpAddr) -> Attack {
    Attack::new(
        format!("a name that leads to {address}"),
        as_name(scene.clone(), address),
    )
}

async fn as_host(scene: Arc<Scene>, spelling: String) -> Ending {
    let host = RegistryHost::parse(&spelling).ok();
    let Some(place) = host.and_then(|host| custom(host, None)) else {
        return Ok(REFUSED);
    };
    let is_name = leads_by_name(&spelling);
    let registry = scene.registry(&[], &scene.names());
    let verdict = registry.verify(&scene.attempt(place, None)).await;
    is_one_of(&verdict, |it| is_kept_out(it, is_name))
}

/// The customer does for the attacker what they can: they store the realm as the token host.
async fn as_realm(scene: Arc<Scene>, spelling: String) -> Ending {
    let realm = format!("https://{spelling}/token");
    let challenge = format!(
        "HTTP/1.1 401 X\r\nwww-authenticate: Bearer realm=\"{realm}\",service=\"x\"\r\n\
         content-length: 0\r\n\r\n"
    );
    let token_host = Url::parse(&realm).ok().and_then(|it| host_of(&it));
    let place = custom(known(REGISTRY), token_host).unwrap_or_else(|| place_at(REGISTRY));
    let is_name = leads_by_name(&spelling);
    let verdict = verdict_at(&scene, place, challenge).await;
    is_one_of(&verdict, |it| match it {
        Verdict::Failed(
            Obstacle::RealmNotTrusted { .. }
            | Obstacle::RealmUnusable
            | Obstacle::NotARegistry
            | Obstacle::Unsupported(Unfit::Scheme),
        ) => true,
        other => is_kept_out(other, is_name),
    })
}

async fn as_target(scene: Arc<Scene>, nth: usize, spelling: String) -> Ending {
    let status = [301, 302, 303, 307, 308][nth % 5];
    let redirect = format!(
        "HTTP/1.1 {status} X\r\nlocation: https://{spelling}/v2/\r\ncontent-length: 0\r\n\r\n"
    );
    let verdict = verdict_at(&scene, place_at(REGISTRY), redirect).await;
    is_one_of(&verdict, |it| {
        *it == Verdict::Failed(Obstacle::NotARegistry)
    })
}

/// Past the adapter: whoever uses the client is as safe.
async fn as_url(scene: Arc<Scene>, spelling: String) -> Ending {
    let Ok(url) = Url::parse(&format!("https://{spelling}/v2/")) else {
        return Ok(NOT_DIALLED);
    };
    let client = scene.client(&[], &scene.names());
    let answer = client.send(Request::get(url), Limits::exchange(1024)).await;
    is_not_dialled(answer.err().as_ref())
}

/// A verdict does not tell an address that was dialled from one that was not. The client does, so it is asked as well.
async fn as_name(scene: Arc<Scene>, address: IpAddr) -> Ending {
    let to = (address, scene.traps.port()).into();
    let names = scene.names().with(NAME, 443, to);
    let url = Url::parse(&format!("https://{NAME}/v2/"));
    let url = url.map_err(|_| Broken("it is no URL".to_owned()))?;
    let client = scene.client(&[], &names);
    let answer = client.send(Request::get(url), Limits::exchange(1024)).await;
    is_not_dialled(answer.err().as_ref())?;
    let registry = scene.registry(&[], &names);
    let verdict = registry.verify(&scene.attempt(place_at(NAME), None)).await;
    is_one_of(&verdict, |it| {
        matches!(it, Verdict::Failed(Obstacle::Unreachable { .. }))
    })
}

/// What comes of a login at the attacker's registry, which answers everything like this.
async fn verdict_at(scene: &Scene, place: RegistryPlace, answer: String) -> Verdict {
    let script: Script = Arc::new(move |_| vec![Step::send(&answer)]);
    let host = scene.host(Manner::answering(script)).await;
    let names = scene.names().with(REGISTRY, 443, host.address);
    let registry = scene.registry(ALLOWED, &names);
    registry.verify(&scene.attempt(place, None)).await
}

/// Whether it says that nobody was connected to. Of a name, nobody may tell why.
fn is_kept_out(verdict: &Verdict, is_name: bool) -> bool {
    match verdict {
        Verdict::Failed(Obstacle::NotAllowed { .. }) => true,
        Verdict::Failed(Obstacle::Unreachable { .. }) => is_name,
        _ => false,
    }
}

fn is_not_dialled(error: Option<&Error>) -> Ending {
    let is_refused = matches!(error, Some(Error::Refused(_) | Error::Forbidden));
    hold(is_refused, || {
        let error = error.map(ToString::to_string);
        format!("was dialled: {}", error.as_deref().unwrap_or("it answered"))
    })?;
    Ok(NOT_DIALLED)
}

pub(super) fn leads_by_name(spelling: &str) -> bool {
    let url = Url::parse(&format!("https://{spelling}/"));
    url.is_ok_and(|url| matches!(url.host(), Some(UrlHost::Domain(_))))
}

/// The host that a customer would have to name.
pub(super) fn host_of(url: &Url) -> Option<RegistryHost> {
    let host = url.host()?;
    let written = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_string(),
    };
    RegistryHost::parse(written).ok()
}
