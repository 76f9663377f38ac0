//! The in-memory reference store keeps the contract.

use pullkey_storage::MemoryStore;

pullkey_storage::store_contract!((MemoryStore::default(), ()));
