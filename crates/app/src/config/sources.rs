//! Where settings come from.

use std::{env, path::PathBuf};

use super::{environment::Environment, flags::Flags, table::DEFAULT_FILE};

/// Everything that a configuration is read from. It may hold secrets, so it cannot be printed.
pub struct Sources {
    /// The file that is read if it is there and the flags ask for no other.
    pub default_file: PathBuf,
    /// The environment.
    pub environment: Environment,
    /// The flags.
    pub flags: Flags,
}

impl Sources {
    /// The environment of this process, and `config/pullkey.toml` in its working directory.
    pub fn of_this_process(flags: Flags) -> Self {
        Self {
            default_file: DEFAULT_FILE.into(),
            environment: env::vars_os().collect(),
            flags,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Flags, Sources};

    #[test]
    fn a_process_reads_its_environment_and_the_file_in_its_working_directory() {
        let sources = Sources::of_this_process(Flags::default());
        assert_eq!(sources.default_file, Path::new("config/pullkey.toml"));
        // Cargo sets this one for every test it runs.
        let name = std::ffi::OsStr::new("CARGO_MANIFEST_DIR");
        assert!(sources.environment.contains_key(name));
    }
}
