use super::{Kind, elsewhere::Elsewhere, keys::Keys};

/// A bug that a service could have, on one of the stores.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bug {
    pub(super) kind: Kind,
    pub(super) flaw: Flaw,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The copy lacks what was acknowledged before. Planted by deleting a row of it.
    LostRow,
    /// The copy has a secret in part. Planted by cutting one.
    TornSecret,
    /// The copy forgets a key. Planted by deleting its row.
    ForgottenKey,
    /// The copy has a key that was revoked before. Planted by not revoking it.
    RevivedKey,
    /// A wrong ring is taken. Planted by deleting what the database knows of its ring.
    AnyRing,
    /// The copy brings its ring along, so that whoever has it has everything. Planted by putting it there.
    RingInCopy,
    /// A refusal leaves something in the database. Planted by changing it.
    WritingRefusal,
}

const fn on(kind: Kind, flaw: Flaw) -> Bug {
    Bug { kind, flaw }
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("embedded-lost-row", on(Kind::Embedded, Flaw::LostRow)),
        ("embedded-torn-secret", on(Kind::Embedded, Flaw::TornSecret)),
        (
            "embedded-forgotten-key",
            on(Kind::Embedded, Flaw::ForgottenKey),
        ),
        ("embedded-revived-key", on(Kind::Embedded, Flaw::RevivedKey)),
        ("embedded-any-ring", on(Kind::Embedded, Flaw::AnyRing)),
        (
            "embedded-ring-in-copy",
            on(Kind::Embedded, Flaw::RingInCopy),
        ),
        (
            "embedded-writing-refusal",
            on(Kind::Embedded, Flaw::WritingRefusal),
        ),
        ("postgres-lost-row", on(Kind::Postgres, Flaw::LostRow)),
        ("postgres-torn-secret", on(Kind::Postgres, Flaw::TornSecret)),
        (
            "postgres-forgotten-key",
            on(Kind::Postgres, Flaw::ForgottenKey),
        ),
        ("postgres-revived-key", on(Kind::Postgres, Flaw::RevivedKey)),
        ("postgres-any-ring", on(Kind::Postgres, Flaw::AnyRing)),
        (
            "postgres-ring-in-copy",
            on(Kind::Postgres, Flaw::RingInCopy),
        ),
        (
            "postgres-writing-refusal",
            on(Kind::Postgres, Flaw::WritingRefusal),
        ),
    ];
}

impl Flaw {
    /// What must be broken by it.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::LostRow => "without its row",
            Self::TornSecret => "that do not open",
            Self::ForgottenKey => "another key is answered 401",
            Self::RevivedKey => "a revoked key is answered 200",
            Self::AnyRing => "with a fresh ring: `pullkey serve",
            Self::RingInCopy => "without its ring: `pullkey serve",
            Self::WritingRefusal => "a refusal has changed the database",
        }
    }

    /// Plants it in the copy, if it lives there.
    pub(super) fn plant(self, elsewhere: &Elsewhere, keys: &Keys) {
        let company = elsewhere.id(&keys.company);
        let one = format!(
            "company_id = {company} AND id IN
             (SELECT id FROM credentials WHERE company_id = {company} ORDER BY id LIMIT 1)"
        );
        match self {
            Self::LostRow => elsewhere.run(&format!("DELETE FROM credentials WHERE {one}")),
            Self::TornSecret => elsewhere.run(&format!(
                "UPDATE credentials SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE {one}"
            )),
            Self::ForgottenKey => {
                let key = elsewhere.id(&keys.kept_id);
                elsewhere.run(&format!(
                    "DELETE FROM api_keys WHERE company_id = {company} AND id = {key}"
                ));
            }
            Self::AnyRing => elsewhere.run("DELETE FROM ring_keys"),
            Self::RevivedKey | Self::RingInCopy | Self::WritingRefusal => {}
        }
    }
}
