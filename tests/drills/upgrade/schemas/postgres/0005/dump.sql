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
CREATE TABLE public.audit_heads (
    company_id uuid NOT NULL,
    seq bigint NOT NULL,
    link bytea NOT NULL,
    audit_key bigint NOT NULL,
    mac bytea NOT NULL,
    CONSTRAINT audit_heads_link_check CHECK ((octet_length(link) = 32)),
    CONSTRAINT audit_heads_mac_check CHECK ((octet_length(mac) = 32))
)
WITH (fillfactor='50');
CREATE TABLE public.audit_links (
    company_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    audit_key bigint NOT NULL,
    link bytea NOT NULL,
    CONSTRAINT audit_links_link_check CHECK ((octet_length(link) = 32))
);
CREATE TABLE public.audit_turn (
    only_row boolean NOT NULL,
    sealer uuid NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT audit_turn_only_row_check CHECK (only_row)
);
CREATE TABLE public.audit_unsealed (
    company_id uuid NOT NULL,
    event_id uuid NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');
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
INSERT INTO public.__diesel_schema_migrations VALUES ('0001', '2026-11-30 13:26:10.015864');
INSERT INTO public.__diesel_schema_migrations VALUES ('0002', '2026-11-30 13:26:10.288531');
INSERT INTO public.__diesel_schema_migrations VALUES ('0003', '2026-11-30 13:26:10.304943');
INSERT INTO public.__diesel_schema_migrations VALUES ('0004', '2026-11-30 13:26:10.346556');
INSERT INTO public.__diesel_schema_migrations VALUES ('0005', '2026-11-30 13:26:10.378642');
INSERT INTO public.api_key_handles VALUES ('uCkME2q8z4Pp7Tie', '01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-68e3-72fa-9892-e8849af8810d');
INSERT INTO public.api_key_handles VALUES ('LS00AN26luyoio5Y', '01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6971-76f0-a41f-e193d83ac813');
INSERT INTO public.api_keys VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-68e3-72fa-9892-e8849af8810d', 'uCkME2q8z4Pp7Tie', 'everything', 'AUDIT:READ,DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE', NULL, true, '\x7ad2d4e8878581e0bdccab44691eafb42fa870aa9a3ba985c5cbcd6e2e18d822', 518723841, NULL, NULL, NULL, NULL, 518723841, '\x37623de5c8f3a59185eed37058385333fde31ed53ac27cb35a0ef7175b1f3512', 1, '2026-11-30 13:26:10.915+00', '2026-11-30 13:26:10.915+00', '2026-11-30 13:26:11.552+00');
INSERT INTO public.api_keys VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6971-76f0-a41f-e193d83ac813', 'LS00AN26luyoio5Y', 'reading', 'DOCKER_REGISTRY:READ', NULL, true, '\xec07ae16f9d12acbcf281fc1b943ad40d105a2ef64cad48cf13c0289a40ec0d3', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xe44ac9956075588941086a97a9706490e701df0a0352b8cb13a46e2a1f7bad46', 1, '2026-11-30 13:26:11.058+00', '2026-11-30 13:26:11.058+00', '2026-11-30 13:26:11.571+00');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6861-73a2-a928-e3050f9e4163', '2026-11-30 13:26:10.785+00', 'cli', 'root', NULL, 'company.create', 'company', '01a22ca2-6861-73a2-a928-e3049c479259', 'succeeded', NULL, NULL, NULL, NULL, 2160390270, '\x50e7d8c1f9218196d6030c3875838d380156697ba74c328a2cd5766c2bcaafa0', '\x4bcbcd1e133abbaf7eee59a9051f4e5593612b4a9474e9ad24d466a913fbc073');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-68e3-72fa-9892-e885e9436ff8', '2026-11-30 13:26:10.915+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x85c2093ab806b2e70775aef37db04ee45bbe90c80f34903d7c4dc989b1cc6d83', '\x4a89e674fa4d61bd2a54947325bbf6df6581448248d66d4fb45741921baa6390');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6972-71de-9dcd-a9289126ede4', '2026-11-30 13:26:11.058+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca2-6971-76f0-a41f-e193d83ac813', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\xb395cd723fad0eae00abf8a2c232cfb9f7f5c2e522d5f27f293131763e1eb208', '\xeabb86e7824e7d0bff327c00cd93d9b93430226176d3b2f9b579f91c258a81e9');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-69e3-7409-aa11-837f370216c5', '2026-11-30 13:26:11.171+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca2-69e3-7409-aa11-837e58542262', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\xdc4a01cc7e802d13a64d9afe31effcb3a68504080cf573c267d89c644b840acd', '\x4a6e0a0fa56838c044d5fc937fa8bbeb54c409de14f9a0336b8b3cda823945a4');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6a5f-7586-ac95-f5bc676267e1', '2026-11-30 13:26:11.295+00', 'cli', 'root', NULL, 'api_key.delete', 'api_key', '01a22ca2-69e3-7409-aa11-837e58542262', 'succeeded', 1, NULL, NULL, NULL, 2160390270, '\xdc4a01cc7e802d13a64d9afe31effcb3a68504080cf573c267d89c644b840acd', '\x7b57c8192d5efe48034a931dd48cf58d277a600c65adb4182e8ca055a0d3a3c5');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6a9b-776e-9e0b-5b4f5d4f0f3f', '2026-11-30 13:26:11.355+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6a90-711b-9af9-017f54d3aebe', 'credential.create', 'credential', '01a22ca2-6a9b-776e-9e0b-5b4e188aa1f4', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x65555c31c99c42c838d2233d6eba7a4426ad4c29b9e71e26f97647eb82f7bb0b', '\xc2d4474b59b57140eaab285f64ab41ff9e5fb69b95407e9c8089b50510b1628a');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6aad-71d0-8dc5-4cdc9421a2b9', '2026-11-30 13:26:11.373+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6aac-7262-b3e9-434d5dd26932', 'credential.create', 'credential', '01a22ca2-6aad-71d0-8dc5-4cdb146ec50e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x98f8497712ee2e760a6fc16ed169de58481225b31b935258f348f7293791a2cd', '\xb4d4f4aabdccdd25826320ba00548bea2c26de8af2f8ecc185ab245ac5e9edd4');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ab7-7566-aebf-de498068525e', '2026-11-30 13:26:11.383+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6ab6-7306-8f2f-ad464828ec60', 'credential.create', 'credential', '01a22ca2-6ab6-7306-8f2f-ad47028c16bc', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xa49a353b992e904368409c87931ca71ccf37e4b16c32472b184387e2014a79a2', '\x49efde8f90f278b5959b801ee0422e052344e5c64b58d4f6a55fba96891f608d');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ac1-77e7-9cb6-eefc8581ad40', '2026-11-30 13:26:11.393+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6ac0-75f9-9ddf-0dc1d2262f48', 'credential.create', 'credential', '01a22ca2-6ac1-77e7-9cb6-eefbd7112fce', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x64aaba270964d3f57ee40582f75d39c47400859d38d514943dafcb7e51bee241', '\xfbd2f7397236f4cf4e6d7253fdd5416a8b3ce726089ffd5fa6f5f1f04ab9e532');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6acc-74b0-a2ee-f74a914b5f55', '2026-11-30 13:26:11.404+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6acc-74b0-a2ee-f748bd69aa67', 'credential.create', 'credential', '01a22ca2-6acc-74b0-a2ee-f7497cc7696e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8bd469b1e7bef1a225ced8187c883a09f779f9b75c3bf71524264fdb2a937a3b', '\xc1bf7edcaafaf018c98e314b6fea81f2d1dccb15131e3db990089450227fb29b');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ad7-741b-9a72-6159747ab0f1', '2026-11-30 13:26:11.415+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6ad6-74d4-ba3d-e5e29bc922ad', 'credential.create', 'credential', '01a22ca2-6ad7-741b-9a72-61584150fc69', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8d3696424a12cfbcf126fe8db69aaea2b175e488c95df8bb80e42ba79fa39658', '\xbac3b00cc854554b9ba6b9598e18dcea36320b1d77463c52a537c019634bb61a');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ae9-7278-a3f9-64068406851d', '2026-11-30 13:26:11.433+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6ae8-76fc-a4e6-24b8ca89ec83', 'credential.create', 'credential', '01a22ca2-6ae9-7278-a3f9-64053603c84e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x79284f6fd793ba292707898f6483734ecdb2f7ffee27c74803423cb9623c196b', '\x93d94959b9ed38becd3c7f02772bf364ae94970e0c42a2224278f686094dd82a');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6af1-744e-9648-3f5c4766c5f9', '2026-11-30 13:26:11.441+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6af0-74d4-b8ee-2972a4d994f0', 'credential.create', 'credential', '01a22ca2-6af1-744e-9648-3f5b3e1d25dd', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x0e4059189e3ccd8302cd619f2549d1ebca5ed4d361db24f2c6df80b1243a8c14', '\x93301bb8141df33190e0f30bc96ff12c279ca651e4fb6e4e0aa81a78b411cb7b');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6af8-70bd-90ad-841afa28ee7f', '2026-11-30 13:26:11.448+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6af7-747b-9e69-fa261263ada0', 'credential.create', 'credential', '01a22ca2-6af8-70bd-90ad-84191ad7d0a5', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xbbce72d38fca3373d5e701878f09f3825913f5e4948aea7bfe688e52fa9f6dfb', '\x673dc9f6d8010247aeebdd7af3ef76efe9318e4020dc55d7e17472ffd134452f');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b03-7789-8c10-cfc493ba4bd8', '2026-11-30 13:26:11.459+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b02-73ae-b2bc-0179e6eeac33', 'credential.create', 'credential', '01a22ca2-6b03-7789-8c10-cfc395a89c2f', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xa18235a030b799b4ad65ae6aee288d487ccc43685393af93e0c5a37795d73bd2', '\x5c6c30a7e36d78bcb61c523588bea8d08490ee8bf7f0a3fe5559799de1552dbd');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b0d-71e3-af53-1c0cc2f17168', '2026-11-30 13:26:11.469+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b0c-7433-8df8-2a7722e8ebce', 'credential.create', 'credential', '01a22ca2-6b0c-7433-8df8-2a7815ff39bc', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xe2ee5e26471d95c33a010944876a7ded2669c9f26ad61b2bed84e06f5994afe4', '\x79805473bce47197a16cb45dcf9e043d7a4c5df634e39516c1c360973830cadf');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b15-73f0-b999-8aa04d6b596e', '2026-11-30 13:26:11.477+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b14-7251-833a-92a2a2129e54', 'credential.create', 'credential', '01a22ca2-6b15-73f0-b999-8a9fa9905ea0', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xa259504a1c332df26c5c370dd19df17f3914bdba3d4f482def9f742408420a6e', '\xbe46c82e56499c38210b6f87d24bba601a6125b25064eeaee266e9175fadcf72');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b20-74c5-938f-d4dd9f21fec0', '2026-11-30 13:26:11.488+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b20-74c5-938f-d4dbe5972791', 'credential.create', 'credential', '01a22ca2-6b20-74c5-938f-d4dcf8303d50', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x081677c9f8ebc114e96184607ca5037112eba14cb1215f1dd077cea6c9af9acb', '\x78c8da61e0e30e46d594e69ca52ff231753301638bbc4e53df33594bc109d79c');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b2d-7048-b206-ea459793f89a', '2026-11-30 13:26:11.501+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b2c-779b-927c-f2629df2df75', 'credential.create', 'credential', '01a22ca2-6b2d-7048-b206-ea4464aecde8', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x0efa6759b4e015da834c2bbaf9e1b346aee53abfa4c8d93de4c999422eed262e', '\x3d8637f36e2d7c5d60e6a2435de639a6189d665f2a8e30f4b439ab416b8c2812');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b46-7792-83fa-08a269de3776', '2026-11-30 13:26:11.526+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b3c-70bc-97a9-146880ebfec5', 'credential.update', 'credential', '01a22ca2-6a9b-776e-9e0b-5b4e188aa1f4', 'succeeded', 1, 2, 1, 2, 2160390270, '\x51db0aa870323751c9a87f05615ea33384209ce0e3a7edcf7f5610e114f61cea', '\xf6b900beb005f3c22dd1360c55db16f51a926a510be044f040717ffa8b6ef755');
INSERT INTO public.audit_events VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b58-7236-a147-a568a1579782', '2026-11-30 13:26:11.544+00', 'api_key', '01a22ca2-68e3-72fa-9892-e8849af8810d', '01a22ca2-6b50-75ea-8c1a-27322ee46e92', 'credential.delete', 'credential', '01a22ca2-6b2d-7048-b206-ea4464aecde8', 'succeeded', 1, NULL, 1, NULL, 2160390270, '\x0efa6759b4e015da834c2bbaf9e1b346aee53abfa4c8d93de4c999422eed262e', '\xb01bbcc66da39e2ea781677bba5234ee42f185b7facfc1913d09b4ceaaf66b4a');
INSERT INTO public.audit_heads VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 21, '\x07c8022642705274be8976fe0fc9b776b2340cb9e7fb7aed923dbae4988e1165', 2160390270, '\x1eaa53ef80823cb2aa6a61d13e12d7f6ebdc714e605832e01870f77c79bef415');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 1, '01a22ca2-6861-73a2-a928-e3050f9e4163', 2160390270, '\x417d571ee7b7043e4482591fc11245688649d263a5e96e97fdd2c632553c94b3');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 2, '01a22ca2-68e3-72fa-9892-e885e9436ff8', 2160390270, '\xafaa199d3d9c02da9379e6f3b02c0edd8f9d5207b4bf74c3712d1362a66ec702');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 3, '01a22ca2-6972-71de-9dcd-a9289126ede4', 2160390270, '\x6e625c58a00926a0b2c12749a09faf0f5a6f277996265401c2c2b88f6462fb2f');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 4, '01a22ca2-69e3-7409-aa11-837f370216c5', 2160390270, '\xf45427be667e12cd864f862c8cda29952db43c5b2b4ce6e5a7bd4adb5804bf30');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 5, '01a22ca2-6a5f-7586-ac95-f5bc676267e1', 2160390270, '\x9e37d035f48214e418b2bc5ab681d327ad8207146a955f52812a74f05ea43701');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 6, '01a22ca2-6a9b-776e-9e0b-5b4f5d4f0f3f', 2160390270, '\xf10040cde7ae53e11e482dfc3b17be063ed1091668704933b1e0339f9c3c5a46');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 7, '01a22ca2-6aad-71d0-8dc5-4cdc9421a2b9', 2160390270, '\x54537f5124c5dad5a47beb5f8b5255e2c6d105d3350ff2afb155b90347d3f91c');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 8, '01a22ca2-6ab7-7566-aebf-de498068525e', 2160390270, '\xbe299568f616d3e62269a94aa478882227c5e3b637c68d9d56852aab4ba3b00b');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 9, '01a22ca2-6ac1-77e7-9cb6-eefc8581ad40', 2160390270, '\xf6a801b1085a733a1849497460648d3c40902c4e28b8029cf818b098eaf5a8b2');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 10, '01a22ca2-6acc-74b0-a2ee-f74a914b5f55', 2160390270, '\x2a5c9c7fad987061a2c6cc6a79cb5146bb9c394a165908c12d1c36b523a5b67f');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 11, '01a22ca2-6ad7-741b-9a72-6159747ab0f1', 2160390270, '\x23883e31120cc1d461bb8154a21e018068e703764f40363d788592e39c845fb0');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 12, '01a22ca2-6ae9-7278-a3f9-64068406851d', 2160390270, '\x88608c5c72027e79fdf75deabd4ac5229e6efe4bc3177d339d21a3ea49abd1f7');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 13, '01a22ca2-6af1-744e-9648-3f5c4766c5f9', 2160390270, '\x8f5e5b1fd89d2a2672a2eee8c4bdcbf3b61e9378c8d7ce7e41189eda30afb4af');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 14, '01a22ca2-6af8-70bd-90ad-841afa28ee7f', 2160390270, '\xf536ab68dfe82b6733721558f22eb680440b1b7d240431cbbde9a3886fcee432');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 15, '01a22ca2-6b03-7789-8c10-cfc493ba4bd8', 2160390270, '\x4cbc2a3ada1531cf096426aa8b4de1a64854a7f3f40770f56703c15e787ed7c0');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 16, '01a22ca2-6b0d-71e3-af53-1c0cc2f17168', 2160390270, '\x5132d480cfac7fc9b2a1315aaa5f313d5194af2d35399b2fff39169055931056');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 17, '01a22ca2-6b15-73f0-b999-8aa04d6b596e', 2160390270, '\xbee7d5828865c396436fd3f97eea36c66f457fa141559baaf26d0f54d48d4ca0');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 18, '01a22ca2-6b20-74c5-938f-d4dd9f21fec0', 2160390270, '\x8cd9d777dc31fa21b910376afe7c24c7e6b5a7b59eb5a2ba9ecddb001116acc4');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 19, '01a22ca2-6b2d-7048-b206-ea459793f89a', 2160390270, '\xd80c04a058b4491abea77adf993a08f50245f27709e86bd177ddcebaaaae0680');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 20, '01a22ca2-6b46-7792-83fa-08a269de3776', 2160390270, '\xef15e5e591d2d890160746ee69f41594207d1ba249fd129703fec9dec78aae23');
INSERT INTO public.audit_links VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 21, '01a22ca2-6b58-7236-a147-a568a1579782', 2160390270, '\x07c8022642705274be8976fe0fc9b776b2340cb9e7fb7aed923dbae4988e1165');
INSERT INTO public.audit_turn VALUES (true, '01a22ca2-64ec-7552-80fc-f7956ceb2b8b', '2026-11-30 13:26:14.608608+00');
INSERT INTO public.auth_epoch VALUES (true, 6);
INSERT INTO public.companies VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'upgraded', '\xde6c2edf1b7ba88d154d0df9dae36dbf65be7c9daf5a3106087448dd6b1bbdda', '2026-11-30 13:26:10.785+00', NULL);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'gcr', 5, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'ecr', 2, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'dockerHub', 12, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'github', 14, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'gitlab', 13, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'digitalOcean', 4, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'custom', 12, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'gcr', 4, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'ecr', 0, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'dockerHub', 11, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'github', 7, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'gitlab', 9, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'digitalOcean', 10, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'custom', 13, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'custom', 2, -1);
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6aad-71d0-8dc5-4cdb146ec50e', 'credential 1 über ecr', 'credential 1 über ecr', 'ecr', 'password', 'user-1', 'user-1', '\x016def0358d0cecad9ca8d90fdeb326eb31a18fcd7f7baec8df27ce969fd78359d433fd20553aba7f9703bd0e2fb75bde5621e8097ce1d7b7fbb390388e6891febf8fde9668da7217a0c150c6e49285793d5e2a9008a1a7155d1b586eb2e852ea753d7e3a7c1a7f306663e2aa6', 1, 1, '2026-11-30 13:26:11.373+00', '2026-11-30 13:26:11.373+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ab6-7306-8f2f-ad47028c16bc', 'credential 2 über dockerHub', 'credential 2 über dockerhub', 'dockerHub', 'password', 'user-2', 'user-2', '\x016def035822bcc7d908443f7800a9151d5dcf7af25e13cb235bb779d1bb63063115a11b7045ba692606bfbbf09984e357cad73945db9d20773e276aec1756f17b6fdd86007500f0ae2bfafe584b68405424c92fbc0862cf910569d5211f9d75e445c36458f807a531ed0af6c4', 1, 1, '2026-11-30 13:26:11.383+00', '2026-11-30 13:26:11.383+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ac1-77e7-9cb6-eefbd7112fce', 'credential 3 über github', 'credential 3 über github', 'github', 'password', 'user-3', 'user-3', '\x016def03589a1861fca8ceeb68ead2989423bcc80f8dd02cef7f32e8c72387a63e92c1be0e631cd4568ae3bf7d5c4b298c22681dd986d6821b6a1241365401d34705bbadb920e8375a236fcab6e94d21584fb5d1f6baaec041e9a07ba3de1b53bd811e42b5aa767e6fa8dbe8f8', 1, 1, '2026-11-30 13:26:11.393+00', '2026-11-30 13:26:11.393+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6acc-74b0-a2ee-f7497cc7696e', 'credential 4 über gitlab', 'credential 4 über gitlab', 'gitlab', 'password', 'user-4', 'user-4', '\x016def035854660e6b8c37b9ab11a9df13d586c32953f87cd7a814ae4cd841a5d6ee06c90b9283418da2a62445e5e068ce93bfaa0eeb5f5272706ea76de8a168dbb982075447d0ce4b9a71ab9e11766d3671affcba749d188f83ed8afc92765cffa588261c1d9ace54d2ebfeb3', 1, 1, '2026-11-30 13:26:11.404+00', '2026-11-30 13:26:11.404+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ad7-741b-9a72-61584150fc69', 'credential 5 über digitalOcean', 'credential 5 über digitalocean', 'digitalOcean', 'password', 'user-5', 'user-5', '\x016def03582312812bc756e327f712f3b7c396c29e570ab455a02cd4fbbd1240e3f9feb232b49a6358086bd0bd784787ea23c01183043429b46182989e79a85b6599cec58f03f9c7bc830b1f17d96d9c5d576ff8ffd2b19c28d70565118c52fd7d1573bee3d563548bccbec06c', 1, 1, '2026-11-30 13:26:11.415+00', '2026-11-30 13:26:11.415+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6ae9-7278-a3f9-64053603c84e', 'credential 6 über custom', 'credential 6 über custom', 'custom', 'password', 'user-6', 'user-6', '\x016def035833b57b74b8a8453c2d77d6b12390be38bff5c963e57ffac74fcae1834917b85c835704fdca9e93aa463836037853ff025894f90976ebe30974a1d0c231c1b7edaf52bd7f1e594b17b921e3e1dd116d437a000fc599e85027b77f3a8c45a431df29383b4014d23bba', 1, 1, '2026-11-30 13:26:11.433+00', '2026-11-30 13:26:11.433+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6af1-744e-9648-3f5b3e1d25dd', 'credential 7 über gcr', 'credential 7 über gcr', 'gcr', 'password', 'user-7', 'user-7', '\x016def03582c6248401a46109aca066d801e9b3c7e9b49af658c7b934a28fff7f3c1454c3eb1752322882b6227644f36b43583fac0482a6ead4f22037b6df5c6a8e3fee2492e93d2920e82ea905811e501c38ca910c63985e9180ca3db611414ed55771350e634bdd3487a72ff', 1, 1, '2026-11-30 13:26:11.441+00', '2026-11-30 13:26:11.441+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6af8-70bd-90ad-84191ad7d0a5', 'credential 8 über ecr', 'credential 8 über ecr', 'ecr', 'password', 'user-8', 'user-8', '\x016def03582177e3deca8956630296a2622cdbd535a85d95348157d79b0b2373f234cff717923e737cc0c726b18969310b3fab4a1558477ab2b941d7d6c70d143a6cddfc2f8adac7f39e881d833766d175acd038c82130e045a51c7fea72d7c4cf4c5c11f947e25d4c7240373d', 1, 1, '2026-11-30 13:26:11.448+00', '2026-11-30 13:26:11.448+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b03-7789-8c10-cfc395a89c2f', 'credential 9 über dockerHub', 'credential 9 über dockerhub', 'dockerHub', 'password', 'user-9', 'user-9', '\x016def035884c423cea2cd61638c65b72d0f7a53b5deb8fe87dfbf97dbcd2ea56dd98eb476f45c574e2f24212b851bd8f25cfa9630f3f820e9d1bd952db15fbef5828d13fa8b6056c9bb01675080e0e170d83d3ff6f080d60a55da6f8faf7cb606744ebf28ac4bb67b2b956d0f', 1, 1, '2026-11-30 13:26:11.459+00', '2026-11-30 13:26:11.459+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b0c-7433-8df8-2a7815ff39bc', 'credential 10 über github', 'credential 10 über github', 'github', 'password', 'user-10', 'user-10', '\x016def03581216bdae4dd9b2beaeba423bd732017629593a017a1211fd737445a388cd22f1000e13789b7890e9f330bbbcf77d4fcd9ef3f9e8b1f1581afc9c02dd0513f10bd99b9bc2b4ba54aaca7ef6b3c29f6cb2c0a5da4ed793e4b5e613e9ea11ff3c76d53f2a1783ead554', 1, 1, '2026-11-30 13:26:11.469+00', '2026-11-30 13:26:11.469+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b15-73f0-b999-8a9fa9905ea0', 'credential 11 über gitlab', 'credential 11 über gitlab', 'gitlab', 'password', 'user-11', 'user-11', '\x016def035843aa1842f2961e40c5539fa659871efdf134fee7ccb841d08c83bbdf3fa68e02598266f3aa12ec641879b00b624bf071c1205f3b6560f99997cffda165511fd7c5b72be364f1f349d2e2d4d6c33a78d71f33c3bf1f336aa0583bb7ed53a7171429ed9535809ccff8', 1, 1, '2026-11-30 13:26:11.477+00', '2026-11-30 13:26:11.477+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6b20-74c5-938f-d4dcf8303d50', 'credential 12 über digitalOcean', 'credential 12 über digitalocean', 'digitalOcean', 'password', 'user-12', 'user-12', '\x016def035810afbe42c20877a403ab87646dfd56c8c44294cd95ce688772709dda871bf2d8f3b871eaa94d7d15d0de4146bccd743ebc76c3b654dcfef5ad53cbcaa275b45559e38a8005e408726fc91597c7d859f7781a06c5f4bfb862656359f410222f99e44f7ba6a3a6cb8d', 1, 1, '2026-11-30 13:26:11.488+00', '2026-11-30 13:26:11.488+00');
INSERT INTO public.credentials VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', '01a22ca2-6a9b-776e-9e0b-5b4e188aa1f4', 'an edited name', 'an edited name', 'gcr', 'password', 'user-0', 'user-0', '\x016def0358bdcf6d3213c8296b3328ae16f4917dc921746a21418904364044fb0b15e7df029d990a33a3d319332a23ab2f2fba3d450e6ac385c525feddbd690e8247ab56355635580578106509e8063804732460a8e96d4d71724c74eeda461a05360bbe2fdbd4fb4dac6baff2', 2, 2, '2026-11-30 13:26:11.355+00', '2026-11-30 13:26:11.526+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-1', 518723841, '\xa5563810494833d5a9bbc6bcc7fdd1c56f70bf09f37d12341b5359aa28cf8de5', 201, '\x7b226964223a2230316132326361322d366161642d373164302d386463352d346364623134366563353065222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c203120c3bc62657220656372222c227265676973747279223a22656372222c22757365726e616d65223a22757365722d31222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3337335a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3337335a227d', '2026-11-30 13:26:11.373+00', '2026-12-01 13:26:11.373+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-3', 518723841, '\x3f107a75f4b2473ba6ba3d98380cd5709925e85e13b5d925dc2712a166ebc339', 201, '\x7b226964223a2230316132326361322d366163312d373765372d396362362d656566626437313132666365222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c203320c3bc62657220676974687562222c227265676973747279223a22676974687562222c22757365726e616d65223a22757365722d33222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3339335a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3339335a227d', '2026-11-30 13:26:11.393+00', '2026-12-01 13:26:11.393+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-5', 518723841, '\x5f21ca6386b8dd97f50371e4c20944f4be5f81dcf742f09a5f3635de242561f7', 201, '\x7b226964223a2230316132326361322d366164372d373431622d396137322d363135383431353066633639222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c203520c3bc626572206469676974616c4f6365616e222c227265676973747279223a226469676974616c4f6365616e222c22757365726e616d65223a22757365722d35222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3431355a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3431355a227d', '2026-11-30 13:26:11.415+00', '2026-12-01 13:26:11.415+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-7', 518723841, '\xf36d0fbf4d1ad77f730214e019c4234d7230f8b3ed71f9b6d92fc9496fa38892', 201, '\x7b226964223a2230316132326361322d366166312d373434652d393634382d336635623365316432356464222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c203720c3bc62657220676372222c227265676973747279223a22676372222c22757365726e616d65223a22757365722d37222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3434315a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3434315a227d', '2026-11-30 13:26:11.441+00', '2026-12-01 13:26:11.441+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-9', 518723841, '\xb20342c26212db9fe958d7a9f63a722a1149309be256fd5df40792c97c5ccf73', 201, '\x7b226964223a2230316132326361322d366230332d373738392d386331302d636663333935613839633266222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c203920c3bc62657220646f636b6572487562222c227265676973747279223a22646f636b6572487562222c22757365726e616d65223a22757365722d39222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3435395a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3435395a227d', '2026-11-30 13:26:11.459+00', '2026-12-01 13:26:11.459+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-11', 518723841, '\x18565ea6fbf9db0159c98afd5991cb2830ee9e2fe75920d3230fb81f5dfb0a9b', 201, '\x7b226964223a2230316132326361322d366231352d373366302d623939392d386139666139393035656130222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c20313120c3bc626572206769746c6162222c227265676973747279223a226769746c6162222c22757365726e616d65223a22757365722d3131222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3437375a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3437375a227d', '2026-11-30 13:26:11.477+00', '2026-12-01 13:26:11.477+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-6861-73a2-a928-e3049c479259', 'create-13', 518723841, '\xe641f586091ab1cf06574f09cc443f3f8df7f9c2910aac96d73018980bfb924b', 201, '\x7b226964223a2230316132326361322d366232642d373034382d623230362d656134343634616563646538222c22636f6d70616e795f6964223a2230316132326361322d363836312d373361322d613932382d653330343963343739323539222c226e616d65223a2263726564656e7469616c20313320c3bc62657220637573746f6d222c227265676973747279223a22637573746f6d222c22757365726e616d65223a22757365722d3133222c22637265617465645f6174223a22323032362d31312d33305431333a32363a31312e3530315a222c22757064617465645f6174223a22323032362d31312d33305431333a32363a31312e3530315a227d', '2026-11-30 13:26:11.501+00', '2026-12-01 13:26:11.501+00');
INSERT INTO public.ring_keys VALUES ('secret', 1844380504, '\x8d4dc31b96d06005d3e5fc94b8714d65');
INSERT INTO public.ring_keys VALUES ('pepper', 518723841, '\xa6b85348a386c6458598f2789d04f73a');
INSERT INTO public.ring_keys VALUES ('audit', 2160390270, '\x25e71d90ebe223ae3b9489a7b9ecc9d5');
INSERT INTO public.schema_requirements VALUES ('0001', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0002', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0003', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0004', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0005', '0.1.0');
ALTER TABLE ONLY public.__diesel_schema_migrations
    ADD CONSTRAINT __diesel_schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_key_handles
    ADD CONSTRAINT api_key_handles_pkey PRIMARY KEY (handle);
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (company_id, id);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (company_id, id);
ALTER TABLE ONLY public.audit_heads
    ADD CONSTRAINT audit_heads_pkey PRIMARY KEY (company_id);
ALTER TABLE ONLY public.audit_links
    ADD CONSTRAINT audit_links_company_id_event_id_key UNIQUE (company_id, event_id);
ALTER TABLE ONLY public.audit_links
    ADD CONSTRAINT audit_links_pkey PRIMARY KEY (company_id, seq);
ALTER TABLE ONLY public.audit_turn
    ADD CONSTRAINT audit_turn_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.audit_unsealed
    ADD CONSTRAINT audit_unsealed_pkey PRIMARY KEY (company_id, event_id);
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
CREATE INDEX audit_events_of_target ON public.audit_events USING btree (company_id, target_id, at, id);
CREATE INDEX companies_by_age ON public.companies USING btree (created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX credentials_by_creation ON public.credentials USING btree (company_id, provider, created_at, id);
CREATE INDEX credentials_by_name ON public.credentials USING btree (company_id, provider, name, id);
CREATE INDEX idempotency_records_by_end ON public.idempotency_records USING btree (company_id, ends_at);
