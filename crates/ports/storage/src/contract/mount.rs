//! The macro that mounts the rules, and the test that it leaves none out.

mod api_keys;
mod audit;
mod companies;

/// Mounts every rule of the contract as one test each.
///
/// Takes an expression that yields a pair: a fresh, empty [`Store`](crate::Store), and whatever must live as long as it
/// (a temporary directory, say). It is evaluated for each test, inside an `async` function, in a module below the one
/// that the macro stands in; it names something of that one. The crate needs `tokio` with `macros` and
/// `rt-multi-thread` among its dev-dependencies.
///
/// ```
/// # fn main() {}
/// use pullkey_storage::MemoryStore;
///
/// pullkey_storage::store_contract!((MemoryStore::default(), ()));
/// ```
#[macro_export]
macro_rules! store_contract {
    ($fresh:expr) => {
        $crate::store_contract_of_api_keys! { $fresh }
        $crate::store_contract_of_audit! { $fresh }
        $crate::store_contract_of_companies! { $fresh }
    };
    (@mount $fresh:expr; $($port:ident { $($rule:ident)+ })+) => {
        $(
            mod $port {
                use super::*;

                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $rule() {
                        let (store, alive) = $fresh;
                        $crate::contract::$port::$rule(&store).await;
                        drop(store);
                        drop(alive);
                    }
                )+
            }
        )+
    };
}

#[cfg(test)]
mod tests;
