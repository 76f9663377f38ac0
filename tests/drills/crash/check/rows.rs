use pullkey_cipher::SecretCipher;
use pullkey_domain::{credential::Credential, id::CredentialId};

use super::{Expected, Findings, Kept};

/// Whether a credential is what it must be.
pub(super) async fn compare(kept: &Kept, id: &str, expected: &Expected, findings: &mut Findings) {
    let parsed = CredentialId::parse(id).expect("it is an id");
    let found = kept.store.credentials().find(kept.company, parsed).await;
    let Ok(Some(credential)) = found else {
        findings
            .unopened
            .push(format!("the row of {id} cannot be read"));
        return;
    };
    let fields = &expected.fields;
    let shown = [
        (credential.name().as_str(), &fields.name),
        (credential.username().as_str(), &fields.username),
        (credential.provider().as_str(), &fields.registry),
    ];
    let same = shown.iter().all(|(stored, sent)| stored == sent);
    if !same || credential.version().as_i64() != expected.version {
        findings
            .half_written
            .push(format!("{id} is not what its events made of it"));
    }
    match secret(kept, &credential).await {
        Some(secret) if secret == fields.secret => {}
        Some(_) => findings
            .lost
            .push(format!("{id} has another secret than was sent last")),
        None => findings
            .unopened
            .push(format!("the secret of {id} does not open")),
    }
}

async fn secret(kept: &Kept, credential: &Credential) -> Option<String> {
    let company = kept.store.companies().find(kept.company).await;
    let company = company.ok().flatten()?;
    let binding = credential.binding();
    let opened = kept
        .cipher
        .open(credential.sealed(), company.salt(), &binding);
    opened.ok().map(|secret| secret.expose().to_owned())
}
