SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.__diesel_schema_migrations (
    version character varying(50) NOT NULL,
    run_on timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE public.api_key_handles (
    handle text NOT NULL COLLATE pg_catalog."C",
    company_id uuid NOT NULL,
    api_key_id uuid NOT NULL
);
CREATE TABLE public.api_keys (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    handle text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    capabilities text NOT NULL COLLATE pg_catalog."C",
    expires_at timestamp with time zone,
    enabled boolean NOT NULL,
    verifier bytea NOT NULL,
    verifier_pepper bigint NOT NULL,
    verifier_ends_at timestamp with time zone,
    previous_verifier bytea,
    previous_verifier_pepper bigint,
    previous_verifier_ends_at timestamp with time zone,
    row_pepper bigint NOT NULL,
    row_mac bytea NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT api_keys_check CHECK (((previous_verifier IS NULL) = (previous_verifier_pepper IS NULL))),
    CONSTRAINT api_keys_check1 CHECK (((previous_verifier IS NOT NULL) OR (previous_verifier_ends_at IS NULL))),
    CONSTRAINT api_keys_previous_verifier_check CHECK ((octet_length(previous_verifier) = 32)),
    CONSTRAINT api_keys_row_mac_check CHECK ((octet_length(row_mac) = 32)),
    CONSTRAINT api_keys_verifier_check CHECK ((octet_length(verifier) = 32)),
    CONSTRAINT api_keys_version_check CHECK ((version >= 1))
);
CREATE TABLE public.audit_events (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL COLLATE pg_catalog."C",
    actor_id text COLLATE pg_catalog."C",
    request_id text COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    target_kind text NOT NULL COLLATE pg_catalog."C",
    target_id uuid NOT NULL,
    outcome text NOT NULL COLLATE pg_catalog."C",
    version_before bigint,
    version_after bigint,
    secret_version_before bigint,
    secret_version_after bigint,
    audit_key bigint NOT NULL,
    row_digest bytea NOT NULL,
    mac bytea NOT NULL,
    CONSTRAINT audit_events_mac_check CHECK ((octet_length(mac) = 32)),
    CONSTRAINT audit_events_row_digest_check CHECK ((octet_length(row_digest) = 32))
);
CREATE TABLE public.auth_epoch (
    only_row boolean NOT NULL,
    epoch bigint NOT NULL,
    CONSTRAINT auth_epoch_only_row_check CHECK (only_row)
);
CREATE TABLE public.companies (
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    salt bytea,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT companies_check CHECK (((deleted_at IS NULL) = (salt IS NOT NULL))),
    CONSTRAINT companies_salt_check CHECK ((octet_length(salt) = 32))
);
CREATE TABLE public.credential_counts (
    company_id uuid NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    shard smallint NOT NULL,
    count bigint NOT NULL
)
WITH (fillfactor='50');
CREATE TABLE public.credentials (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    provider text NOT NULL COLLATE pg_catalog."C",
    login text NOT NULL COLLATE pg_catalog."C",
    username text NOT NULL COLLATE pg_catalog."C",
    folded_username text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    secret_version bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT credentials_secret_version_check CHECK ((secret_version >= 1)),
    CONSTRAINT credentials_version_check CHECK ((version >= 1))
);
CREATE TABLE public.idempotency_records (
    company_id uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    fingerprint_pepper bigint NOT NULL,
    fingerprint bytea NOT NULL,
    status bigint NOT NULL,
    body bytea NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_records_fingerprint_check CHECK ((octet_length(fingerprint) = 32))
);
CREATE TABLE public.retired_ring_keys (
    kind text NOT NULL COLLATE pg_catalog."C",
    id bigint NOT NULL
);
CREATE TABLE public.ring_keys (
    kind text NOT NULL COLLATE pg_catalog."C",
    id bigint NOT NULL,
    "check" bytea NOT NULL,
    CONSTRAINT ring_keys_check_check CHECK ((octet_length("check") = 16))
);
CREATE TABLE public.schema_requirements (
    migration text NOT NULL COLLATE pg_catalog."C",
    oldest_program text NOT NULL COLLATE pg_catalog."C"
);
INSERT INTO public.__diesel_schema_migrations VALUES ('0001', '2026-11-30 13:22:23.653018');
INSERT INTO public.__diesel_schema_migrations VALUES ('0002', '2026-11-30 13:22:23.818187');
INSERT INTO public.__diesel_schema_migrations VALUES ('0003', '2026-11-30 13:22:23.827032');
INSERT INTO public.api_key_handles VALUES ('DAIq3wJDFoJ9wDFG', '01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67');
INSERT INTO public.api_key_handles VALUES ('eGYobzqimGXEQHVV', '01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f30a-7289-be08-b66386fbdfbd');
INSERT INTO public.api_keys VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', 'DAIq3wJDFoJ9wDFG', 'everything', 'DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE', NULL, true, '\xd797fd8150208b0dde153ff15e774d07d5d15486ac08fd7190d63182e424c7ea', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xf76f518799c82aaf99d1c33daeb6675d40577d0869fb55118e0ce5a8324de885', 1, '2026-11-30 13:22:24.064+00', '2026-11-30 13:22:24.064+00', '2026-11-30 13:22:24.412+00');
INSERT INTO public.api_keys VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f30a-7289-be08-b66386fbdfbd', 'eGYobzqimGXEQHVV', 'reading', 'DOCKER_REGISTRY:READ', NULL, true, '\x48d5b15ca861d682e6e34609ab96648d382b528152ec82c4d3669f88562b6eb9', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xd12024658c2ff924eb8a3c17121779c96c1a5f8a22cada622dc4ac9a2b764440', 1, '2026-11-30 13:22:24.138+00', '2026-11-30 13:22:24.138+00', '2026-11-30 13:22:24.422+00');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f27f-7633-b6bb-8db3fd3d13c2', '2026-11-30 13:22:23.999+00', 'cli', 'root', NULL, 'company.create', 'company', '01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'succeeded', NULL, NULL, NULL, NULL, 2160390270, '\xbb9f2ac27b8d71e9ed1aa94eada833429b91e0a0bfd241d833a5923f0046816a', '\xa03f2d4778b4a83d19cf6014b6e12d09bcae51218c04cb772b4a71820d7ee419');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f2c0-73ef-84be-6b6c5c6bd1b4', '2026-11-30 13:22:24.064+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x32eaccdabe18537dedfe8f1893801f9c1f1e9adc3a998addba68b00c94e10c45', '\xed7cd777b9a9552e3de42a0ffe7e9006a42bcd57dd49e5da003f42276f6cb681');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f30a-7289-be08-b664d2f4fa33', '2026-11-30 13:22:24.138+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9e-f30a-7289-be08-b66386fbdfbd', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x8df8587551c048c2253a3cc2e507016a13ba48adfdf48de682a7dcdf1f83daff', '\x6f0a6b18c58364ce8612704c4e0f3f1f24530d249921c2bc7fa3fe3e1762b8cf');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f341-776c-af25-0a542dceb0f5', '2026-11-30 13:22:24.193+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9e-f341-776c-af25-0a5366234c74', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x27ea78063de7eb43b3c049a108ea532bac437e1426cac9e4a5a6e13baf23f9b6', '\x4c26c0ad90be292a8e3984e678192b3cbf40c7f94dfb70597aeda57dc5854d1f');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f386-707d-b55d-7633239e79ff', '2026-11-30 13:22:24.262+00', 'cli', 'root', NULL, 'api_key.delete', 'api_key', '01a22c9e-f341-776c-af25-0a5366234c74', 'succeeded', 1, NULL, NULL, NULL, 2160390270, '\x27ea78063de7eb43b3c049a108ea532bac437e1426cac9e4a5a6e13baf23f9b6', '\x69263e8d058011e961ba5e7871c92bd671a1644e382d91f013febaeda35c1a95');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f395-7011-af55-6e2c8d005008', '2026-11-30 13:22:24.277+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f38e-7771-ae81-7946733dc9e8', 'credential.create', 'credential', '01a22c9e-f394-706f-8420-fb7bd7d1e952', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xabd09e2a4bc304ae353117564d39583c33b1d3604a6cfd4176878a17821e24ca', '\xc39a297659f8b076274fc60acd00478aae7737b5f65f3d4d6020487ba071c340');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3a8-727c-8723-b6dd986b14f9', '2026-11-30 13:22:24.296+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3a8-727c-8723-b6dbe48c9930', 'credential.create', 'credential', '01a22c9e-f3a8-727c-8723-b6dcb6a110a8', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x610756b4e8b3f58d7e4596645f52218ca5475648e5bb7e486210f13d82b34366', '\xb65a289e6d8988117a05492369b08988e241bc357eee79f6646f70fa407a4733');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3b0-76b2-a794-a16465de3b4b', '2026-11-30 13:22:24.304+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3af-7724-82ae-c365f71dfc96', 'credential.create', 'credential', '01a22c9e-f3b0-76b2-a794-a163dcf157b9', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x22a3daad2588402403e78d17a4bc92fb25082072d1b4e202e3d1ea169f33af9e', '\x95e5e5ba939a29b1631480193460ede70bdbbb6b04bff09035e38c0d39a56ac2');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3b8-74cd-860c-cd33464cdc94', '2026-11-30 13:22:24.312+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3b7-775e-be18-7464dc175950', 'credential.create', 'credential', '01a22c9e-f3b8-74cd-860c-cd32ff1d8b3f', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x910e0a227458e54a4d6a63417239b45b9d2562e3bc89035a08deed8695b6c9a9', '\x8c39b036d77436270e2bced49fc37ea743da05aa4faa821215872c41fe066b13');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3bc-709c-bd44-aa7c1d6d002c', '2026-11-30 13:22:24.316+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3bc-709c-bd44-aa7ac7d1e061', 'credential.create', 'credential', '01a22c9e-f3bc-709c-bd44-aa7b467ec4d2', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x4ec591d2efbec7def8dce38ef2a7e4936aab3ce6c26d89ce959a1dc40a02bfe3', '\x0d6c8509378f30ca08cf0365527f9ca682573818ca7f42ba6e73b089512bacaf');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3c4-73a2-9488-f620fbad81e4', '2026-11-30 13:22:24.324+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3c3-72a0-986a-1ae55f869f5b', 'credential.create', 'credential', '01a22c9e-f3c3-72a0-986a-1ae67eaa622f', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xefbfdf2f4a715be39a56d4e0018d512a3913fa717e11d74058fe350a1306939b', '\x3bffa80ed74d592570b4b4119407cbe3107a6b4fd1e9ec9d722dcb3e43d1e4cd');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3c9-719d-9f8a-deb42050e218', '2026-11-30 13:22:24.329+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3c8-70b5-afac-e87ce730b0f7', 'credential.create', 'credential', '01a22c9e-f3c9-719d-9f8a-deb3bdfb0d92', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xee125a2eb7c0fb443b73b7c1cd7526aa43e26f7bd51ed9879c2a8b7a7bc69e24', '\x43c88205ce0addc11d9c671c059a6b3b099f9ab5b671ba58e6381a249bced491');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3d0-7415-965e-ad95f2651514', '2026-11-30 13:22:24.336+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3cf-732c-ae3f-bc4f002ac1b5', 'credential.create', 'credential', '01a22c9e-f3d0-7415-965e-ad94c1a83245', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x3673b14b23c4908eabc1f18da5198237ee38a24227651429cc0a39b09b8fff28', '\x64fc82af551d517c2ed219808eac4297213107c63e3d7549e0585def239a8fd3');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3d8-72b1-99f6-41da8bd60eb7', '2026-11-30 13:22:24.344+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3d7-7508-9a21-f96fdda03c29', 'credential.create', 'credential', '01a22c9e-f3d8-72b1-99f6-41d9bc6acd19', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x45edb555d5ede91abf7be4574d88a272b70d7e63efd7e218273ec84e24f1ee9f', '\x0970f17ea5ed905391bc04e3ec66eddaa7085159f4fd725cefa8aa1941e210e8');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3e0-7592-b021-db01389bd155', '2026-11-30 13:22:24.352+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3df-74e5-bff6-20d9934a2fc1', 'credential.create', 'credential', '01a22c9e-f3e0-7592-b021-db0097745531', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xaf74d5924fe1f05d313cd87e13a7ca6dea1449a0b6f8dae812be1e61b3478a34', '\xe3b5ff9c6c33f11928693bcbaf4da34cad1ab161a16a2a746323f08ac26c0f3b');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3e8-73c7-b6ae-fc7e4f6fb15d', '2026-11-30 13:22:24.36+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3e7-72da-9e17-d8fe822fa7ad', 'credential.create', 'credential', '01a22c9e-f3e8-73c7-b6ae-fc7dc2dd7a74', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x6701a27e9d7c0993424bbe389fc4d414dfa807163b2bebd88a6abfa5c24095c8', '\x2cdc289f848edfd095ad17448628aa74aab9c39e357793ba2bbcf1f6f300d1fb');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3f0-7791-968b-f6d16b02e76d', '2026-11-30 13:22:24.368+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3ef-73a7-81a4-62cb8df9b383', 'credential.create', 'credential', '01a22c9e-f3f0-7791-968b-f6d005f89b5a', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x350c44feab3a9d0ae0f5684efe5e0e72476a2f5498a99fb44c09e30278a2398f', '\x44984901e195da5cfbc8a46dde8dff9f3dc3f0bd29a8073a877392001dd58827');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3f8-73e2-be99-ac770bf0301c', '2026-11-30 13:22:24.376+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3f8-73e2-be99-ac7543547088', 'credential.create', 'credential', '01a22c9e-f3f8-73e2-be99-ac769796b697', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xe890e7d74bb4ffda82830b2299917d1765348b37e457ab682f8738be8259259d', '\x7905ffb497a5b6dfdf9281a41a814c6d685f8687d4ca874b7bb9b74e645f4e11');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f400-7276-b463-a75937f60790', '2026-11-30 13:22:24.384+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f3ff-73ff-8fcc-61bbe27f681d', 'credential.create', 'credential', '01a22c9e-f400-7276-b463-a7586f5ca134', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xf1f028bcaca5a39c865f0e2637507c0444c93800c14f93e435ccb722c1117cdf', '\x67d4ac2292a3a2436447a9700e38e36c60fcb899f1cce0d9c8119a3de3759adc');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f40a-75ab-91ca-c0b6c2243657', '2026-11-30 13:22:24.394+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f407-73bc-8ca7-50e9c1dd23a1', 'credential.update', 'credential', '01a22c9e-f394-706f-8420-fb7bd7d1e952', 'succeeded', 1, 2, 1, 2, 2160390270, '\x427ed2e5346c4ac5008b0c8f81d1ecfc5dffacd578d46556a52d9c4b1f83ee97', '\xed8a064695aa72de3f1f35fde464ba18efd50d4b0ce5176639a94a6a628ca364');
INSERT INTO public.audit_events VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f410-75b9-be68-ff851e8d4523', '2026-11-30 13:22:24.4+00', 'api_key', '01a22c9e-f2c0-73ef-84be-6b6b650b3d67', '01a22c9e-f40f-76af-941b-e850d722b7a7', 'credential.delete', 'credential', '01a22c9e-f400-7276-b463-a7586f5ca134', 'succeeded', 1, NULL, 1, NULL, 2160390270, '\xf1f028bcaca5a39c865f0e2637507c0444c93800c14f93e435ccb722c1117cdf', '\x643820f61c88a5e09b639c6e9230e245e4326a040745e10e3514a57f5ae1ea58');
INSERT INTO public.auth_epoch VALUES (true, 6);
INSERT INTO public.companies VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'upgraded', '\x95ac443edcabc165a3be4d212cf5919e9c77bdb607ea1d63f3bffc3556ecfd33', '2026-11-30 13:22:23.999+00', NULL);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'gcr', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'ecr', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'dockerHub', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'github', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'gitlab', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'digitalOcean', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'custom', 15, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'custom', 12, -1);
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3a8-727c-8723-b6dcb6a110a8', 'credential 1 über ecr', 'credential 1 über ecr', 'ecr', 'password', 'user-1', 'user-1', '\x016def03586707a912d5ad338d687715c3e85696903daf8fcf3c81b57d4942e35809f2bfdebda5f3d8d545d8e1c8db88d8c06a3714580f7f5b12e8683911a35ad960ccf1d9e2e3254b9923b9a4c3c870b04296a9227c6eccf4e318924ae5208aca817103e171bbded55ec6e295', 1, 1, '2026-11-30 13:22:24.296+00', '2026-11-30 13:22:24.296+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3b0-76b2-a794-a163dcf157b9', 'credential 2 über dockerHub', 'credential 2 über dockerhub', 'dockerHub', 'password', 'user-2', 'user-2', '\x016def035881203a8abefe7b08aa91aa461098035e3de1fe537e0960b2cc489b5ea4ba3757c9774013382c45ae19cfd195ecd74daf614910394289694250a99c56650cbd6cc40a1e4a469843196fbe7b363c895c531f323837a17ffe836b3dd3e28c5fc1ae0b21b929fb62e836', 1, 1, '2026-11-30 13:22:24.304+00', '2026-11-30 13:22:24.304+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3b8-74cd-860c-cd32ff1d8b3f', 'credential 3 über github', 'credential 3 über github', 'github', 'password', 'user-3', 'user-3', '\x016def0358569e34b7b5f93e0e99d9e71a19a22851f2321c41adb9f6fb28d755de5f71a35555425504742784b750a041609c4d992ebc57841ce7904f7c7285ed33f9bc29a055b1cc1298841f5a7f92a5c2d80f9749a8d97b7b3aba3406b8554fdb06a807c8c486b75f8172112d', 1, 1, '2026-11-30 13:22:24.312+00', '2026-11-30 13:22:24.312+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3bc-709c-bd44-aa7b467ec4d2', 'credential 4 über gitlab', 'credential 4 über gitlab', 'gitlab', 'password', 'user-4', 'user-4', '\x016def0358df5c35a7ea0c236f2d1296ea3e1b1eab3e91f2d4007a2441dbe7b3bc9366ae359043977d96ea1efb7637e07a6e9cb50cde4343f105d735ed16d360310c628a324f017c81921d8e50da02e39a4d4d24d30037ab98ef139975c1b8c0b17b697e1163fe9540cfb57256', 1, 1, '2026-11-30 13:22:24.316+00', '2026-11-30 13:22:24.316+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3c3-72a0-986a-1ae67eaa622f', 'credential 5 über digitalOcean', 'credential 5 über digitalocean', 'digitalOcean', 'password', 'user-5', 'user-5', '\x016def0358b145ee14a33280e478e8c7c438916900ed34a2bb62c6777ac0c3f42aee696a8959994023f6ee60403fdda4e9d61d1d383fd4275e7183ff04f305047e691fd5df1f80767b395a02a616adca131eeb21445477def0236ba509f1be3a3b931ae62ba653e783c9288dd0', 1, 1, '2026-11-30 13:22:24.324+00', '2026-11-30 13:22:24.324+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3c9-719d-9f8a-deb3bdfb0d92', 'credential 6 über custom', 'credential 6 über custom', 'custom', 'password', 'user-6', 'user-6', '\x016def0358ba9b326b5e674c6d211b453e0e7b5a04b646183dab3baf4e8991a2e73913044275c80378da651ebdc95e58c1d8e9ca0a22084fe09baed26cd12401bdf4dcc941f2ba6c24a14047fe69c0a3d31f8caa7b87852c6b8b40871591ad902590ab07d30ab24758d38d228a', 1, 1, '2026-11-30 13:22:24.329+00', '2026-11-30 13:22:24.329+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3d0-7415-965e-ad94c1a83245', 'credential 7 über gcr', 'credential 7 über gcr', 'gcr', 'password', 'user-7', 'user-7', '\x016def0358ef916e490bd4780ad565a353f1e298c4a4f4153270f3a4ffc5ce76a1305260e79a95ee74cdf152209da5e2a52f836d24f6804f75c69178039bf35054d95c270fa329593ab5a91b69a35be3261241734dce2ea924fa1aaa04f21e24b713a64d99cfca6818a131df66', 1, 1, '2026-11-30 13:22:24.336+00', '2026-11-30 13:22:24.336+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3d8-72b1-99f6-41d9bc6acd19', 'credential 8 über ecr', 'credential 8 über ecr', 'ecr', 'password', 'user-8', 'user-8', '\x016def0358daddeecdd9bb43a3fc64815d3994af0d72fd2d216bde45a9eb0e0768e8bf61328830a1babd3739d543829026af60797dadb7f3e193ec2427d1abb87d710116321cbf338b63b3982a3fac3ff3e57ba9a32500d8eb98d0b2f8b9c9d0dfda12cd8f4d0e7b0062888724', 1, 1, '2026-11-30 13:22:24.344+00', '2026-11-30 13:22:24.344+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3e0-7592-b021-db0097745531', 'credential 9 über dockerHub', 'credential 9 über dockerhub', 'dockerHub', 'password', 'user-9', 'user-9', '\x016def03583d934b32262d27877d40fb94640a4d7288d59827287df12f8383669e83412bbbb8c7fae0600b727adb640d18f1051f653ab706d1ce70dd8f6037eb6c58b5b441c99ecfe283e59971bd6fa8da46486a5a45cb44a78ad4d7a88bad553fb2fef70d42182c3bfc99d3ce', 1, 1, '2026-11-30 13:22:24.352+00', '2026-11-30 13:22:24.352+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3e8-73c7-b6ae-fc7dc2dd7a74', 'credential 10 über github', 'credential 10 über github', 'github', 'password', 'user-10', 'user-10', '\x016def0358ed29b043a6d30501842a7b7aca73a1a004957dfde64e38d6f1a165041d7b4b4377a267bb917aac89efa0d6cfee344301758486b420049c671829a0012e02ceeb1970c6e04b5d64ecf625927cf9ba299a0df9b310991de6726b420aa45f1627970fe4adb06a164030', 1, 1, '2026-11-30 13:22:24.36+00', '2026-11-30 13:22:24.36+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3f0-7791-968b-f6d005f89b5a', 'credential 11 über gitlab', 'credential 11 über gitlab', 'gitlab', 'password', 'user-11', 'user-11', '\x016def0358af7ec8875f2edf9a4c2f222686c9383243207ccf88db66fc330bec67666d7aa891f7daf1efeab9eff7e58d0d79bd9c1964ebbb91da8353ecd435fc60da09a18dfd1f0771fca59c8dd073f7abc59e8b56176236cd3cc1c4e8550cd31f8f654d462d1bf08fa574db05', 1, 1, '2026-11-30 13:22:24.368+00', '2026-11-30 13:22:24.368+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f3f8-73e2-be99-ac769796b697', 'credential 12 über digitalOcean', 'credential 12 über digitalocean', 'digitalOcean', 'password', 'user-12', 'user-12', '\x016def0358bb15139309c1bb43c6e0b4a1c14681690f101fe6d1ffc1127f199753cf77df90c2c7d25adc67656e09527d4f3e8df4a0336e702bc0a52e792953493741913cb1efab9792277c088c33cc466c9a0fa8932b584eec641581ac55d4fcd368a2214bfa87549ceae4e098', 1, 1, '2026-11-30 13:22:24.376+00', '2026-11-30 13:22:24.376+00');
INSERT INTO public.credentials VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', '01a22c9e-f394-706f-8420-fb7bd7d1e952', 'an edited name', 'an edited name', 'gcr', 'password', 'user-0', 'user-0', '\x016def035844c0a29b67a01a44148a8b013d0d523d55495ef676dc433152fec133364f3c45b21cbbb2d1f2b0c5ef0cfab5704b1585bc7e68d7aa6098499f07e1eea73acb68dd70020fd4127c2cdacca54251eeccec6d9f5f824e5fbfa7300fec53bba6cb862c3a825e8bad6812', 2, 2, '2026-11-30 13:22:24.277+00', '2026-11-30 13:22:24.394+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-1', 518723841, '\xb1e650cc1a98e95d37f66ccd2f3ab5cf73dcc3bbd90dc94575f3e09605db0cd7', 201, '\x7b226964223a2230316132326339652d663361382d373237632d383732332d623664636236613131306138222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c203120c3bc62657220656372222c227265676973747279223a22656372222c22757365726e616d65223a22757365722d31222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3239365a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3239365a227d', '2026-11-30 13:22:24.296+00', '2026-12-01 13:22:24.296+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-3', 518723841, '\x9d6d27519fda8a8a3ae668f702516982f91baca919c69e769698508bab2f8e32', 201, '\x7b226964223a2230316132326339652d663362382d373463642d383630632d636433326666316438623366222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c203320c3bc62657220676974687562222c227265676973747279223a22676974687562222c22757365726e616d65223a22757365722d33222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3331325a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3331325a227d', '2026-11-30 13:22:24.312+00', '2026-12-01 13:22:24.312+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-5', 518723841, '\x846e837742ac26609f61e506376c58a4b48ec6f3f5bbfc7822b28779dfba3933', 201, '\x7b226964223a2230316132326339652d663363332d373261302d393836612d316165363765616136323266222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c203520c3bc626572206469676974616c4f6365616e222c227265676973747279223a226469676974616c4f6365616e222c22757365726e616d65223a22757365722d35222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3332345a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3332345a227d', '2026-11-30 13:22:24.324+00', '2026-12-01 13:22:24.324+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-7', 518723841, '\xdd05a50c03cd59a146613e77f9ed0b199c69a07c6e0b07c0924c6c48f365814d', 201, '\x7b226964223a2230316132326339652d663364302d373431352d393635652d616439346331613833323435222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c203720c3bc62657220676372222c227265676973747279223a22676372222c22757365726e616d65223a22757365722d37222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3333365a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3333365a227d', '2026-11-30 13:22:24.336+00', '2026-12-01 13:22:24.336+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-9', 518723841, '\xc09f2fe0676f17cb67db5b77ebc48fe294200353ad4e0838f8334c39eb8c7684', 201, '\x7b226964223a2230316132326339652d663365302d373539322d623032312d646230303937373435353331222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c203920c3bc62657220646f636b6572487562222c227265676973747279223a22646f636b6572487562222c22757365726e616d65223a22757365722d39222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3335325a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3335325a227d', '2026-11-30 13:22:24.352+00', '2026-12-01 13:22:24.352+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-11', 518723841, '\x4f0ab941f24d52884b47e26551dfe4328e6786c2d81f88040592f6ae07cabe80', 201, '\x7b226964223a2230316132326339652d663366302d373739312d393638622d663664303035663839623561222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c20313120c3bc626572206769746c6162222c227265676973747279223a226769746c6162222c22757365726e616d65223a22757365722d3131222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3336385a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3336385a227d', '2026-11-30 13:22:24.368+00', '2026-12-01 13:22:24.368+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9e-f27f-7633-b6bb-8db28d58af0e', 'create-13', 518723841, '\x9e413089eb7343dedae7f46175090f37108cf368ad57b9a013849a445d188b87', 201, '\x7b226964223a2230316132326339652d663430302d373237362d623436332d613735383666356361313334222c22636f6d70616e795f6964223a2230316132326339652d663237662d373633332d623662622d386462323864353861663065222c226e616d65223a2263726564656e7469616c20313320c3bc62657220637573746f6d222c227265676973747279223a22637573746f6d222c22757365726e616d65223a22757365722d3133222c22637265617465645f6174223a22323032362d31312d33305431333a32323a32342e3338345a222c22757064617465645f6174223a22323032362d31312d33305431333a32323a32342e3338345a227d', '2026-11-30 13:22:24.384+00', '2026-12-01 13:22:24.384+00');
INSERT INTO public.ring_keys VALUES ('secret', 1844380504, '\x8d4dc31b96d06005d3e5fc94b8714d65');
INSERT INTO public.ring_keys VALUES ('pepper', 518723841, '\xa6b85348a386c6458598f2789d04f73a');
INSERT INTO public.ring_keys VALUES ('audit', 2160390270, '\x25e71d90ebe223ae3b9489a7b9ecc9d5');
INSERT INTO public.schema_requirements VALUES ('0001', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0002', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0003', '0.1.0');
ALTER TABLE ONLY public.__diesel_schema_migrations
    ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_key_handles
    ADD CONSTRAINT api_key_handles_pkey PRIMARY KEY (handle);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (company_id, id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (company_id, id);
ALTER TABLE ONLY public.auth_epoch
    ADD CONSTRAINT auth_epoch_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.companies
    ADD CONSTRAINT companies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.credential_counts
    ADD CONSTRAINT credential_counts_pkey PRIMARY KEY (company_id, provider, shard);
ALTER TABLE ONLY public.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (company_id, id);
ALTER TABLE ONLY public.idempotency_records
    ADD CONSTRAINT idempotency_records_pkey PRIMARY KEY (company_id, key);
ALTER TABLE ONLY public.retired_ring_keys
    ADD CONSTRAINT retired_ring_keys_pkey PRIMARY KEY (kind, id);
ALTER TABLE ONLY public.ring_keys
    ADD CONSTRAINT ring_keys_pkey PRIMARY KEY (kind, id);
ALTER TABLE ONLY public.schema_requirements
    ADD CONSTRAINT schema_requirements_pkey PRIMARY KEY (migration);
CREATE INDEX api_keys_newest_first ON public.api_keys USING btree (company_id, created_at, id);
CREATE INDEX audit_events_newest_first ON public.audit_events USING btree (company_id, at, id);
CREATE INDEX companies_by_age ON public.companies USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX credentials_by_creation ON public.credentials USING btree (company_id, provider, created_at, id);
CREATE INDEX credentials_by_name ON public.credentials USING btree (company_id, provider, name, id);
CREATE INDEX idempotency_records_by_end ON public.idempotency_records USING btree (company_id, ends_at);
CREATE INDEX audit_events_of_target ON public.audit_events (company_id, target_id, at, id);
INSERT INTO public.schema_requirements (migration, oldest_program) VALUES ('0004', '0.1.0');
INSERT INTO public.__diesel_schema_migrations (version) VALUES ('0004');
