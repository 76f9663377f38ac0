//! The environment.

use std::{collections::BTreeMap, ffi::OsString};

use super::{
    error::{Problem, Rule},
    layer::{Given, Layer},
    nearest::nearest,
    origin::Origin,
    table::{Names, Shape, names},
};

/// Environment variables by name.
pub(super) type Environment = BTreeMap<OsString, OsString>;

/// An empty variable counts as unset: a shell, a Compose file and a chart often have no other way to say so.
impl Layer for Environment {
    fn look_up(&self, names: &'static Names, _: Shape) -> Option<Given> {
        let value = self.get(std::ffi::OsStr::new(names.variable))?;
        (!value.is_empty()).then(|| Given {
            origin: Origin::Environment(names.variable),
            by: names.variable,
            text: value.clone().into_string().map_err(|_| Rule::Utf8),
        })
    }
}

/// The `PULLKEY_` variables that are no setting. A misspelt one must not pass in silence.
pub(super) fn unknown(environment: &Environment) -> impl Iterator<Item = Problem> {
    environment.iter().filter_map(|(name, value)| {
        let name = name.to_string_lossy();
        let rest = name.strip_prefix("PULLKEY_")?;
        let known = names().any(|names| names.variable == name);
        let is_of_companion = COMPANIONS.contains(&name.as_ref());
        if known || is_of_companion || is_service_link(rest, &value.to_string_lossy()) {
            return None;
        }
        Some(Problem::UnknownVariable {
            nearest: nearest(rest).map(|names| names.variable),
            name: name.into_owned(),
        })
    })
}

/// What the companions are told at clients, whose shell may be the one that the service is started from.
const COMPANIONS: [&str; 3] = ["PULLKEY_GATEWAY", "PULLKEY_API_KEY", "PULLKEY_API_KEY_FILE"];

/// Kubernetes tells every pod of the services beside it, in variables that start with their names. These
/// come from a service called `pullkey`, or `pullkey-` and more.
fn is_service_link(rest: &str, value: &str) -> bool {
    let of_pullkey = rest == "PORT" || rest.starts_with("PORT_") || rest.starts_with("SERVICE_");
    let of_another = rest.ends_with("_SERVICE_HOST")
        || rest.contains("_SERVICE_PORT")
        || rest.ends_with("_PORT") && value.contains("://")
        || has_numbered_port(rest);
    of_pullkey || of_another
}

fn has_numbered_port(rest: &str) -> bool {
    rest.split_once("_PORT_")
        .is_some_and(|(_, port)| port.starts_with(|character: char| character.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{Environment, unknown};

    fn unknown_of(variables: &[(&str, &str)]) -> Vec<String> {
        let pair = |(name, value): &(&str, &str)| (name.into(), value.into());
        let environment: Environment = variables.iter().map(pair).collect();
        unknown(&environment)
            .map(|problem| problem.to_string())
            .collect()
    }

    #[test]
    fn an_unknown_variable_is_refused_with_its_nearest_name() {
        assert_eq!(
            unknown_of(&[("PULLKEY_LISTN", "x")]),
            ["PULLKEY_LISTN (from the environment): no such setting; did you mean PULLKEY_LISTEN?"]
        );
    }

    #[test]
    fn an_unknown_variable_that_is_close_to_nothing_gets_no_hint() {
        assert_eq!(
            unknown_of(&[("PULLKEY_WIZARDRY", "x")]),
            ["PULLKEY_WIZARDRY (from the environment): no such setting"]
        );
    }

    #[test]
    fn variables_of_other_programs_are_left_alone() {
        assert!(
            unknown_of(&[("HOME", "/"), ("PULLKEYS", "x"), ("pullkey_listen", "x")]).is_empty()
        );
    }

    #[test]
    fn what_the_companions_are_told_is_ignored() {
        let told = super::COMPANIONS.map(|name| (name, "x"));
        assert!(unknown_of(&told).is_empty());
        assert_eq!(unknown_of(&[("PULLKEY_API_KEYS", "x")]).len(), 1);
    }

    #[test]
    fn what_kubernetes_says_of_a_service_called_pullkey_is_ignored() {
        let links = [
            ("PULLKEY_SERVICE_HOST", "10.0.0.1"),
            ("PULLKEY_SERVICE_PORT", "8080"),
            ("PULLKEY_SERVICE_PORT_HTTP", "8080"),
            ("PULLKEY_PORT", "tcp://10.0.0.1:8080"),
            ("PULLKEY_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            ("PULLKEY_PORT_8080_TCP_PROTO", "tcp"),
            ("PULLKEY_PORT_8080_TCP_PORT", "8080"),
            ("PULLKEY_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ];
        assert!(unknown_of(&links).is_empty());
    }

    #[test]
    fn what_kubernetes_says_of_a_service_named_after_pullkey_is_ignored() {
        let links = [
            ("PULLKEY_METRICS_SERVICE_HOST", "10.0.0.1"),
            ("PULLKEY_METRICS_SERVICE_PORT_HTTP", "9090"),
            ("PULLKEY_METRICS_PORT", "tcp://10.0.0.1:9090"),
            ("PULLKEY_METRICS_PORT_9090_TCP_ADDR", "10.0.0.1"),
        ];
        assert!(unknown_of(&links).is_empty());
    }

    #[test]
    fn a_port_that_kubernetes_did_not_write_is_an_unknown_variable() {
        assert_eq!(unknown_of(&[("PULLKEY_LISTEN_PORT", "9000")]).len(), 1);
    }
}
