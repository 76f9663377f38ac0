//! The settings as flags of a derived parser.

use clap::{CommandFactory, Parser, Subcommand};

use super::Scene;
use crate::config::{Config, Flags, flags, table::names};

/// A command line as the binary has one.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    settings: Flags,
    #[command(subcommand)]
    command: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    Serve,
    Keyring {
        #[command(subcommand)]
        command: KeyringVerb,
    },
    /// Shares its name with a flag.
    Config {
        listen: Option<String>,
    },
}

#[derive(Subcommand)]
enum KeyringVerb {
    Status,
}

fn config_of<const N: usize>(args: [&str; N]) -> Config {
    let args = ["pullkey"].into_iter().chain(args);
    let mut scene = Scene::empty();
    let cli = Cli::try_parse_from(args).unwrap_or_else(|error| panic!("{error}"));
    scene.sources.flags = cli.settings;
    scene.config()
}

#[test]
fn flags_count_without_a_subcommand() {
    assert_eq!(config_of(["--max-connections", "5"]).max_connections, 5);
}

#[test]
fn flags_count_before_a_subcommand() {
    let config = config_of(["--max-connections=5", "serve"]);
    assert_eq!(config.max_connections, 5);
}

#[test]
fn flags_count_after_a_subcommand() {
    let config = config_of(["serve", "--max-connections=5"]);
    assert_eq!(config.max_connections, 5);
}

#[test]
fn flags_count_after_the_subcommand_of_a_subcommand() {
    let config = config_of(["keyring", "--migrate=off", "status", "--max-connections=5"]);
    assert_eq!((config.migrate, config.max_connections), (false, 5));
}

#[test]
fn the_flag_nearest_the_end_wins() {
    let config = config_of(["--max-connections=5", "serve", "--max-connections=6"]);
    assert_eq!(config.max_connections, 6);
}

#[test]
fn an_argument_of_a_subcommand_does_not_clash_with_a_setting() {
    let cli = Cli::try_parse_from(["pullkey", "config", "mine", "--listen", "[::1]:1"]);
    let cli = cli.unwrap_or_else(|error| panic!("{error}"));
    let Some(Verb::Config { listen }) = cli.command else {
        panic!("another subcommand");
    };
    assert_eq!(listen.as_deref(), Some("mine"));
    assert_eq!(format!("{:?}", cli.settings), r#"{"--listen"}"#);
}

#[test]
fn the_file_may_be_asked_for_after_a_subcommand() {
    let cli = Cli::try_parse_from(["pullkey", "serve", "--config", "x.toml"]);
    let file = cli
        .ok()
        .and_then(|cli| cli.settings.file().map(ToOwned::to_owned));
    assert_eq!(file, Some("x.toml".into()));
}

#[test]
fn the_command_is_one_that_clap_finds_sound() {
    Cli::command().debug_assert();
    assert_eq!(flags().len(), names().count() + 1);
}

#[test]
fn help_names_the_variable_and_the_default_of_every_setting() {
    let help = Cli::command().term_width(0).render_long_help().to_string();
    for names in names() {
        assert!(help.contains(&format!("{} <", names.flag)), "{help}");
        assert!(
            help.contains(&format!("[env: {}]", names.variable)),
            "{help}"
        );
    }
    assert!(help.contains("[env: PULLKEY_KEYRING_FILE] [default: <data dir>/keyring.json]"));
}
