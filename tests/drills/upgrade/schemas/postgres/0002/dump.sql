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
INSERT INTO public.__diesel_schema_migrations VALUES ('0001', '2026-11-30 13:19:49.472585');
INSERT INTO public.__diesel_schema_migrations VALUES ('0002', '2026-11-30 13:19:49.729913');
INSERT INTO public.api_key_handles VALUES ('f6fbhs5Z11cYJMBY', '01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9b33-702b-bebb-3e5167939566');
INSERT INTO public.api_key_handles VALUES ('N9i54X72yywcP8hY', '01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9c8a-76a4-a48e-8297f659c656');
INSERT INTO public.api_keys VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9b33-702b-bebb-3e5167939566', 'f6fbhs5Z11cYJMBY', 'everything', 'DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE', NULL, true, '\xc73541ba9a7d39076f34c45e9e59d9fce6adc32517aa0e911da191af2a9be3ec', 518723841, NULL, NULL, NULL, NULL, 518723841, '\x4245f579ec254d14a6caf13aa6e3a409f58550251fdde2aceb172a2c5388da68', 1, '2026-11-30 13:19:50.579+00', '2026-11-30 13:19:50.579+00', '2026-11-30 13:19:52.012+00');
INSERT INTO public.api_keys VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9c8a-76a4-a48e-8297f659c656', 'N9i54X72yywcP8hY', 'reading', 'DOCKER_REGISTRY:READ', NULL, true, '\xf54ebd1e125c79e5d69571e5fa54364007cc16b3204a9a68aa69067c980609fd', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xe7afdee9c1498020826480d103b4c14807f3ad727bf4e31d93a419ca91787169', 1, '2026-11-30 13:19:50.922+00', '2026-11-30 13:19:50.922+00', '2026-11-30 13:19:52.058+00');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-99e1-728f-9627-c444c4af884d', '2026-11-30 13:19:50.241+00', 'cli', 'root', NULL, 'company.create', 'company', '01a22c9c-99e1-728f-9627-c443dc339f25', 'succeeded', NULL, NULL, NULL, NULL, 2160390270, '\x0e35cf1b6b3286165fe13840015fe07d5690e16813273d634063d9bbc2939cde', '\x5a4a1d2eece26c4885a40f3956c397aa121cfc97aa4f67a25a2f4d5545785eb0');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9b33-702b-bebb-3e522cc946e9', '2026-11-30 13:19:50.579+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\xba288470f33ce8027b772f2cbab502119877d1bd968b79f162e4a7a856e32509', '\x48ea8676fd45944d86ff9c6d9e5b4bf29fe8df6a7a2fca5fb07633d5231e895e');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9c8a-76a4-a48e-82989fa89599', '2026-11-30 13:19:50.922+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9c-9c8a-76a4-a48e-8297f659c656', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x500abb3fb0533b851505a64c60c776c4069b4b1777c4dc51b296ae3517debaed', '\xb95d0c5334194ce0f2829d63c925f1e3f02ffc1bc1a993fb4a33eb18ccc0f8e6');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9d47-715e-a9e4-ea556f858155', '2026-11-30 13:19:51.111+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9c-9d47-715e-a9e4-ea54fb2ff04c', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x79cb86750cb98c72216eeb39214c6949633422eaf4049e3b6ef06680f3a28a07', '\xf3640bb1c4fabd8a718d88d51ef9d50aaac7bf7e6fa835e21df2477562e6831c');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9de1-7220-94a3-95c1a37da12e', '2026-11-30 13:19:51.265+00', 'cli', 'root', NULL, 'api_key.delete', 'api_key', '01a22c9c-9d47-715e-a9e4-ea54fb2ff04c', 'succeeded', 1, NULL, NULL, NULL, 2160390270, '\x79cb86750cb98c72216eeb39214c6949633422eaf4049e3b6ef06680f3a28a07', '\x2eb914f5a9fea4ff63e51aa3976dc6838cdc45175a89aacaaea1f542a625b867');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9e47-716a-b65a-250110ed004a', '2026-11-30 13:19:51.367+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9e2e-7518-a4e5-8f2a7c4f4c79', 'credential.create', 'credential', '01a22c9c-9e47-716a-b65a-2500a67cb29f', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xa967ca29f5dab28aeb504217dd9f2c4e31715ee10cde42ed1f58ab2693f0b8a2', '\x9980aa052d05b3bc8e147202bbe506d51bf9b5bb2df3c4f457e856350be2c8c1');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9e9f-735c-8a62-5574a1d9e1f0', '2026-11-30 13:19:51.455+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9e84-732a-856f-df814519c3a3', 'credential.create', 'credential', '01a22c9c-9e9e-7742-a45b-c134b28d2b51', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x0162dd799e6b87f23456a623a6a537ad342b724b269c898e9a638b23a3ab851c', '\xe4f610dc2f66c8dfcdf52c0c8c2599bbf2583229c5597d4a41ef113cff096ab8');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9eb1-74a6-ac89-4a72b862ce01', '2026-11-30 13:19:51.473+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9eb0-7089-bc3b-5d8a3e2de298', 'credential.create', 'credential', '01a22c9c-9eb0-7089-bc3b-5d8bc256d000', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x7fa07cd7860ecb1ec3305ac49c3e97836d9b12d29be1b4cf135e472507b8629c', '\x7515e47ac436159d63143dc41d45ca9bdb8233ddd59ce390d72f6d523d92d2c8');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9ef8-72cd-9827-ee4454fb8ff6', '2026-11-30 13:19:51.544+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9ef7-72d3-b43e-24b06f386f98', 'credential.create', 'credential', '01a22c9c-9ef8-72cd-9827-ee4304a2b1e2', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8ea874bf8a6a4256916a7bde422b573d54a7ad59c6e272a42e0cd8268836bd30', '\x5b8345efc0a832ab130eb45d67126f7f7bbf4a4d47843336eb0f8862b4ac68c6');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f10-75e4-bf06-3fab7bf34eea', '2026-11-30 13:19:51.568+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9f10-75e4-bf06-3fa975d7500e', 'credential.create', 'credential', '01a22c9c-9f10-75e4-bf06-3faaeecdfe3c', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xb97d4876a483215a959568fa231d1e852b1c5a40bead973a4029d06a161e737a', '\x1c0cf4e0642ed008f1dc91e7c785fc3e1f2edc93ec2b802dc9b652574a1894d1');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f33-77dd-a0e5-17969b79f2f0', '2026-11-30 13:19:51.603+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9f32-7053-a841-c929ee082fb0', 'credential.create', 'credential', '01a22c9c-9f32-7053-a841-c92a022486b1', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x14e2be904eadad3f17e446b82bc3d2be3fc96bda75717de33509e4e8e47dacf7', '\x1075a00f95505f66e42ac8f1f614dc2ed3e102480353b13da3b3971af9c8dae2');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f46-7733-b094-ee3dac950e72', '2026-11-30 13:19:51.622+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9f43-71bc-969b-809e92cb73a2', 'credential.create', 'credential', '01a22c9c-9f46-7733-b094-ee3c773db3af', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x022c1d962da4bc4c7b3c6591b958a87ebcc495fa4772c2919575abeaff58ff95', '\xf61d7fa11674dd98c526a811ab1a14eca28324cf1a7f0091e7b80934a2bdc22f');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f68-731f-a513-9e2ec0294866', '2026-11-30 13:19:51.656+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9f68-731f-a513-9e2cc47781b8', 'credential.create', 'credential', '01a22c9c-9f68-731f-a513-9e2d2718efb6', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x5d82cba80327d2189ec0f1e84894181dc4eaed607215452cb2e583f25d682abf', '\x2c638a34b08a121fe45dc0aeba44c46adc5fdaf56645ae67bdf654da984105d4');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f87-76f3-9224-7c4713445148', '2026-11-30 13:19:51.687+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9f86-7173-bc4a-82e515990362', 'credential.create', 'credential', '01a22c9c-9f87-76f3-9224-7c46a934ab6e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xedd8b74be62488531a49005db7d2e5bb7a517fd3f1a57ce67b0e03ecd7e1e0dc', '\xcaef9d71e4180176784454047b6688f3679cc10c97f9ffde3f852d3c0986f935');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9fa7-7770-9936-7f7b57e23bbf', '2026-11-30 13:19:51.719+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9fa7-7770-9936-7f79191dacb3', 'credential.create', 'credential', '01a22c9c-9fa7-7770-9936-7f7a56c6950a', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xc7f72a4b4d10b64455e12cec64485a25762143c6c65161f16e42184ebd420f3e', '\xaf9892a15eab0857d61eb6679aa149b2fb2c0745f8bdf2f944f2185c91b928bb');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9fc7-74e7-9e7c-4db7fd03ccd5', '2026-11-30 13:19:51.751+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9fc6-70d4-87c5-5088a3482f3c', 'credential.create', 'credential', '01a22c9c-9fc7-74e7-9e7c-4db60301fa9a', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x7b9212910aa7a1091b8e2b637a4a3d2481d86648eb617b57b8d539770a3c341d', '\x02160169e07dc46a178f7ab5f941a5af58f152c13e4bba6f940e8eed56160647');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9fe6-7295-8b7d-fb36caeff32f', '2026-11-30 13:19:51.782+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-9fe6-7295-8b7d-fb34eaa18fba', 'credential.create', 'credential', '01a22c9c-9fe6-7295-8b7d-fb35ff651634', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xc900f32032d5f482372e0b7076c56940676b22675bae5b23dcc8f5d01d936279', '\x508d678a6e9af5fc4e9388c9cf2d364998e7da4ac5e97aa82ec5e2525c5f0f1f');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-a007-737a-bb63-afcf2512db6f', '2026-11-30 13:19:51.815+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-a006-70a2-977d-fecd4944a73e', 'credential.create', 'credential', '01a22c9c-a007-737a-bb63-afcea67d4688', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xac2c998d6bd4fd63b998fc4ad1f1b967b0af8c0eea11e67780718b6388a47be2', '\xa4d8f5ecd3eca4b992b86d3ff50d62922d33da9a2530515d5fc9dbfb09944433');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-a022-741f-b993-2cbda3bb526b', '2026-11-30 13:19:51.842+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-a020-72ce-82ea-9f8ba8a369e9', 'credential.create', 'credential', '01a22c9c-a022-741f-b993-2cbc705ed128', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x87112b55cd08da20648155226c7147a2b3f02af4f6a68a2ea05401d63b85b2a6', '\xcdd6794a47cfe55165deb1d8a23d0556874027ad8f7e6279136c4bb3e18acece');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-a078-764e-bb6e-a3ccac0069c6', '2026-11-30 13:19:51.928+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-a058-7616-bc11-22fd47391979', 'credential.update', 'credential', '01a22c9c-9e47-716a-b65a-2500a67cb29f', 'succeeded', 1, 2, 1, 2, 2160390270, '\xc48f92c16d156f3c3a0c7ba43f13bd183828543d0984ea7ea5f6ec9daf1320c0', '\x0441a0d6a10d1e5f6e749ec527cf41511a505d9e187694890387014b2c0cbc97');
INSERT INTO public.audit_events VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-a0aa-75de-82b9-648eddab5a8d', '2026-11-30 13:19:51.978+00', 'api_key', '01a22c9c-9b33-702b-bebb-3e5167939566', '01a22c9c-a0a6-718b-9cb8-e627ce96c91a', 'credential.delete', 'credential', '01a22c9c-a022-741f-b993-2cbc705ed128', 'succeeded', 1, NULL, 1, NULL, 2160390270, '\x87112b55cd08da20648155226c7147a2b3f02af4f6a68a2ea05401d63b85b2a6', '\x8b45ff39f2c6ef59e1a4b1d5a3ad98f413102bbbc465fab1ac4736ce688186f7');
INSERT INTO public.auth_epoch VALUES (true, 6);
INSERT INTO public.companies VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'upgraded', '\x8ab2f2931eca3dbdddb2f7d9906a73d81f085bd7ed16bbacc285ff8fc76b3f0a', '2026-11-30 13:19:50.241+00', NULL);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'gcr', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'ecr', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'dockerHub', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'github', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'gitlab', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'digitalOcean', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'custom', 14, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'custom', 12, -1);
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9e9e-7742-a45b-c134b28d2b51', 'credential 1 über ecr', 'credential 1 über ecr', 'ecr', 'password', 'user-1', 'user-1', '\x016def0358b45a9e1ea80050aafe787f0288c48fabc0aa7efcd1773ba7ed4559d78093103521726d8fa93e135abed5c95755b25042cfd05ec1f5e8441f93ce00b468f773a8a02e4f8c973826987eb668a38693f95b22d5f743d0273d3d162d9d4ed82ec2c07f47b6bda9a902a9', 1, 1, '2026-11-30 13:19:51.455+00', '2026-11-30 13:19:51.455+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9eb0-7089-bc3b-5d8bc256d000', 'credential 2 über dockerHub', 'credential 2 über dockerhub', 'dockerHub', 'password', 'user-2', 'user-2', '\x016def035825a5d88155fb4ff88ed950f360b86012f3d7120cb625f0cd3e85889b2cd68b82032e537b4eda5fbd4a890cf169e62cdba2599d5bba6198796e1ac588de05a2f71b9607be4989a985459f6b15cade5c3e70ba05aac340acbedd76e6c58862f503a02fc0071b98620a', 1, 1, '2026-11-30 13:19:51.473+00', '2026-11-30 13:19:51.473+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9ef8-72cd-9827-ee4304a2b1e2', 'credential 3 über github', 'credential 3 über github', 'github', 'password', 'user-3', 'user-3', '\x016def0358ae0bfc055ffa6366fc467d0eea2f6132bd597fdf6be7a2217b432cfbe824185eba74de83ec0027b6eb4097180d3931f00e4a5e42385ce826260396aa2110d247766d68ee16f6b74dc64a6b965f6770f4d1058af7cf15604ac32a41178b3f1b9485ef51e1b698d241', 1, 1, '2026-11-30 13:19:51.544+00', '2026-11-30 13:19:51.544+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f10-75e4-bf06-3faaeecdfe3c', 'credential 4 über gitlab', 'credential 4 über gitlab', 'gitlab', 'password', 'user-4', 'user-4', '\x016def03585d01193feb0091b138dd5ea7bd7af3891add67a3a9c6265771d8dde4edf4cd6543e1acffb1e9bcca2ca6dcfc04dedb6fec01b43b282f647d122a5cb940929ceb66fe26531839643a1560a6f0f5f7e448fc24a26956a0137ebe2aa3d293e5e61a380b842e515e2a35', 1, 1, '2026-11-30 13:19:51.568+00', '2026-11-30 13:19:51.568+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f32-7053-a841-c92a022486b1', 'credential 5 über digitalOcean', 'credential 5 über digitalocean', 'digitalOcean', 'password', 'user-5', 'user-5', '\x016def03588b502d4e1b1158cb51fccd7609248fd695aa788e8979a9a424aab5a921ed783f1fdbae0f836d942d127a9a2523bf8f956b92206771be114b4dd364f9cbf49e4ac6a5f1856115c9d324d4107a41cb5f23b217ff12213c86d5bcfc25560435bd54d696c1bdc7f58544', 1, 1, '2026-11-30 13:19:51.603+00', '2026-11-30 13:19:51.603+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f46-7733-b094-ee3c773db3af', 'credential 6 über custom', 'credential 6 über custom', 'custom', 'password', 'user-6', 'user-6', '\x016def03581ac777842742d39f2ff2ddf92f27dfa404d589bda8b7bf827ec3a22ff9216eff36cc26a44cd2e8ca2cd791cb38f44e4bfa04d275fb85ec78f3c02126c137dfa396ba01ca7c8caf236ff3c875a983e423f9ba69e2ea541f20b20bb459ace63535fc4c4b789be1cbcf', 1, 1, '2026-11-30 13:19:51.622+00', '2026-11-30 13:19:51.622+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f68-731f-a513-9e2d2718efb6', 'credential 7 über gcr', 'credential 7 über gcr', 'gcr', 'password', 'user-7', 'user-7', '\x016def03585691f645fd13d366065198f53f5e21623a722414ab8e3e4831ebb887649f8945f4dce93dc7daf328a9f4971b03bef9365aef1a7833030d59f95bbfa88f38497d773411aa22677097c2beb0bcc753b65d5cf84f0bdbaad905e5253b206eb68b986371379db3b42877', 1, 1, '2026-11-30 13:19:51.656+00', '2026-11-30 13:19:51.656+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9f87-76f3-9224-7c46a934ab6e', 'credential 8 über ecr', 'credential 8 über ecr', 'ecr', 'password', 'user-8', 'user-8', '\x016def0358ab3190a225655eee2b76d6ca55313f4c01b0ea69dc09e82a8ac32da75da88759e5cbab54e8bbbc31170188494388206b494a73ab452cdc3355b6d351b8768935c258d81dba29d34f60ab6cdf159426512ce4451ace7e806e2b635afde5e38c5084223c7619c8dcce', 1, 1, '2026-11-30 13:19:51.687+00', '2026-11-30 13:19:51.687+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9fa7-7770-9936-7f7a56c6950a', 'credential 9 über dockerHub', 'credential 9 über dockerhub', 'dockerHub', 'password', 'user-9', 'user-9', '\x016def03586325113182a5cc802ba99003caf290afef3bc314fb3407c20bb6238b2f6c6efcd226a850fce288082218c42a59fb4166ac0e2968f1df2f10f305e460e320e206a653019e747e07ff63327b73bf984418eae9f0612768f87e08f738c983c2c0fb3b0e9e13588f65f3', 1, 1, '2026-11-30 13:19:51.719+00', '2026-11-30 13:19:51.719+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9fc7-74e7-9e7c-4db60301fa9a', 'credential 10 über github', 'credential 10 über github', 'github', 'password', 'user-10', 'user-10', '\x016def03588e45dec821bdf7bbe894411ce61abf8069e2a3b5ba768ce708e0a1a916737458d13b5d5faf85b75d8927c44b2dbf4f92c3c5ec2a4230d288ea559aa8d9bd019379d59f26882bbe7a96d5297d5c9f04d927ce0e804e00cfee04e30ad9ce63baff78fec1538ee37d64', 1, 1, '2026-11-30 13:19:51.751+00', '2026-11-30 13:19:51.751+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9fe6-7295-8b7d-fb35ff651634', 'credential 11 über gitlab', 'credential 11 über gitlab', 'gitlab', 'password', 'user-11', 'user-11', '\x016def03586a21076fcf7f7fe113cf219d3533771e39691739064e246dc9ddf12f1e18de660dc37658c583753afe11eb4f849708784f217f2e9c488319fbea82db15df70b94ac47d3735f774a669bf548bca894ec309ed66f0e472acd15cca0f66810ae6e79a2c542c0d9a3df5', 1, 1, '2026-11-30 13:19:51.782+00', '2026-11-30 13:19:51.782+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-a007-737a-bb63-afcea67d4688', 'credential 12 über digitalOcean', 'credential 12 über digitalocean', 'digitalOcean', 'password', 'user-12', 'user-12', '\x016def035860a151226a7c0cf63f218d294e20370a42f3b1581d22d4381b441c931a8bdeebdf835d59a6635dc3512d9ef3c431320e69445b585881237f139200bd14326c95a6d0a93d55de8d33b40e5f55fb299a8e567c6dcfedf2789c04c00643daef63929261b5c53c12e24c', 1, 1, '2026-11-30 13:19:51.815+00', '2026-11-30 13:19:51.815+00');
INSERT INTO public.credentials VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', '01a22c9c-9e47-716a-b65a-2500a67cb29f', 'an edited name', 'an edited name', 'gcr', 'password', 'user-0', 'user-0', '\x016def0358184fcb9d2c3b19f2228ff01c2ff039adbacdd67b46dca607695e936c957b4f922453b4fa0da6841e8eda3a692b4d8308a9e184b512c940c94a7cffae5df1579a041a862862705f9b5964f877c541be683c9baddd6ee8634979efa24eda301b7569a3bb75384e58b5', 2, 2, '2026-11-30 13:19:51.367+00', '2026-11-30 13:19:51.928+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-1', 518723841, '\x803d22c40a8d80debdf76a4e6ff0a6f98e47f5118a470c750fd0235f34a39db6', 201, '\x7b226964223a2230316132326339632d396539652d373734322d613435622d633133346232386432623531222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c203120c3bc62657220656372222c227265676973747279223a22656372222c22757365726e616d65223a22757365722d31222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3435355a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3435355a227d', '2026-11-30 13:19:51.455+00', '2026-12-01 13:19:51.455+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-3', 518723841, '\x93a4a3d25d877981ca3846877ca21b967e058ed3921e0a6e7eaca3e9694c32db', 201, '\x7b226964223a2230316132326339632d396566382d373263642d393832372d656534333034613262316532222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c203320c3bc62657220676974687562222c227265676973747279223a22676974687562222c22757365726e616d65223a22757365722d33222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3534345a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3534345a227d', '2026-11-30 13:19:51.544+00', '2026-12-01 13:19:51.544+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-5', 518723841, '\xcf9c7e066e26be66bbbe12afd69fd01d3ec7372a0f2a9f635ce833444f71fea0', 201, '\x7b226964223a2230316132326339632d396633322d373035332d613834312d633932613032323438366231222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c203520c3bc626572206469676974616c4f6365616e222c227265676973747279223a226469676974616c4f6365616e222c22757365726e616d65223a22757365722d35222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3630335a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3630335a227d', '2026-11-30 13:19:51.603+00', '2026-12-01 13:19:51.603+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-7', 518723841, '\x9b2abf683cc38dc48f948e898bd5fc0e212fc7162fb15451d1cf132779d01f37', 201, '\x7b226964223a2230316132326339632d396636382d373331662d613531332d396532643237313865666236222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c203720c3bc62657220676372222c227265676973747279223a22676372222c22757365726e616d65223a22757365722d37222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3635365a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3635365a227d', '2026-11-30 13:19:51.656+00', '2026-12-01 13:19:51.656+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-9', 518723841, '\x1430e694fdc5565c8403cac99e43006512bc13520eca9c5a66dc7f618202e215', 201, '\x7b226964223a2230316132326339632d396661372d373737302d393933362d376637613536633639353061222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c203920c3bc62657220646f636b6572487562222c227265676973747279223a22646f636b6572487562222c22757365726e616d65223a22757365722d39222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3731395a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3731395a227d', '2026-11-30 13:19:51.719+00', '2026-12-01 13:19:51.719+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-11', 518723841, '\x8b870e79def5a195916c9ce392324461a0f293cc8b77570da1b7460f3b65060b', 201, '\x7b226964223a2230316132326339632d396665362d373239352d386237642d666233356666363531363334222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c20313120c3bc626572206769746c6162222c227265676973747279223a226769746c6162222c22757365726e616d65223a22757365722d3131222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3738325a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3738325a227d', '2026-11-30 13:19:51.782+00', '2026-12-01 13:19:51.782+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-99e1-728f-9627-c443dc339f25', 'create-13', 518723841, '\xaa1521a19585e5f0c95b69b273f258ef0d1313e4ff7032e4c2dcff08b1730ef6', 201, '\x7b226964223a2230316132326339632d613032322d373431662d623939332d326362633730356564313238222c22636f6d70616e795f6964223a2230316132326339632d393965312d373238662d393632372d633434336463333339663235222c226e616d65223a2263726564656e7469616c20313320c3bc62657220637573746f6d222c227265676973747279223a22637573746f6d222c22757365726e616d65223a22757365722d3133222c22637265617465645f6174223a22323032362d31312d33305431333a31393a35312e3834325a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a35312e3834325a227d', '2026-11-30 13:19:51.842+00', '2026-12-01 13:19:51.842+00');
INSERT INTO public.ring_keys VALUES ('secret', 1844380504, '\x8d4dc31b96d06005d3e5fc94b8714d65');
INSERT INTO public.ring_keys VALUES ('pepper', 518723841, '\xa6b85348a386c6458598f2789d04f73a');
INSERT INTO public.ring_keys VALUES ('audit', 2160390270, '\x25e71d90ebe223ae3b9489a7b9ecc9d5');
INSERT INTO public.schema_requirements VALUES ('0001', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0002', '0.1.0');
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
