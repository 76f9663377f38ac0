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
    host text COLLATE pg_catalog."C",
    token_host text COLLATE pg_catalog."C",
    last_verified_at timestamp with time zone,
    last_outcome text COLLATE pg_catalog."C",
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
INSERT INTO public.__diesel_schema_migrations VALUES ('0001', '2026-11-30 13:25:36.003133');
INSERT INTO public.__diesel_schema_migrations VALUES ('0002', '2026-11-30 13:25:36.292795');
INSERT INTO public.__diesel_schema_migrations VALUES ('0003', '2026-11-30 13:25:36.297302');
INSERT INTO public.__diesel_schema_migrations VALUES ('0004', '2026-11-30 13:25:36.323131');
INSERT INTO public.__diesel_schema_migrations VALUES ('0005', '2026-11-30 13:25:36.338799');
INSERT INTO public.__diesel_schema_migrations VALUES ('0006', '2026-11-30 13:25:36.448758');
INSERT INTO public.api_key_handles VALUES ('jyPzyNKhmCFR0eWc', '01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b');
INSERT INTO public.api_key_handles VALUES ('ly8L8kFEV9k39LeD', '01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e68c-7637-96a2-72992f484cb9');
INSERT INTO public.api_keys VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', 'jyPzyNKhmCFR0eWc', 'everything', 'AUDIT:READ,DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE', NULL, true, '\x612d3cdeb9223206888ab8bd85eb800749070f8b83afa1a78cce719f76bba91b', 518723841, NULL, NULL, NULL, NULL, 518723841, '\x1fc0a0b0805f1aacb087c489c3815d6e5cae88d053546fc666c5904cc83d170a', 1, '2026-11-30 13:25:37.153+00', '2026-11-30 13:25:37.153+00', '2026-11-30 13:25:38.403+00');
INSERT INTO public.api_keys VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e68c-7637-96a2-72992f484cb9', 'ly8L8kFEV9k39LeD', 'reading', 'DOCKER_REGISTRY:READ', NULL, true, '\xa73eba7f1c245a3367a81a7f275f38c5b5c943bcad608c27d6241f2def73c6dc', 518723841, NULL, NULL, NULL, NULL, 518723841, '\x964299f3a819d9b23eaa395992613999491f99183ef4eeea84264f63d321065a', 1, '2026-11-30 13:25:37.548+00', '2026-11-30 13:25:37.548+00', '2026-11-30 13:25:38.454+00');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e41e-7299-99a9-c5cb3b0f94b1', '2026-11-30 13:25:36.926+00', 'cli', 'root', NULL, 'company.create', 'company', '01a22ca1-e41e-7299-99a9-c5cad66d701a', 'succeeded', NULL, NULL, NULL, NULL, 2160390270, '\xc6d0c6579fb7a417d7772d9533981c97b0c0cf82bbd8a9030af86792729182bd', '\xf2d09040d3e0fa1ba6d051431c98cab524d17b2b3e033e3c339ed5731dfb3cff');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e501-73f4-8ea4-dd9f7ab1fe62', '2026-11-30 13:25:37.153+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\xbf8959250173b12611c394751f09a150885f749a5234b98f13e43e9a23e81633', '\xce4395dc75df862a3cb10b839206f7a070a2a84d57cacc1ae18a73fdc88c4916');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e68c-7637-96a2-729a25388cb2', '2026-11-30 13:25:37.548+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca1-e68c-7637-96a2-72992f484cb9', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x42bc33759bd6c42a3734117c4a3350d1bbc13c217f19001111a9053419c1f485', '\x58aff675cfaf3d7e51b839a0a1b2af51d87cf40c8ff822d12861a390a709f5fa');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e74c-7238-a98e-fc192df67a7e', '2026-11-30 13:25:37.74+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca1-e74c-7238-a98e-fc18487d24e8', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x3834b9dd32876060da181213feb5ff57f116ba30b13de87cda8dec7b1d72dfa0', '\x0a60fc2ff7fd813381942d1130718d3c34b7f7c44bcdec96bbad48d7c25b8de4');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e823-76a4-b978-b48eb297ac7f', '2026-11-30 13:25:37.955+00', 'cli', 'root', NULL, 'api_key.delete', 'api_key', '01a22ca1-e74c-7238-a98e-fc18487d24e8', 'succeeded', 1, NULL, NULL, NULL, 2160390270, '\x3834b9dd32876060da181213feb5ff57f116ba30b13de87cda8dec7b1d72dfa0', '\xeaff4fc33ca3d70fcb9c4d8ac15230593d09405487102dee296a431e675555d5');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e89d-71f2-b8f9-790f2e31fc32', '2026-11-30 13:25:38.077+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e88c-7644-a398-eb31f5bc5858', 'credential.create', 'credential', '01a22ca1-e89d-71f2-b8f9-790e88a75936', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x844b24a53663669e1ba74fa41fea9c249f6311e7a5f51d4d656e4a6b52b1eaa6', '\x9bd7277d35b1ed7b2678332fb1836ca34d759dc172b5b48df6bd9fa0e3d1ed39');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8bd-7000-84be-3fbeac4fd7b3', '2026-11-30 13:25:38.109+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e8bc-716e-99c5-db729165e2b0', 'credential.create', 'credential', '01a22ca1-e8bd-7000-84be-3fbd96ce1341', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x5f8ae1ff18fdf3d4254ac9c6c0216ae7a702680567d1db41554a1675a92e3275', '\xf4f0177f4131b4a4b46fed5cb34de45a125ed0470b9da61b8dadbf965cac5ffd');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8c9-7570-9aba-7d760603a8ae', '2026-11-30 13:25:38.121+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e8c8-75f9-be5d-17a78175d550', 'credential.create', 'credential', '01a22ca1-e8c9-7570-9aba-7d750fdabbe4', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xdfd2ed456585df021565171aa145681be50eb815891e03031b3d0c42acd390a7', '\xd88d2ba0067d1e0a3cc5c8bafb80c4fb1b4ca1937b91afbc20e5a3493070bf6e');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8dc-7113-904b-d26d1e9f1e63', '2026-11-30 13:25:38.14+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e8db-7212-954e-5d4cd7b1a206', 'credential.create', 'credential', '01a22ca1-e8db-7212-954e-5d4dc3d613fb', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xb3258b13ef9a252d7628da3ff2c6c09708ccec179841837a2442f35791cdb225', '\xebcf535829116f7f1afc68aae5364652b73d286cf9bf90933b3c4ed4d9c581de');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8f1-767e-af88-ff7564423366', '2026-11-30 13:25:38.161+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e8f0-7411-a4cc-f5c63ab3f54d', 'credential.create', 'credential', '01a22ca1-e8f1-767e-af88-ff74265b78de', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x5ef3ac1711f0150b10f8e6ca5357aa8e48a374e704331e5490d5bee5c4779f86', '\x28d7f457be8efcaa76e5b19b630de9ef53580a3b1cd9df42752d454265373f60');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8fc-7070-90d6-c37720e584d3', '2026-11-30 13:25:38.172+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e8fc-7070-90d6-c3759336ba58', 'credential.create', 'credential', '01a22ca1-e8fc-7070-90d6-c376d3a1d92c', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8eca412b288b7b4f24e23fa92a8b88c10a9baeaadcb186138dce5f0b25814262', '\xe8845663d0ff423d0d91a47a66b32d8c447b2f6a923a865e1d49489f396c0cf6');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e914-724c-aa1f-303e52cc89f2', '2026-11-30 13:25:38.196+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e914-724c-aa1f-303c7e8cc7f0', 'credential.create', 'credential', '01a22ca1-e914-724c-aa1f-303d7bc3e22c', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xd6bc79d43d6bdf985b00273856d45ff949f05e9851a2ac1d2baa40027fd8936f', '\xc8bf0de9e36653d7622bd8ad8b73d9429fe64b7edcb56ece0d8f3d209bd5c295');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e924-75f1-beba-36b9186ea0b8', '2026-11-30 13:25:38.212+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e923-70ff-9358-643fc75e707d', 'credential.create', 'credential', '01a22ca1-e924-75f1-beba-36b8a915c381', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x02c6c3ae1c328819966f0eba1a9c16548a946221e825c598a4b1329e49b90714', '\x78f7d9c5452d10696d8e2c940e8aea14e616f77e3e7df8c38312b0739f5a7096');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e930-76d1-ac23-5dd81d80cef7', '2026-11-30 13:25:38.224+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e92f-71e4-b793-faebf6fbbcef', 'credential.create', 'credential', '01a22ca1-e92f-71e4-b793-faeca085e0cd', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x534083d2a11c0253957273f930087815249b3e67688b7fa8711ef3f5ff190379', '\x932c6bd8046b1e97c20ffdd3c6aa98904f6eab9c85d6c4ae4b8849a55c4be05c');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e93b-7313-a61d-23ec25d7c962', '2026-11-30 13:25:38.235+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e93a-709a-b08a-70a777e6a628', 'credential.create', 'credential', '01a22ca1-e93b-7313-a61d-23eb5cc6496f', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x41cdf95c43a1d63f705a591a98fe5218a7f238a6d8859e349b044dc89693df2f', '\x98d75e7319dec3dce3a2523c7c63d5de57a752020db43e0c1f03c6dfa00acce3');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e94c-7111-8c57-7edf4f08bdd7', '2026-11-30 13:25:38.252+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e94c-7111-8c57-7edde1476546', 'credential.create', 'credential', '01a22ca1-e94c-7111-8c57-7ede50c99891', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8b776a8b4c22b7ecf157713518717068be00392047727fa6701b46cd447bbb0a', '\x06a4b220000dee2d59d9c0ae030f4d576eb0c30978fac2c9addfd51e85d443d3');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e968-718a-a80a-72fd0ae6a0f4', '2026-11-30 13:25:38.28+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e968-718a-a80a-72fbfce35f1e', 'credential.create', 'credential', '01a22ca1-e968-718a-a80a-72fcde2d3d01', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x89de591cacfc121aa831c117d9faca17734732f06fc8b05447cbb6bfaaec5504', '\xbf41b303dde6ac3c53c50a16993680ef5be6d37e16af8a4c0be1dd8ebf40aa09');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e970-7107-af7d-a46de59f0e41', '2026-11-30 13:25:38.288+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e96f-75a9-8706-b73d832b77ba', 'credential.create', 'credential', '01a22ca1-e970-7107-af7d-a46c2cff6e3e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x9e380e80c45ef311a635b1ae1f28e85a420d2aa616f1108b9d603e48d84a6a53', '\x6d6a18dbd2c50feacc8301068bbd4654e4b8f45b13454c2d2eefd18134cf9b4e');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e97e-72ef-8691-eed80d3129fc', '2026-11-30 13:25:38.302+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e97b-7731-a2f0-2f0cb609dc8a', 'credential.create', 'credential', '01a22ca1-e97e-72ef-8691-eed75a637952', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x5612a337adfd5aaca0479b673956328bd0edb3e42d1d1fc3475e3a6dfb8f19e0', '\x31677fb3e89c05782b690296b577f0190c5855ede214bed8d298741b35a247a5');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e99c-7317-8c5f-cce731c8f948', '2026-11-30 13:25:38.332+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e98b-747c-9b9b-307bcff05efb', 'credential.update', 'credential', '01a22ca1-e89d-71f2-b8f9-790e88a75936', 'succeeded', 1, 2, 1, 2, 2160390270, '\xcb24266e781b456c21129cb9e1e3e581c732f282750ab1a6d9696c495194784c', '\xbb0f43e55d343309cba932dc2935a95654a562d701e9fc8adecf8d36c8aefda3');
INSERT INTO public.audit_events VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e9ce-716d-8a52-bdce0cb00cdb', '2026-11-30 13:25:38.382+00', 'api_key', '01a22ca1-e501-73f4-8ea4-dd9e5d51962b', '01a22ca1-e9bd-7579-8ee6-ea9c88f16b43', 'credential.delete', 'credential', '01a22ca1-e97e-72ef-8691-eed75a637952', 'succeeded', 1, NULL, 1, NULL, 2160390270, '\x5612a337adfd5aaca0479b673956328bd0edb3e42d1d1fc3475e3a6dfb8f19e0', '\x7bca3a85c2c31ed0076c69978b45b19843109fde8e2680212ef1b392e081410c');
INSERT INTO public.audit_heads VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 21, '\x0da379af6831681fa1351334c26a32a7a2cf5af4bae6702c1c441ebe54fc25ca', 2160390270, '\xa99b26facc92b22e5a36939e64fd19cbfcd836bb9f00b9c432ccaf9356fbbfea');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 1, '01a22ca1-e41e-7299-99a9-c5cb3b0f94b1', 2160390270, '\x2d5ef0d81b6339bb1a82f2459f2e8da29506f4a57d48704de18842211d98cef2');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 2, '01a22ca1-e501-73f4-8ea4-dd9f7ab1fe62', 2160390270, '\xbc5f5329d62bf544bec9086e498af023c7e2de67f48fa469c1e329383d63692c');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 3, '01a22ca1-e68c-7637-96a2-729a25388cb2', 2160390270, '\xa88b0d36c3ef3fe527b782b27d3d98c2aefb94d8668ddfa88c119e093d0d9a38');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 4, '01a22ca1-e74c-7238-a98e-fc192df67a7e', 2160390270, '\xcc22b9ea3e29c25c97e4d79cf62520401d18b45b3668eb3c8c672b0459859a57');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 5, '01a22ca1-e823-76a4-b978-b48eb297ac7f', 2160390270, '\x41747d74f9f21afa9a132808f2bc13307e71d9040666be96c045f0aae9124d77');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 6, '01a22ca1-e89d-71f2-b8f9-790f2e31fc32', 2160390270, '\x81e075f151cb8641ce7dfaa2ab7032b947ad9a6f645cf20c3e51cc368a351aff');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 7, '01a22ca1-e8bd-7000-84be-3fbeac4fd7b3', 2160390270, '\xb757ec380b51f3d839db611d656be359da9242d95c46e347ff97fd3895866fd8');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 8, '01a22ca1-e8c9-7570-9aba-7d760603a8ae', 2160390270, '\x8d8be2c1e9c053866c0507cd48eb76fe42ae4764e0b71bf32978647832223b6b');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 9, '01a22ca1-e8dc-7113-904b-d26d1e9f1e63', 2160390270, '\x5fb727518f9c7d209db62ae469dcc88d258956f813119a35db6fa930c59db971');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 10, '01a22ca1-e8f1-767e-af88-ff7564423366', 2160390270, '\x0ce61d708c3105e547e5295272688159669d8039bfa43bbefbf24dce6f75d596');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 11, '01a22ca1-e8fc-7070-90d6-c37720e584d3', 2160390270, '\x21ab8eb0fc1deb39ede7bf92a2d0eae55d0f00f25f85c89b016d441a00692e4d');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 12, '01a22ca1-e914-724c-aa1f-303e52cc89f2', 2160390270, '\xe916cf52c9f7a817d202a88e8ff12aac0746a78203a563230f83db29127970bd');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 13, '01a22ca1-e924-75f1-beba-36b9186ea0b8', 2160390270, '\x258af6e743b521ac43689c531427a327b512820b19842e40a0f2bd1d76e096f4');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 14, '01a22ca1-e930-76d1-ac23-5dd81d80cef7', 2160390270, '\x4200bcc51cb8e6927060cb6107101caf600dceda82a317e171e090a928c353c5');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 15, '01a22ca1-e93b-7313-a61d-23ec25d7c962', 2160390270, '\x9fc09cf8fd9fcd314373b3ea39b0ccc90e64ae7212446357522bd6a17b13a271');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 16, '01a22ca1-e94c-7111-8c57-7edf4f08bdd7', 2160390270, '\x0ae3447546f31def37d8437fb2473f1b968e4e48fd8f3cfc6cf2aac5e1c1a8fb');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 17, '01a22ca1-e968-718a-a80a-72fd0ae6a0f4', 2160390270, '\xf9228ae11004d537cd698a9eb4d575ea3a3ebb791cbd7f569fb07e2c1ee67ae3');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 18, '01a22ca1-e970-7107-af7d-a46de59f0e41', 2160390270, '\x5419c2e3d2cc7cd4392abd2462e477d6b0d7e65d9acc5d9edeb2f326dade7e9d');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 19, '01a22ca1-e97e-72ef-8691-eed80d3129fc', 2160390270, '\x3c3bb4e5abcf5b90417ed3612f3c4fa731adeea77f405e62fb7834c465dfc0d0');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 20, '01a22ca1-e99c-7317-8c5f-cce731c8f948', 2160390270, '\x0a362a7be1ca2470240b4a0d7b2fa0977df3c73f7f505eaebf952f0b21e265c9');
INSERT INTO public.audit_links VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 21, '01a22ca1-e9ce-716d-8a52-bdce0cb00cdb', 2160390270, '\x0da379af6831681fa1351334c26a32a7a2cf5af4bae6702c1c441ebe54fc25ca');
INSERT INTO public.audit_turn VALUES (true, '01a22ca1-de7d-7620-b109-099f94eb7b29', '2026-11-30 13:25:41.538631+00');
INSERT INTO public.auth_epoch VALUES (true, 6);
INSERT INTO public.companies VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'upgraded', '\x20757f8678313af0206aff3358a1f0a524b7b280154d4b7bbba0b9a9acd0d5c4', '2026-11-30 13:25:36.926+00', NULL);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'gcr', 10, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'ecr', 15, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'dockerHub', 7, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'github', 6, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'gitlab', 3, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'digitalOcean', 12, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'custom', 11, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'gcr', 0, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'ecr', 4, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'dockerHub', 1, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'github', 9, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'gitlab', 5, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'digitalOcean', 15, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'custom', 15, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'custom', 6, -1);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8bd-7000-84be-3fbd96ce1341', 'credential 1 über ecr', 'credential 1 über ecr', 'ecr', 'password', 'user-1', 'user-1', '\x016def03584097acdc77d4eb2ff805e3e5eca220758273f590acead94bef5dad408f47b10883ab90000d8ac8af5c9c0b185f65c474046464f7c638be05618a8289f5a7484365effe63952768c174d53b2afe68f31c117359ae3d8ac5d935bb98a81ee5277e3bdcc6cb27b4c0ea', 1, 1, '2026-11-30 13:25:38.109+00', '2026-11-30 13:25:38.109+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8c9-7570-9aba-7d750fdabbe4', 'credential 2 über dockerHub', 'credential 2 über dockerhub', 'dockerHub', 'password', 'user-2', 'user-2', '\x016def0358dd40706f958cb699e89a40d2fe9393dec427b5e1288562fc8b2143e27a4976b03558cd2629493bf6f26236b30bd222a5f3ea41068f0156561e793f0bad59cf253485cffe874068f13b69e4bb9d97d29a3835bba16bac4e150d567d139b198c084ca119cd2028605e', 1, 1, '2026-11-30 13:25:38.121+00', '2026-11-30 13:25:38.121+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8db-7212-954e-5d4dc3d613fb', 'credential 3 über github', 'credential 3 über github', 'github', 'password', 'user-3', 'user-3', '\x016def035877aa5e5b928d2a5092970c7dcbbb5863122c5dfe354779c8307fc0b0ed28d190e9d34e035d546ab09c99adea4835fcbf60cd52d9ac9f1cc81ae22d3d97ec95a52cf4f636470a714386bedb2f4ca00ea40a3a0902629b0d899c87d46ca97cf074bad11bafcec6821f', 1, 1, '2026-11-30 13:25:38.14+00', '2026-11-30 13:25:38.14+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8f1-767e-af88-ff74265b78de', 'credential 4 über gitlab', 'credential 4 über gitlab', 'gitlab', 'password', 'user-4', 'user-4', '\x016def0358feabe192f33d7bea5b7362cdec930d7068ab8cca87214f23588194fe25283073caa0db4d7d694bd54b13d4c00514c55c7cdfbd214bf663211f4bbd170e1f4bcd0c2e46c3305f7bc7ced40d33a15d6df2a80bad21a3f096becce3f0c12a9bb60fe3e1d0c23d9b767b', 1, 1, '2026-11-30 13:25:38.161+00', '2026-11-30 13:25:38.161+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e8fc-7070-90d6-c376d3a1d92c', 'credential 5 über digitalOcean', 'credential 5 über digitalocean', 'digitalOcean', 'password', 'user-5', 'user-5', '\x016def035858a923c1584827cbadb8848e21fa3ffb8af8e3f66f569c2bc8e3c6a3f72e675333b1e3bf002df844b67bc3a76e1351698de05b8c18de42e10e74a39777b18f9bb8136bed80608f94fe151b853df3faf021779ad36d4d0f3984e4312dcea2b7dd66f08f3e5722bbc4', 1, 1, '2026-11-30 13:25:38.172+00', '2026-11-30 13:25:38.172+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e914-724c-aa1f-303d7bc3e22c', 'credential 6 über custom', 'credential 6 über custom', 'custom', 'password', 'user-6', 'user-6', '\x016def0358e557457140277bccf228249871809498e7fca6dfb3fc71964d49b88457867cc836aff2f430bf281d9ba4c9c959345317a53b08bf8d8c91656d47c6e4916f34ba9fdedde8e17eae7cc2d866b8fdec1b164d01babb02789c936b3d62eb858964c62b792a6adc413802', 1, 1, '2026-11-30 13:25:38.196+00', '2026-11-30 13:25:38.196+00', 'registry-6.example.com:5000', NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e924-75f1-beba-36b8a915c381', 'credential 7 über gcr', 'credential 7 über gcr', 'gcr', 'password', 'user-7', 'user-7', '\x016def03583ad53d7a08bc3eed8ef21ca450d8c061bace3dce66705beedaa7aa3f0a67dbaa7c6f553dd751c111aec5dbfd3b8fec3e24e3d60e9baf15dc2468a8e72c337518dfc39884835df2e57273fc05f2bc6797405cd63967c02810be685c9375fd6e4c2dc9434ad26f74bc', 1, 1, '2026-11-30 13:25:38.212+00', '2026-11-30 13:25:38.212+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e92f-71e4-b793-faeca085e0cd', 'credential 8 über ecr', 'credential 8 über ecr', 'ecr', 'password', 'user-8', 'user-8', '\x016def03586b9ede1f4f82076274e6d8a8d20c714506df5646679c3de04d914fdc27ace981691bbf418d9feebf01c96e26e9e9065bef967a7d30a737988ada23648344c9f65ee635e3dc7caea5840869b97b8b302d4497678e12294a14bb3734e9b294851834bfda58576716a6', 1, 1, '2026-11-30 13:25:38.224+00', '2026-11-30 13:25:38.224+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e93b-7313-a61d-23eb5cc6496f', 'credential 9 über dockerHub', 'credential 9 über dockerhub', 'dockerHub', 'password', 'user-9', 'user-9', '\x016def03585ada0c5a79aab66cbde14b580285be4a820aa5c831da18f3477fc4d2011dadc6648b9468526925fd632b3cd6e4dbafa1504253a6f4a9155a85ce3a4c9b965f006b994fc718fe604375e0a88672ee08bf5364a96cab7b09a79de3f275e77d6c926d7831aae066c0e9', 1, 1, '2026-11-30 13:25:38.235+00', '2026-11-30 13:25:38.235+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e94c-7111-8c57-7ede50c99891', 'credential 10 über github', 'credential 10 über github', 'github', 'password', 'user-10', 'user-10', '\x016def035888b390eb8048e7777b50e690e927b55df3a0dece57b99124f0b2fed76a54502803c55c0dbd7174a963e4135231fd16d3aaf7648e5c33cebaeca14a3d7fdef5bb62ffee91d9621ccb9e161e4a5790be1838a4502120be3fcfbae47944fe343e1621f61dada4ba041b', 1, 1, '2026-11-30 13:25:38.252+00', '2026-11-30 13:25:38.252+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e968-718a-a80a-72fcde2d3d01', 'credential 11 über gitlab', 'credential 11 über gitlab', 'gitlab', 'password', 'user-11', 'user-11', '\x016def03587e6a87e8616b68fe3293698faabfd86e2ab3650b76cbebce9934205f8c4efe6e6aee679727d2695c1e41b4f334fdf2fb34972ed5135ccfa5506697b41143817eb06a81d135148142ab4eec3a7142dda7f9244569f990bd06d91dd42117dcea2cfd4af2987439cf6c', 1, 1, '2026-11-30 13:25:38.28+00', '2026-11-30 13:25:38.28+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e970-7107-af7d-a46c2cff6e3e', 'credential 12 über digitalOcean', 'credential 12 über digitalocean', 'digitalOcean', 'password', 'user-12', 'user-12', '\x016def03589a710e943abccc6bde4f801c96380f20726d754476c791427e0f9491ddc09b3f0ccadf3f193d266cfad3d713e88014f26ba95fef61f67440df5d351d8abddca164c495987efab16d5f776dafdb1e9c3d1c534ea00b440d2ca0abf00a1cc123fdce72ef279abb69a3', 1, 1, '2026-11-30 13:25:38.288+00', '2026-11-30 13:25:38.288+00', NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', '01a22ca1-e89d-71f2-b8f9-790e88a75936', 'an edited name', 'an edited name', 'gcr', 'password', 'user-0', 'user-0', '\x016def03586fc25c16345f89ee99201cfa1268cbae82bbb27090f8adb09291ef172a7f13cab9dbb6ab4360ff5dcbf3eb23b804f6da3d6805c44fe16b8d181e9700fd2718747f86a4c5505611b8a23868f98b88519fc7e1fc84e48c72377cc5590ec43628f3115ef0305bb8878c', 2, 2, '2026-11-30 13:25:38.077+00', '2026-11-30 13:25:38.332+00', NULL, NULL, NULL, NULL);
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-1', 518723841, '\x16f1309045a85c614aed85e44122bfb562b87f3be80927ca8fd3ccc23be3bd92', 201, '\x7b226964223a2230316132326361312d653862642d373030302d383462652d336662643936636531333431222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c203120c3bc62657220656372222c227265676973747279223a22656372222c22757365726e616d65223a22757365722d31222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3130395a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3130395a227d', '2026-11-30 13:25:38.109+00', '2026-12-01 13:25:38.109+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-3', 518723841, '\xcd31e290029f3777f84b77258e678f1b2504beb92c1c6a9a6218e017b024be5f', 201, '\x7b226964223a2230316132326361312d653864622d373231322d393534652d356434646333643631336662222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c203320c3bc62657220676974687562222c227265676973747279223a22676974687562222c22757365726e616d65223a22757365722d33222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3134305a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3134305a227d', '2026-11-30 13:25:38.14+00', '2026-12-01 13:25:38.14+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-5', 518723841, '\x12cd645f6c0e0a1e9bed6d576007cd695729d8015eeb2c2ad2bb81cad3800d61', 201, '\x7b226964223a2230316132326361312d653866632d373037302d393064362d633337366433613164393263222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c203520c3bc626572206469676974616c4f6365616e222c227265676973747279223a226469676974616c4f6365616e222c22757365726e616d65223a22757365722d35222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3137325a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3137325a227d', '2026-11-30 13:25:38.172+00', '2026-12-01 13:25:38.172+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-7', 518723841, '\xbb1e13268ff875d7ac37cff8a22999a3ee4cf88ce37f9d66f1a239b70b22d3d8', 201, '\x7b226964223a2230316132326361312d653932342d373566312d626562612d333662386139313563333831222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c203720c3bc62657220676372222c227265676973747279223a22676372222c22757365726e616d65223a22757365722d37222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3231325a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3231325a227d', '2026-11-30 13:25:38.212+00', '2026-12-01 13:25:38.212+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-9', 518723841, '\xad29e60ba522be0b5c52b00ddaa415d5854b279e0773e547e86527dc830aa3da', 201, '\x7b226964223a2230316132326361312d653933622d373331332d613631642d323365623563633634393666222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c203920c3bc62657220646f636b6572487562222c227265676973747279223a22646f636b6572487562222c22757365726e616d65223a22757365722d39222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3233355a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3233355a227d', '2026-11-30 13:25:38.235+00', '2026-12-01 13:25:38.235+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-11', 518723841, '\xcc3fbeacb2b05d989de6c92c6eb7681715b8055881ac862a14cca6b5361fc387', 201, '\x7b226964223a2230316132326361312d653936382d373138612d613830612d373266636465326433643031222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c20313120c3bc626572206769746c6162222c227265676973747279223a226769746c6162222c22757365726e616d65223a22757365722d3131222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3238305a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3238305a227d', '2026-11-30 13:25:38.28+00', '2026-12-01 13:25:38.28+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca1-e41e-7299-99a9-c5cad66d701a', 'create-13', 518723841, '\xf91b9202ac2562c85d1f36848a2ed519d5a8ef703b4bcf25ee2891d84d16ed5e', 201, '\x7b226964223a2230316132326361312d653937652d373265662d383639312d656564373561363337393532222c22636f6d70616e795f6964223a2230316132326361312d653431652d373239392d393961392d633563616436366437303161222c226e616d65223a2263726564656e7469616c20313320c3bc62657220637573746f6d222c227265676973747279223a22637573746f6d222c22757365726e616d65223a22757365722d3133222c22686f7374223a2272656769737472792d31332e6578616d706c652e636f6d3a35303030222c22746f6b656e5f686f7374223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a33382e3330325a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a33382e3330325a227d', '2026-11-30 13:25:38.302+00', '2026-12-01 13:25:38.302+00');
INSERT INTO public.ring_keys VALUES ('secret', 1844380504, '\x8d4dc31b96d06005d3e5fc94b8714d65');
INSERT INTO public.ring_keys VALUES ('pepper', 518723841, '\xa6b85348a386c6458598f2789d04f73a');
INSERT INTO public.ring_keys VALUES ('audit', 2160390270, '\x25e71d90ebe223ae3b9489a7b9ecc9d5');
INSERT INTO public.schema_requirements VALUES ('0001', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0002', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0003', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0004', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0005', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0006', '0.1.0');
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
