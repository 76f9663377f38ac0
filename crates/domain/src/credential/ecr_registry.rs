/// A registry of Amazon ECR, taken out of its host.
///
/// ```
/// use pullkey_domain::credential::EcrRegistry;
///
/// let registry = EcrRegistry::parse("123456789012.dkr.ecr.eu-central-1.amazonaws.com").unwrap();
/// assert_eq!((registry.account, registry.region), ("123456789012", "eu-central-1"));
/// assert_eq!(registry.api(), "api.ecr.eu-central-1.amazonaws.com");
/// assert_eq!(EcrRegistry::parse("public.ecr.aws"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EcrRegistry<'a> {
    /// The account, 12 digits.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    is_fips: bool,
    is_in_china: bool,
}

impl<'a> EcrRegistry<'a> {
    /// That of a host's name. `None` if it is no private registry of ECR.
    pub fn parse(name: &'a str) -> Option<Self> {
        let (name, is_in_china) = match name.strip_suffix(".cn") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let (account, rest) = name
            .strip_suffix(".amazonaws.com")?
            .split_once(".dkr.ecr")?;
        let (rest, is_fips) = match rest.strip_prefix("-fips") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let region = rest.strip_prefix('.').filter(|region| is_region(region))?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        is_account.then_some(Self {
            account,
            region,
            is_fips,
            is_in_china,
        })
    }

    /// Whether both are in one region, of whatever accounts.
    pub fn is_beside(&self, other: &EcrRegistry<'_>) -> bool {
        self.region == other.region && self.is_in_china == other.is_in_china
    }

    /// The host that gives out its passwords.
    pub fn api(&self) -> String {
        let service = if self.is_fips { "ecr-fips" } else { "api.ecr" };
        let country = if self.is_in_china { ".cn" } else { "" };
        format!("{service}.{}.amazonaws.com{country}", self.region)
    }
}

/// Such as `eu-central-1` or `us-gov-west-1`: words, and a number at the end.
fn is_region(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let [words @ .., number] = &parts[..] else {
        return false;
    };
    let is_word =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    words.len() >= 2 && words.iter().all(is_word) && is_number
}
