//! Tests of the command line.

use clap::{CommandFactory as _, Parser as _};

use super::{Cli, Command, examples};
use crate::config::Flags;
use crate::config::keys::{KEYS, Preset};

fn parse(line: &str) -> Cli {
    Cli::try_parse_from(line.split_whitespace()).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn long_help(command: &str) -> String {
    let line = ["smartcity", "help", command];
    Cli::try_parse_from(line).unwrap_err().to_string()
}

#[test]
fn the_definitions_hold_together() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_has_examples_in_its_long_help() {
    for command in Cli::command().get_subcommands() {
        let help = long_help(command.get_name());
        assert!(help.contains("Examples:"), "{help}");
    }
    assert!(
        Cli::try_parse_from(["smartcity", "--help"]).unwrap_err().to_string().contains("Examples:")
    );
}

#[test]
fn every_example_can_be_parsed() {
    let texts = [
        examples::ALL,
        examples::SERVE,
        examples::MIGRATE,
        examples::LOAD,
        examples::BACKUP,
        examples::RESTORE,
        examples::CARRY_OVER,
        examples::OPENAPI,
        examples::CONFIG,
        examples::VERSION,
    ];
    for text in texts {
        let commands: Vec<_> =
            text.lines().filter_map(|line| line.strip_prefix("  smartcity ")).collect();
        assert!(!commands.is_empty(), "{text}");
        for command in commands {
            parse(&format!("smartcity {command}"));
        }
    }
}

#[test]
fn database_url_data_dir_and_config_work_with_every_command() {
    let commands = [
        "serve",
        "migrate status",
        "migrate up",
        "migrate down",
        "load f",
        "backup f",
        "restore f",
        "restore f --without-carry-over",
        "carry-over",
        "carry-over --without-live",
        "openapi",
        "config",
        "version",
    ];
    for command in commands {
        let given = "--database-url sqlite:a.db --data-dir d --config c.toml";
        for line in [format!("smartcity {command} {given}"), format!("smartcity {given} {command}")]
        {
            let cli = parse(&line);
            assert_eq!(cli.flags().database_url.as_deref(), Some("sqlite:a.db"), "{line}");
            assert_eq!(cli.flags().data_dir.as_deref(), Some("d"), "{line}");
            assert!(cli.global.config.is_some(), "{line}");
        }
    }
}

#[test]
fn the_flags_of_serve_become_the_layer_of_flags() {
    let cli = parse("smartcity serve --listen 127.0.0.1:0 --metrics-listen none --demo");
    let expected = Flags {
        listen: Some("127.0.0.1:0".to_owned()),
        metrics_listen: Some("none".to_owned()),
        demo: true,
        ..Flags::default()
    };
    assert_eq!(cli.flags(), expected);
    assert_eq!(parse("smartcity serve").flags(), Flags::default());
}

#[test]
fn every_flag_of_the_table_of_keys_exists_and_its_help_names_variable_and_default() {
    let serve = long_help("serve");
    for key in KEYS {
        let Some(flag) = key.flag else { continue };
        let (_, after) =
            serve.split_once(&format!("{flag} ")).or_else(|| serve.split_once(flag)).unwrap();
        let own = after.split("\n      --").next().unwrap();
        let own = own.split_whitespace().collect::<Vec<_>>().join(" ");
        let (Preset::Text(default) | Preset::Derived(default)) = key.preset;
        assert!(own.contains(&format!("[env: {}]", key.environment)), "{flag}: {own}");
        assert!(own.contains(&format!("[default: {default}]")), "{flag}: {own}");
    }
}

#[test]
fn the_commands_take_their_own_flags() {
    let Command::Load(load) = parse("smartcity load f.json --dry-run").command else { panic!() };
    assert!(load.dry_run);
    let Command::Config(config) = parse("smartcity config --check").command else { panic!() };
    assert!(config.check);
    assert!(Cli::try_parse_from(["smartcity", "openapi", "--format", "xml"]).is_err());
    assert!(Cli::try_parse_from(["smartcity", "migrate"]).is_err());
    assert!(Cli::try_parse_from(["smartcity", "config", "--listen", "x"]).is_err());
}
