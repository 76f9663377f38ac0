//! The tables as queries see them. The migrations make them.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    companies (id) {
        id -> Binary,
        name -> Text,
        salt -> Nullable<Binary>,
        created_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

table! {
    credentials (company_id, id) {
        company_id -> Binary,
        id -> Binary,
        name -> Text,
        provider -> Text,
        login -> Text,
        username -> Text,
        sealed -> Binary,
        secret_version -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        host -> Nullable<Text>,
        token_host -> Nullable<Text>,
        last_verified_at -> Nullable<BigInt>,
        last_outcome -> Nullable<Text>,
        path_prefix -> Nullable<Text>,
        last_used_at -> Nullable<BigInt>,
    }
}

table! {
    /// Kept by triggers on `credentials`.
    credential_counts (company_id, provider) {
        company_id -> Binary,
        provider -> Text,
        count -> BigInt,
    }
}

table! {
    idempotency_records (company_id, key) {
        company_id -> Binary,
        key -> Text,
        fingerprint_pepper -> BigInt,
        fingerprint -> Binary,
        status -> BigInt,
        body -> Binary,
        ends_at -> BigInt,
    }
}

table! {
    api_keys (company_id, id) {
        company_id -> Binary,
        id -> Binary,
        handle -> Text,
        name -> Text,
        capabilities -> Text,
        expires_at -> Nullable<BigInt>,
        enabled -> Bool,
        verifier -> Binary,
        verifier_pepper -> BigInt,
        verifier_ends_at -> Nullable<BigInt>,
        previous_verifier -> Nullable<Binary>,
        previous_verifier_pepper -> Nullable<BigInt>,
        previous_verifier_ends_at -> Nullable<BigInt>,
        row_pepper -> BigInt,
        row_mac -> Binary,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

table! {
    api_key_handles (handle) {
        handle -> Text,
        company_id -> Binary,
        api_key_id -> Binary,
    }
}

table! {
    audit_events (company_id, id) {
        company_id -> Binary,
        id -> Binary,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        action -> Text,
        target_kind -> Text,
        target_id -> Binary,
        outcome -> Text,
        version_before -> Nullable<BigInt>,
        version_after -> Nullable<BigInt>,
        secret_version_before -> Nullable<BigInt>,
        secret_version_after -> Nullable<BigInt>,
        audit_key -> BigInt,
        row_digest -> Binary,
        mac -> Binary,
    }
}

table! {
    audit_unsealed (company_id, event_id) {
        company_id -> Binary,
        event_id -> Binary,
    }
}

table! {
    audit_links (company_id, seq) {
        company_id -> Binary,
        seq -> BigInt,
        event_id -> Binary,
        audit_key -> BigInt,
        link -> Binary,
    }
}

table! {
    audit_heads (company_id) {
        company_id -> Binary,
        seq -> BigInt,
        link -> Binary,
        audit_key -> BigInt,
        mac -> Binary,
    }
}

table! {
    /// Who seals for now.
    audit_turn (only) {
        only -> BigInt,
        sealer -> Binary,
        ends_at -> BigInt,
    }
}

table! {
    ring_keys (kind, id) {
        kind -> Text,
        id -> BigInt,
        check -> Binary,
    }
}

table! {
    retired_ring_keys (kind, id) {
        kind -> Text,
        id -> BigInt,
    }
}

table! {
    auth_epoch (only) {
        only -> BigInt,
        epoch -> BigInt,
    }
}

table! {
    /// What `diesel_migrations` keeps.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

table! {
    /// What SQLite keeps.
    sqlite_schema (name) {
        name -> Text,
    }
}

joinable!(api_key_handles -> companies (company_id));
allow_tables_to_appear_in_same_query!(companies, api_keys, api_key_handles, credentials);
allow_tables_to_appear_in_same_query!(audit_events, audit_links, audit_unsealed);
