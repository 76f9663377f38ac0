//! The tables as queries see them. The migrations make them.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    companies (id) {
        id -> Uuid,
        name -> Text,
        salt -> Nullable<Binary>,
        created_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

table! {
    credentials (company_id, id) {
        company_id -> Uuid,
        id -> Uuid,
        name -> Text,
        provider -> Text,
        login -> Text,
        username -> Text,
        sealed -> Binary,
        secret_version -> BigInt,
        version -> BigInt,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        host -> Nullable<Text>,
        token_host -> Nullable<Text>,
        last_verified_at -> Nullable<Timestamptz>,
        last_outcome -> Nullable<Text>,
        path_prefix -> Nullable<Text>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

table! {
    credential_counts (company_id, provider, shard) {
        company_id -> Uuid,
        provider -> Text,
        shard -> SmallInt,
        count -> BigInt,
    }
}

table! {
    idempotency_records (company_id, key) {
        company_id -> Uuid,
        key -> Text,
        fingerprint_pepper -> BigInt,
        fingerprint -> Binary,
        status -> BigInt,
        body -> Binary,
        ends_at -> Timestamptz,
    }
}

table! {
    api_keys (company_id, id) {
        company_id -> Uuid,
        id -> Uuid,
        handle -> Text,
        name -> Text,
        capabilities -> Text,
        expires_at -> Nullable<Timestamptz>,
        enabled -> Bool,
        verifier -> Binary,
        verifier_pepper -> BigInt,
        verifier_ends_at -> Nullable<Timestamptz>,
        previous_verifier -> Nullable<Binary>,
        previous_verifier_pepper -> Nullable<BigInt>,
        previous_verifier_ends_at -> Nullable<Timestamptz>,
        row_pepper -> BigInt,
        row_mac -> Binary,
        version -> BigInt,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

table! {
    api_key_handles (handle) {
        handle -> Text,
        company_id -> Uuid,
        api_key_id -> Uuid,
    }
}

table! {
    audit_events (company_id, id) {
        company_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        request_id -> Nullable<Text>,
        action -> Text,
        target_kind -> Text,
        target_id -> Uuid,
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
        company_id -> Uuid,
        event_id -> Uuid,
    }
}

table! {
    audit_links (company_id, seq) {
        company_id -> Uuid,
        seq -> BigInt,
        event_id -> Uuid,
        audit_key -> BigInt,
        link -> Binary,
    }
}

table! {
    audit_heads (company_id) {
        company_id -> Uuid,
        seq -> BigInt,
        link -> Binary,
        audit_key -> BigInt,
        mac -> Binary,
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
    auth_epoch (only_row) {
        only_row -> Bool,
        epoch -> BigInt,
    }
}

table! {
    /// Which program each migration needs at least.
    schema_requirements (migration) {
        migration -> Text,
        oldest_program -> Text,
    }
}

table! {
    /// What `diesel_migrations` keeps.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

joinable!(api_key_handles -> companies (company_id));
allow_tables_to_appear_in_same_query!(companies, api_keys, api_key_handles);
