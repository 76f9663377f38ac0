use pullkey_tests::{Call, Client, Place, Reply, Server, delete_company, make_company, revoke_key};
use serde_json::json;

use super::{bugs::Flaw, source::Source};
use crate::drill::{Broken, Verdict, hold};

const CREDENTIALS: &str = "/v3/docker-registries";

/// Keys that let in, or do not, when the copy is made.
pub(super) struct Keys {
    pub(super) company: String,
    /// The key of the writers.
    writers: String,
    /// A key that lets in, with its id.
    pub(super) kept: String,
    pub(super) kept_id: String,
    revoked: String,
    of_deleted_company: String,
}

impl Keys {
    pub(super) fn make(source: &Source, flaw: Option<Flaw>) -> Self {
        let (kept, revoked) = (
            source.key_of(&source.company),
            source.key_of(&source.company),
        );
        if flaw != Some(Flaw::RevivedKey) {
            revoke_key(source.folder(), &source.company, &revoked);
        }
        let gone = make_company(source.folder(), "gone");
        let of_deleted_company = source.key_of(&gone);
        delete_company(source.folder(), &gone);
        Self {
            company: source.company.clone(),
            writers: source.key.clone(),
            kept: kept.token,
            kept_id: kept.id,
            revoked: revoked.token,
            of_deleted_company: of_deleted_company.token,
        }
    }

    /// Each lets in, or does not, as it did.
    pub(super) fn hold_at(&self, server: &Server) -> Verdict {
        for (what, key, status) in [
            ("the key of the writers", &self.writers, 200),
            ("another key", &self.kept, 200),
            ("a revoked key", &self.revoked, 401),
            ("a key of a deleted company", &self.of_deleted_company, 401),
        ] {
            let call = Call::new("GET", "/v3/api-keys/validate");
            let got = send(server, &call.key(key))?.status;
            hold(got == status, || {
                format!("{what} is answered {got}, not {status}")
            })?;
        }
        Ok(())
    }

    /// Has the service open every secret, and seal it for another user name. Tells how many there are.
    pub(super) fn seal_all_anew(&self, server: &Server) -> Result<usize, Broken> {
        let mut sealed = 0;
        let mut cursor = String::new();
        loop {
            let page = format!("{CREDENTIALS}?limit=100{cursor}");
            let page = send(server, &Call::new("GET", &page).key(&self.kept))?.json();
            for credential in page["data"].as_array().into_iter().flatten() {
                let id = credential["id"].as_str().unwrap_or_default();
                let call = Call::new("PATCH", &format!("{CREDENTIALS}/{id}"));
                let name = credential["username"].as_str().unwrap_or_default();
                let other = if name.ends_with('x') { "y" } else { "x" };
                let call = call.json(&json!({ "username": other }));
                let got = send(server, &call.key(&self.kept))?.status;
                hold(got == 200, || format!("{id} does not open: answered {got}"))?;
                sealed += 1;
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(sealed),
            }
        }
    }
}

fn send(server: &Server, call: &Call) -> Result<Reply, Broken> {
    let place = Place::at(server.address().port());
    let named = format!("{} {}", call.method(), call.path());
    let reply = Client::of(&place).send(call);
    reply.map_err(|lost| Broken(format!("{named} is not answered: {lost:?}")))
}
