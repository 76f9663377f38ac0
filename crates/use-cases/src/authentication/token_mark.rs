use std::hash::{BuildHasher, RandomState};

use pullkey_domain::api_key::ApiKeyToken;

/// A token as this process knows it again. Nobody learns the token from it, as it is a hash under a key that is drawn at
/// start and goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TokenMark(u64);

/// Marks tokens.
#[derive(Default)]
pub(super) struct Marker(RandomState);

impl Marker {
    pub(super) fn mark(&self, token: &ApiKeyToken) -> TokenMark {
        TokenMark(self.0.hash_one(token.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_again_and_another_one_of_its_key_is_not_it() {
        let marker = Marker::default();
        let token = ApiKeyToken::generate(|bytes| bytes.fill(1));
        let other = ApiKeyToken::another(token.handle(), |bytes| bytes.fill(2));
        assert_eq!(marker.mark(&token), marker.mark(&token));
        assert_ne!(marker.mark(&token), marker.mark(&other));
    }
}
