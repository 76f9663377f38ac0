//! Where the operator has no key, his paths are unknown ones.

use pullkey_tests::{Call, Client, IssuedKey, Node, Proxy, Reply, make_company, make_key};

use super::{
    Bug, OPERATOR_KEY, cell::nobodys, document::Document, matrix::without_date, methods::METHODS,
    operations::Needs, site::Site,
};
use crate::{
    drill::{Broken, hold},
    kind::Kind,
};

/// Whether they are, whoever asks in whatever way. Tells how much was asked.
pub(super) fn is_unknown(
    document: &Document,
    kind: Kind,
    bug: Option<Bug>,
) -> Result<usize, Broken> {
    let site = Site::start(kind, &[]);
    let key = a_key(&site.node);
    let proxy = bug.and_then(|bug| bug.before_hidden(&site.node));
    let client = Client::of(proxy.as_ref().map_or(site.node.place(), Proxy::place));
    let mut asked = 0;
    let lines = document.operations.iter();
    for operation in lines.filter(|it| it.line.needs == Needs::OperatorKey) {
        let path = operation.path(&nobodys(&mut fastrand::Rng::with_seed(3)));
        for method in METHODS {
            for bearer in [None, Some(OPERATOR_KEY), Some(&key.token)] {
                let unknown = ask(&client, method, "/operator/v1/nothing", bearer)?;
                let answer = ask(&client, method, &path, bearer)?;
                hold(answer.status == 404 && answer == unknown, || {
                    format!(
                        "{method} {path} is told from an unknown path: {}",
                        answer.status
                    )
                })?;
                asked += 1;
            }
        }
    }
    Ok(asked)
}

fn a_key(node: &Node) -> IssuedKey {
    let company = make_company(node.folder(), "without an operator");
    make_key(node.folder(), &company, &["API_KEY:CREATE"])
}

fn ask(client: &Client, method: &str, path: &str, bearer: Option<&str>) -> Result<Reply, Broken> {
    let mut call = Call::new(method, path).header("x-request-id", "hidden");
    if let Some(bearer) = bearer {
        call = call.key(bearer);
    }
    let reply = client.send(&call);
    let reply = reply.map_err(|lost| Broken(format!("{method} {path}: {lost:?}")))?;
    Ok(without_date(reply))
}
