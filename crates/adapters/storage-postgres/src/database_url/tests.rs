mod secrecy;
mod trust;

use std::time::Duration;

use tokio_postgres::config::ChannelBinding;

use super::*;

fn parsed(url: &str) -> DatabaseUrl {
    DatabaseUrl::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"))
}

fn refused(url: &str) -> DatabaseUrlError {
    let refused = DatabaseUrl::parse(url).err();
    refused.unwrap_or_else(|| panic!("{url} is taken"))
}

fn tcp(name: &str, port: u16) -> Host {
    let name = name.into();
    Host::Tcp { name, port }
}

fn with(parameters: &str) -> String {
    format!("postgres://u@h/d?{parameters}")
}

#[test]
fn user_password_and_database_are_percent_decoded() {
    for scheme in ["postgres", "postgresql"] {
        let url = parsed(&format!("{scheme}://us%65r:p%40ss%2Fw%3Ard@h/my%20db"));
        assert_eq!(url.session().get_user(), Some("user"));
        assert_eq!(url.session().get_password(), Some(&b"p@ss/w:rd"[..]));
        assert_eq!(url.session().get_dbname(), Some("my db"));
    }
}

#[test]
fn a_database_that_is_not_named_is_left_to_the_server() {
    for url in [
        "postgres://u@h",
        "postgres://u@h/",
        "postgres://u@h?port=1&host=h",
    ] {
        let url = parsed(url);
        assert_eq!(url.session().get_dbname(), None);
        assert_eq!(url.session().get_password(), None);
    }
}

#[test]
fn hosts_are_several_with_ports_of_their_own() {
    let url = parsed("postgres://u@db1:5433,db2,[::1]:5434,[fe80::1],10.0.0.1:,%2Frun%2Fpg:1/d");
    let folder = "/run/pg".into();
    let hosts = [
        tcp("db1", 5433),
        tcp("db2", 5432),
        tcp("::1", 5434),
        tcp("fe80::1", 5432),
        tcp("10.0.0.1", 5432),
        Host::Socket { folder, port: 1 },
    ];
    assert_eq!(url.hosts, hosts);
}

#[test]
fn hosts_may_be_a_parameter_with_one_port_for_all_or_one_for_each() {
    for (url, ports) in [
        ("postgres://u@/d?host=db1,/run/pg", [5432, 5432]),
        ("postgres://u@/d?host=db1,%2Frun%2Fpg&port=1", [1, 1]),
        ("postgres://u@/d?host=db1,/run/pg&port=1,", [1, 5432]),
        ("postgres://u@other/d?host=db1,/run/pg&port=1,2", [1, 2]),
    ] {
        let folder = "/run/pg".into();
        let port = ports[1];
        let hosts = [tcp("db1", ports[0]), Host::Socket { folder, port }];
        assert_eq!(parsed(url).hosts, hosts, "{url}");
    }
}

#[test]
fn hosts_are_tried_in_their_order_unless_it_is_to_be_random() {
    let order = |url: &DatabaseUrl| url.hosts().cloned().collect::<Vec<_>>();
    let url = parsed("postgres://u@a,b,c/d");
    assert_eq!(order(&url), url.hosts);
    let url = parsed("postgres://u@a,b,c/d?load_balance_hosts=random");
    let orders: Vec<_> = (0..100).map(|_| order(&url)).collect();
    for first in ["a", "b", "c"] {
        let first = tcp(first, 5432);
        assert!(orders.iter().any(|order| order[0] == first), "{first:?}");
    }
    assert!(orders.iter().all(|order| order.len() == 3));
}

#[test]
fn a_url_that_says_nothing_has_defaults_that_notice_a_server_that_vanished() {
    let url = parsed("postgres://u@h/d");
    let session = url.session();
    assert_eq!(url.connect_timeout(), Duration::from_secs(3));
    assert_eq!(session.get_application_name(), Some("pullkey"));
    assert!(session.get_keepalives());
    assert_eq!(session.get_keepalives_idle(), Duration::from_secs(10));
    assert_eq!(
        session.get_keepalives_interval(),
        Some(Duration::from_secs(3))
    );
    assert_eq!(session.get_keepalives_retries(), Some(3));
    let user_timeout = session.get_tcp_user_timeout().copied();
    assert_eq!(user_timeout, Some(Duration::from_secs(10)));
    assert_eq!(url.trust(), &Trust::Preferred);
    assert!(!url.wants_writable());
}

#[test]
fn parameters_replace_the_defaults_and_the_last_one_of_a_name_counts() {
    let url = parsed(&with(
        "application_name=a&application_name=my%20pullkey&connect_timeout=7&keepalives=0&keepalives_idle=60\
         &keepalives_interval=5&keepalives_count=9&tcp_user_timeout=1500&channel_binding=require\
         &options=-c%20search_path%3Dpullkey&target_session_attrs=read-write",
    ));
    let session = url.session();
    assert_eq!(url.connect_timeout(), Duration::from_secs(7));
    assert_eq!(session.get_application_name(), Some("my pullkey"));
    assert!(!session.get_keepalives());
    assert_eq!(session.get_keepalives_idle(), Duration::from_mins(1));
    assert_eq!(
        session.get_keepalives_interval(),
        Some(Duration::from_secs(5))
    );
    assert_eq!(session.get_keepalives_retries(), Some(9));
    let user_timeout = session.get_tcp_user_timeout().copied();
    assert_eq!(user_timeout, Some(Duration::from_millis(1500)));
    assert_eq!(session.get_channel_binding(), ChannelBinding::Require);
    assert_eq!(session.get_options(), Some("-c search_path=pullkey"));
    assert!(url.wants_writable());
}

#[test]
fn a_wrong_value_is_told_by_the_name_of_its_parameter_and_what_is_right() {
    for (name, value) in [
        ("sslmode", "allow"),
        ("target_session_attrs", "standby"),
        ("load_balance_hosts", "yes"),
        ("channel_binding", "on"),
        ("keepalives", "2"),
        ("connect_timeout", "0"),
        ("connect_timeout", "3s"),
        ("keepalives_idle", "-1"),
        ("keepalives_interval", ""),
        ("keepalives_count", "0"),
        ("tcp_user_timeout", "hunter2"),
        ("port", "1"),
    ] {
        let error = refused(&with(&format!("{name}={value}")));
        assert!(
            matches!(error, DatabaseUrlError::Parameter { name: told, .. } if told == name),
            "{error:?}"
        );
        assert!(!error.to_string().contains("hunter2"));
    }
    let error = refused(&with("sslmode=verify_full"));
    let text = "its parameter 'sslmode' must be disable, prefer, require, verify-ca or verify-full";
    assert_eq!(error.to_string(), text);
}

#[test]
fn an_unknown_parameter_is_told_with_those_that_there_are() {
    for name in ["sslcert", "password", "service", "gssencmode", "hostaddr"] {
        let error = refused(&with(&format!("{name}=hunter2")));
        let told = error.to_string();
        assert!(told.starts_with(&format!(
            "it has no parameter '{name}'; there are application_name, "
        )));
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[test]
fn each_part_that_is_wrong_has_its_own_error() {
    for (url, error) in [
        ("mysql://u@h/d", DatabaseUrlError::Scheme),
        ("host=h user=u", DatabaseUrlError::Scheme),
        ("postgres://h/d", DatabaseUrlError::NoUser),
        ("postgres://:p@h/d", DatabaseUrlError::NoUser),
        ("postgres://u@/d", DatabaseUrlError::NoHost),
        ("postgres://u@h,/d", DatabaseUrlError::Host),
        ("postgres://u@[::1/d", DatabaseUrlError::Host),
        ("postgres://u@[::1]5432/d", DatabaseUrlError::Host),
        ("postgres://u@[h]/d", DatabaseUrlError::Host),
        ("postgres://u@h%20h/d", DatabaseUrlError::Host),
        ("postgres://u@::1/d", DatabaseUrlError::Port),
        ("postgres://u@h:0/d", DatabaseUrlError::Port),
        ("postgres://u@h:65536/d", DatabaseUrlError::Port),
        (
            "postgres://u@/d?host=a,b&port=1,2,3",
            DatabaseUrlError::Ports,
        ),
        ("postgres://u:%zz@h/d", DatabaseUrlError::Encoding),
        ("postgres://u:%4", DatabaseUrlError::NoUser),
        ("postgres://u@h/%ff", DatabaseUrlError::Encoding),
        ("postgres://u@h/a%00b", DatabaseUrlError::Encoding),
        ("postgres://u@h/d?sslmode", DatabaseUrlError::NoParameter),
        ("postgres://u@h/d?=1", DatabaseUrlError::NoParameter),
        ("postgres://u@h/d?a%20b=1", DatabaseUrlError::NoParameter),
        ("postgres://u@h/d?hunter3=1", DatabaseUrlError::NoParameter),
        ("postgres://u@h/my?db", DatabaseUrlError::NoParameter),
    ] {
        assert_eq!(refused(url), error, "{url}");
    }
}

#[test]
fn a_question_mark_in_front_of_the_host_belongs_to_the_password_as_in_libpq() {
    let url = parsed("postgres://u:p?hunter3=1@h/d");
    assert_eq!(url.session().get_password(), Some(&b"p?hunter3=1"[..]));
}
