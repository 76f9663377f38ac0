use std::{thread::sleep, time::Duration};

use pullkey_domain::{
    api_key::{ApiKeyToken, Permission},
    timestamp::Timestamp,
};
use pullkey_tests::{
    IssuedKey, Keeper, Node, delete_company, make_company, make_key, revoke_key, wall_time,
};
use serde_json::json;

use super::{
    OPERATOR_KEY,
    callers::Caller,
    party::{Party, capabilities},
};

pub(super) const DISABLED: &str = "a disabled key";
pub(super) const EXPIRED: &str = "an expired key";
pub(super) const REPLACED: &str = "a replaced token";
pub(super) const OPERATOR: &str = "the operator's key";
pub(super) const GONE: &str = "a key of a company that is gone";

/// Those who are let in to nothing, though some were once.
pub(super) fn all(node: &Node, party: &Party, keeper: &Keeper) -> Vec<Caller> {
    let all = Permission::ALL.map(Permission::as_str);
    let revoked = make_key(node.folder(), &party.company, &all);
    revoke_key(node.folder(), &party.company, &revoked);
    let deleted = keeper.create(&all);
    keeper.delete(&deleted.id);
    let disabled = keeper.create(&all);
    keeper.switch_off(&disabled.id);
    let replaced = keeper.create(&all);
    keeper.rotate(&replaced.id, 0);
    // At most two tokens count, however long the oldest was to.
    let twice_replaced = keeper.create(&all);
    for _ in 0..2 {
        keeper.rotate(&twice_replaced.id, 1);
    }
    let bearer = |token: &str| format!("Bearer {token}");
    let master = &party.master.token;
    let with_key = |name: &str, token: &str| Caller::stranger(name, &[bearer(token)]);
    vec![
        Caller::stranger("nobody", &[]),
        Caller::stranger("another scheme", &[format!("Basic {master}")]),
        Caller::stranger("two keys", &[bearer(master), bearer(master)]),
        with_key("an empty key", ""),
        with_key("a malformed key", "plk_nobody"),
        with_key("a mistyped key", &mistyped(master)),
        with_key("a made-up key", ApiKeyToken::generate(fill).expose()),
        with_key("a guessed secret", &guessed(master)),
        with_key("a revoked key", &revoked.token),
        with_key("a deleted key", &deleted.token),
        with_key(DISABLED, &disabled.token),
        with_key(EXPIRED, &expired(keeper).token),
        with_key(REPLACED, &replaced.token),
        with_key("a token replaced twice", &twice_replaced.token),
        with_key(OPERATOR, OPERATOR_KEY),
        with_key(GONE, &gone(node).token),
    ]
}

fn mistyped(token: &str) -> String {
    let mut mistyped = token.to_owned();
    let last = mistyped.pop();
    mistyped.push(if last == Some('0') { '1' } else { '0' });
    mistyped
}

/// With the handle of somebody else's, which is public.
fn guessed(token: &str) -> String {
    let token = ApiKeyToken::parse(token).expect("it is a key");
    ApiKeyToken::another(token.handle(), fill)
        .expose()
        .to_owned()
}

fn fill(bytes: &mut [u8]) {
    fastrand::fill(bytes);
}

/// A key whose end has come.
fn expired(keeper: &Keeper) -> IssuedKey {
    let end = wall_time() + Duration::from_millis(300);
    let millis = i64::try_from(end.as_millis()).unwrap_or_default();
    let expired_at = Timestamp::from_millis(millis).expect("it is no late century");
    let key = keeper.create_with(&json!({
        "name": "expired",
        "capabilities": capabilities(&Permission::ALL),
        "expired_at": expired_at.to_string(),
    }));
    while wall_time() <= end {
        sleep(Duration::from_millis(10));
    }
    key
}

fn gone(node: &Node) -> IssuedKey {
    let company = make_company(node.folder(), "gone");
    let all = Permission::ALL.map(Permission::as_str);
    let key = make_key(node.folder(), &company, &all);
    delete_company(node.folder(), &company);
    key
}
