use std::{
    fmt::{self, Display, Formatter},
    str::FromStr,
};

/// The version of a program: three numbers, of which the first counts most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProgramVersion([u32; 3]);

/// Not three numbers with dots between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InvalidVersion;

impl FromStr for ProgramVersion {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        let numbers = numbers.map_err(|_| InvalidVersion)?;
        numbers.try_into().map(Self).map_err(|_| InvalidVersion)
    }
}

impl Display for ProgramVersion {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> ProgramVersion {
        text.parse().unwrap()
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("0.10.0") > version("0.9.12"));
        assert!(version("1.0.0") > version("0.99.99"));
        assert_eq!(version("1.2.3").to_string(), "1.2.3");
    }

    #[test]
    fn anything_but_three_numbers_is_none() {
        for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.-3", "1.2.3-rc.1"] {
            assert_eq!(
                text.parse::<ProgramVersion>(),
                Err(InvalidVersion),
                "{text}"
            );
        }
    }
}
