//! Whether all is what it was.

use pullkey_cipher::SecretCipher;
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher};
use pullkey_domain::id::{CompanyId, CredentialId};
use pullkey_tests::{Call, Client, Place, run};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::{
    dumps::{Dump, Found},
    site::{Columns, Rows, Site},
};
use crate::drill::{Broken, Verdict, hold};

/// What goes on by itself once a service runs, or tells of the schema.
const OWN_LIFE: [&str; 6] = [
    "__diesel_schema_migrations",
    "schema_requirements",
    "audit_unsealed",
    "audit_heads",
    "audit_turn",
    "auth_epoch",
];
/// These may only get more rows.
const GROWING: [&str; 2] = ["audit_events", "audit_links"];

/// What a database had before it was upgraded.
pub(super) struct Before {
    columns: Columns,
    rows: Rows,
}

impl Before {
    pub(super) fn of(site: &Site) -> Self {
        let mut columns = site.columns();
        columns.retain(|table, _| !OWN_LIFE.contains(&table.as_str()));
        for columns in columns.values_mut() {
            columns.retain(|name| name != "last_used_at");
        }
        let rows = site.rows(&columns);
        Self { columns, rows }
    }

    /// Whether all of it is there still, and nothing else.
    pub(super) fn compare(&self, site: &Site) -> Verdict {
        let now = site.rows(&self.columns);
        for (table, before) in &self.rows {
            let rows = &now[table];
            let lost = before.difference(rows).count();
            hold(lost == 0, || {
                format!("{lost} rows of {table} are lost or altered")
            })?;
            let more = rows.len() - before.len();
            hold(more == 0 || GROWING.contains(&table.as_str()), || {
                format!("{table} has {more} rows more")
            })?;
        }
        Ok(())
    }
}

/// Whether every credential opens, and is what was sent last.
pub(super) fn opens(dump: &Dump, site: &Site, runtime: &Runtime) -> Verdict {
    let store = site.store(runtime);
    let ring = KeyRing::load(&site.key_ring()).expect("the ring is whole");
    let cipher = KeyRingCipher::new(ring);
    let id = CompanyId::parse(&dump.found.company).expect("it is an id");
    let company = runtime.block_on(store.companies().find(id));
    let company = company.ok().flatten();
    let company = company.ok_or_else(|| Broken("the company is lost".to_owned()))?;
    for (credential, sent) in &dump.found.credentials {
        let parsed = CredentialId::parse(credential).expect("it is an id");
        let found = runtime.block_on(store.credentials().find(id, parsed));
        let found = found.ok().flatten();
        let found = found.ok_or_else(|| Broken(format!("{credential} is lost")))?;
        let opened = cipher.open(found.sealed(), company.salt(), &found.binding());
        let opened =
            opened.map_err(|_| Broken(format!("the secret of {credential} does not open")))?;
        hold(sent["secret"] == opened.expose(), || {
            format!("{credential} has another secret than was sent")
        })?;
    }
    Ok(())
}

/// Whether a node shows what it is to show, to those whom it is to show it to, and finds nothing that was tampered with.
pub(super) fn serves(dump: &Dump, site: &Site) -> Verdict {
    let mut server = site.serve(0);
    let client = Client::of(&Place::at(server.address().port()));
    let shown = shows(&client, &dump.found);
    // Whoever verifies has to find all events sealed.
    server.stop();
    shown?;
    let verified = run(site.folder(0), &["audit", "verify", "--json"]);
    hold(verified.status == Some(0), || {
        let (told, why) = (verified.stdout, verified.stderr);
        format!("audit verify finds something: {told} {why}")
    })
}

const ALL: &str = "/v3/docker-registries";

fn shows(client: &Client, found: &Found) -> Verdict {
    let ask = |path: &str, key: &str| {
        let reply = client.send(&Call::new("GET", path).key(key));
        reply.map_or((0, Value::Null), |reply| (reply.status, reply.json()))
    };
    for key in &found.keys {
        let (status, list) = ask(&format!("{ALL}?limit=100"), key);
        hold(status == 200, || format!("a key is answered {status}"))?;
        let total = found.credentials.len();
        let data = list["data"].as_array().map_or(0, Vec::len);
        hold(list["total"] == total && data == total, || {
            format!(
                "{total} credentials are counted as {}, and {data} listed",
                list["total"]
            )
        })?;
        let (_, searched) = ask(&format!("{ALL}?search=EDITED"), key);
        let edited = found
            .credentials
            .values()
            .filter(|it| it["name"] == "an edited name");
        hold(searched["total"] == edited.count(), || {
            format!("a search finds {}", searched["total"])
        })?;
        for (id, sent) in &found.credentials {
            let (status, shown) = ask(&format!("{ALL}/{id}"), key);
            let same = ["name", "username", "registry"];
            let same = same.iter().all(|name| shown[name] == sent[name]);
            hold(status == 200 && same, || {
                format!("{id} is answered {status}, and not what it was")
            })?;
        }
    }
    for key in &found.ended_keys {
        let (status, _) = ask(ALL, key);
        hold(status == 401, || {
            format!("a key that was removed is answered {status}")
        })?;
    }
    repeats(client, found)
}

/// Whether a create that was made before is remembered.
fn repeats(client: &Client, found: &Found) -> Verdict {
    let Some(repeated) = &found.repeated else {
        return Ok(());
    };
    let key = repeated["key"].as_str().unwrap_or_default();
    let call = Call::new("POST", ALL).key(&found.keys[0]);
    let call = call.header("idempotency-key", key).json(&repeated["body"]);
    let reply = client.send(&call);
    let answer = reply.map_or((0, Value::Null), |reply| (reply.status, reply.json()));
    hold(answer.0 == 201 && answer.1["id"] == repeated["id"], || {
        format!("a create that is repeated is answered {} anew", answer.0)
    })
}
