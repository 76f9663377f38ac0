use pullkey_domain::credential::RegistryHost;

/// What is in the way to a host, by its form alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Barrier {
    /// It is on another port than 443.
    #[error("its port is not 443")]
    Port,
    /// Its name has no dot.
    #[error("its name is one of a local network")]
    SingleLabel,
    /// It is an address.
    #[error("it is an address and not a name")]
    Address,
    /// It would get logins without TLS.
    #[error("it is reached without TLS")]
    Plain,
    /// It is of some other form.
    #[error("its form is not that of a public host")]
    Form,
}

impl Barrier {
    /// What can be done about it, as a sentence.
    pub(crate) fn way_out(self, host: &RegistryHost) -> String {
        let by = |entry: String| {
            format!(
                "Whoever runs this service can allow that by the entry {entry} in PULLKEY_REGISTRY_ALLOW"
            )
        };
        match self {
            Self::Port | Self::SingleLabel | Self::Address => by(host.to_string()) + ".",
            // Without a port, such an entry means 80, and a host 443.
            Self::Plain => {
                by(format!("http://{}:{}", host.name(), host.port()))
                    + ", if the registry's administrator cannot have logins checked over https."
            }
            Self::Form => {
                "No entry in PULLKEY_REGISTRY_ALLOW can allow that: check the host.".to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_that_allows_a_host_is_told() {
        for (barrier, host, entry) in [
            (
                Barrier::Port,
                "registry.example.com:5000",
                "the entry registry.example.com:5000 in",
            ),
            (Barrier::SingleLabel, "registry", "the entry registry in"),
            (Barrier::Address, "[::1]", "the entry [::1] in"),
            (
                Barrier::Plain,
                "tokens.example.com:80",
                "the entry http://tokens.example.com:80 in",
            ),
            (
                Barrier::Plain,
                "tokens.example.com",
                "the entry http://tokens.example.com:443 in",
            ),
            (Barrier::Form, "registry", "No entry in"),
        ] {
            let told = barrier.way_out(&RegistryHost::parse(host).expect("it is one"));
            assert!(
                told.contains(&format!("{entry} PULLKEY_REGISTRY_ALLOW")),
                "{told}"
            );
        }
    }
}
