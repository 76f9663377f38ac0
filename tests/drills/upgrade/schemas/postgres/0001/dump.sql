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
INSERT INTO public.__diesel_schema_migrations VALUES ('0001', '2026-11-30 13:19:28.045944');
INSERT INTO public.api_key_handles VALUES ('AKTu2QFSpxMvjzWQ', '01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-45f3-76bd-833e-72b1f7250168');
INSERT INTO public.api_key_handles VALUES ('cDWSrreVaJnmmPSO', '01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-472c-73cd-b2b7-65028fbf9cf5');
INSERT INTO public.api_keys VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-45f3-76bd-833e-72b1f7250168', 'AKTu2QFSpxMvjzWQ', 'everything', 'DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE', NULL, true, '\x830450a2de2405705bb136b37a62213c1658420409663d4bb294851c937e5bd3', 518723841, NULL, NULL, NULL, NULL, 518723841, '\x0b4c39bfb2b2cd8f605b633c357f5468b3e77c304c4506d5278bb3518aef2054', 1, '2026-11-30 13:19:28.755+00', '2026-11-30 13:19:28.755+00');
INSERT INTO public.api_keys VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-472c-73cd-b2b7-65028fbf9cf5', 'cDWSrreVaJnmmPSO', 'reading', 'DOCKER_REGISTRY:READ', NULL, true, '\x6e86bb5f8d815081a8ba740bb7c8596ecbd71c06f87025aa31c7b70e28a55f79', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xd086e174158c3e587bff1870c009ecf9983f9a9600db4c37970422a5f4da1efb', 1, '2026-11-30 13:19:29.068+00', '2026-11-30 13:19:29.068+00');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4530-730d-8d99-6b42cc79130b', '2026-11-30 13:19:28.56+00', 'cli', 'root', NULL, 'company.create', 'company', '01a22c9c-4530-730d-8d99-6b4171278745', 'succeeded', NULL, NULL, NULL, NULL, 2160390270, '\xe9b9fe75ea8e70f0c6e7191d37729c14ba924e37ea198a97b007921b713710b7', '\x4d8895280ccd49ff44d6f30d247d46b3a3e3024a82942ba67ebd470dcd776e77');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-45f3-76bd-833e-72b221b7a4a9', '2026-11-30 13:19:28.755+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x5e1e749e902fa00db08505ff575463ff4d55f1980e7e579cdc7ee3f56ad3c679', '\xf6effa6f35c3b8be7f725b04d352667aa114bc281d97a9b5c7514fed26f8d091');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-472c-73cd-b2b7-6503a677efac', '2026-11-30 13:19:29.068+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9c-472c-73cd-b2b7-65028fbf9cf5', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\xbc3189d18d68f1ad3d5d70b11b486b096f1f3f6439fc8eccd4bdbf1ce327b477', '\x37ffd00a181e5f9858bea05dd6bb688b45da59339cd38baffaa18803d8103857');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-48a5-71cc-b82c-a7011e2855ad', '2026-11-30 13:19:29.445+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22c9c-48a5-71cc-b82c-a700b0e6a211', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x8de2bd5b86d03b3a421925f67edcff00f38f9c05a2ba4479497889ebff53e2cd', '\x10aa51b97f84516ec87acf05654a1cd26599756d93aff456cf420a1cc8bf4e23');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-49f1-7652-9853-467b138edf4f', '2026-11-30 13:19:29.778+00', 'cli', 'root', NULL, 'api_key.delete', 'api_key', '01a22c9c-48a5-71cc-b82c-a700b0e6a211', 'succeeded', 1, NULL, NULL, NULL, 2160390270, '\x8de2bd5b86d03b3a421925f67edcff00f38f9c05a2ba4479497889ebff53e2cd', '\xeb1e60eba83f0997ed68022a7a0d41294e77e4d19531f0d233d1c7fdd2f0aa0a');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4a46-7372-a85e-9cab02b87a91', '2026-11-30 13:19:29.862+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4a3e-7197-9178-a1fa1e3288c2', 'credential.create', 'credential', '01a22c9c-4a46-7372-a85e-9caaf9d62efc', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x02e29e50b31e382d7388d65e1a1136668ae6fea728a3c782c07e98476779ca3b', '\x741bd7fb6c0816e0dc995c00e3285032d2572ef5bff6b7a8927da5bafb6b70ce');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4a6b-77ad-bb06-6b53f233b694', '2026-11-30 13:19:29.899+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4a66-77b2-a533-43b2f1457eca', 'credential.create', 'credential', '01a22c9c-4a6b-77ad-bb06-6b526a758544', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x03f675ddcb1294b161bff4a933a6ecd358cd08c181c2718870916116935a018c', '\xa306e5b304c6ce93713de0f33624233481dd99c144dd40ee2c82a6c100f1153c');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4a88-72e1-82ea-8d12f7000118', '2026-11-30 13:19:29.928+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4a88-72e1-82ea-8d10e7f9cee6', 'credential.create', 'credential', '01a22c9c-4a88-72e1-82ea-8d113347d92c', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x5307d3fc5553914e6558243674087ca046dad306a74544f41df5e6862865047f', '\xa81ae27f8d8e28799c3c6b1c959ae3a4cde7a5c9129130b02edb16cf76939d25');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4aa3-71f3-8b07-d8f399ece9d8', '2026-11-30 13:19:29.955+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4aa2-7083-a187-0d6e3821acf1', 'credential.create', 'credential', '01a22c9c-4aa3-71f3-8b07-d8f271a99cce', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x6f0caeb00af69e5accac1b2386a19c83c91d42722f9cca9e52d43b2a1ff64df1', '\xfb7c6c2ad66f724dea4bfd9ce514c4ab8acd126ae4d5808ceede1258902c44dd');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4ac2-724d-8f04-3b313b6efd0f', '2026-11-30 13:19:29.986+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4ac2-724d-8f04-3b2f5ced0a6e', 'credential.create', 'credential', '01a22c9c-4ac2-724d-8f04-3b30c9db11d4', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8d6526d2cc85470b5df95962fd5821e8e57ef131ed2f1b8ef2725792019c9689', '\xba4271d8b324124e2bf49601a955b976044a801eb7c2860cf5f7df6865db2ab0');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4ae8-7542-9587-c9ad48cfe6c0', '2026-11-30 13:19:30.024+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4ae7-7257-9190-21475c046923', 'credential.create', 'credential', '01a22c9c-4ae8-7542-9587-c9ace871d390', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xf05b453416eeac80eb0ba9aec5849a04bc60d77cf18a7bb7e7639d408dc0ecb9', '\x17a0c67f3b23089963ab419f7d67c27c6745f72fd83576f1693c5a581c0db0ea');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4af4-76d5-83ff-64c71e58636f', '2026-11-30 13:19:30.036+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4af4-76d5-83ff-64c5341741d0', 'credential.create', 'credential', '01a22c9c-4af4-76d5-83ff-64c6d1a2f278', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xebf8c3013103380aaa6180e058dd4f57323edf91f5f78e0fdc638ad0d1fefb81', '\xd1b565559b64e18f4c6b5e32746edb00763c1b3bdc92e154a88e15ba0e4c854c');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b2f-7213-af28-d76be1af25f3', '2026-11-30 13:19:30.095+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4b2e-735a-ab4d-f298882eff7c', 'credential.create', 'credential', '01a22c9c-4b2f-7213-af28-d76a76b87369', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xe3cf5e4147a479d3ada0b1734e26085724704d302e45f7a78d7609657bb929aa', '\x6d798f75e3d4f670019bdc0da083709959afcefa024f1a5c0d5c04fc2a7076a4');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b3c-7336-a02f-a9bc3429b9e0', '2026-11-30 13:19:30.108+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4b3c-7336-a02f-a9ba0cae6fb9', 'credential.create', 'credential', '01a22c9c-4b3c-7336-a02f-a9bbdf3f3f2a', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x87ba4ec228a9047371426895e49900077ce1b10828b778d58dfb190771968a2e', '\x564e9078250d6e379e5d6d813c126603e864817cdbba9c568134aa7ddfd4e699');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b5a-703b-8d03-cf76e8eda31c', '2026-11-30 13:19:30.138+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4b5a-703b-8d03-cf74231c8358', 'credential.create', 'credential', '01a22c9c-4b5a-703b-8d03-cf75b3efcb32', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8ec8d2990df43ec5e62f1bd19100f3fb3ab1ee5213549e7a9e5ada63a12fb0cd', '\x67737450d5dec69f58e9adae6ed8e8a1565bd1b90ad5a5ad7306926384c06ae0');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b62-7080-a8e5-1ce8e88bf61d', '2026-11-30 13:19:30.146+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4b62-7080-a8e5-1ce6a9074b59', 'credential.create', 'credential', '01a22c9c-4b62-7080-a8e5-1ce719ff768c', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x0b4f510cceefd9d29beff9c15d8aca4316e59f8c1b8605d68bbc287e6f88c1bd', '\x7d429b81383afeab3c5cb32bef86d76039f91f82bbdf146de5b878586db86d12');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b87-75dd-bef8-b951db3ab55a', '2026-11-30 13:19:30.183+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4b86-7433-afa1-24fa229f06b7', 'credential.create', 'credential', '01a22c9c-4b87-75dd-bef8-b9503a621d95', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x337d9ceb3a6c6c7982b8c1ce4f0735dfbfec4bdbe12cac6feedf89cdcb4b39e5', '\xb0141e0174108aed9d16767dc2de2696824a11fa2f341d509da164182b05b4ac');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b9d-70e6-aa29-d3045fc1e4ea', '2026-11-30 13:19:30.205+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4b9c-70b5-b4a4-62f85322cece', 'credential.create', 'credential', '01a22c9c-4b9d-70e6-aa29-d303363ab709', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x394a06bc4c6fed2acf3f1e1ba27c643f424988a7ce5c1c04953e273ae0bb3304', '\xf3ec0d7316727ce324f7c01506f300a51fc28b2de088ce06a5f962b4401a4b0f');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4ba6-73c8-bc95-518cc7a5c024', '2026-11-30 13:19:30.214+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4ba6-73c8-bc95-518aa86df608', 'credential.create', 'credential', '01a22c9c-4ba6-73c8-bc95-518bea4a12b2', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x4ad03800dee08fa51345fbaa4c635f49964c03d724babfec32b597380f450a28', '\xe674f9f85a7f664bdc7d67e6ffd80106b9bcca8638d2df6e8b3c58da657a78b2');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4bba-7119-ab4c-38f1f8993ed7', '2026-11-30 13:19:30.234+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4bab-70b7-b5ed-7f4838fa0044', 'credential.update', 'credential', '01a22c9c-4a46-7372-a85e-9caaf9d62efc', 'succeeded', 1, 2, 1, 2, 2160390270, '\x8b27dab4389077cf7c4cb8a916ed863ee5975610153cfede621ea49da9b4658a', '\x4ecf7c04350d28e35781f58a39ad3513e46f7e65802ba1c95182027622467873');
INSERT INTO public.audit_events VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4bda-7710-8eb3-be32b2b6350f', '2026-11-30 13:19:30.266+00', 'api_key', '01a22c9c-45f3-76bd-833e-72b1f7250168', '01a22c9c-4bd7-771f-95f8-5f992f60d560', 'credential.delete', 'credential', '01a22c9c-4ba6-73c8-bc95-518bea4a12b2', 'succeeded', 1, NULL, 1, NULL, 2160390270, '\x4ad03800dee08fa51345fbaa4c635f49964c03d724babfec32b597380f450a28', '\x2a1e4f1bf01deed60dc4e64f3803ed57664d7eeee65572985b2701705e2e931e');
INSERT INTO public.auth_epoch VALUES (true, 6);
INSERT INTO public.companies VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'upgraded', '\xa48a753f42f92a512b1b280c06bca53ff4b6fe32725e12d71264a0e0890a73c5', '2026-11-30 13:19:28.56+00', NULL);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'gcr', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'ecr', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'dockerHub', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'github', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'gitlab', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'digitalOcean', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'custom', 6, 2);
INSERT INTO public.credential_counts VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'custom', 5, -1);
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4a6b-77ad-bb06-6b526a758544', 'credential 1 über ecr', 'credential 1 über ecr', 'ecr', 'password', 'user-1', 'user-1', '\x016def0358025dcf5f439a7056135801228645a5aee50d8b13ccd51b0664e42cef9ce2417e1640796f5fd880efe94a5fe381169d02a41009757153683bab55e0b1caff59b2fd74eb2538a1bbd5948fe795a499fdc909bbc9850a2019b68019a0c156ed71bdb00d748363ad02f6', 1, 1, '2026-11-30 13:19:29.899+00', '2026-11-30 13:19:29.899+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4a88-72e1-82ea-8d113347d92c', 'credential 2 über dockerHub', 'credential 2 über dockerhub', 'dockerHub', 'password', 'user-2', 'user-2', '\x016def0358b1427b2dab7db761345b9a4aaa27dd053e9c1e0de48f776ada1571fd47612273ce52b20144acc3f1e21854c837ca18e9be885cda2a15908ac239a8a98e48bf5b1e04b3d7395afeb98d60970d844ae3c75ebbd41f442e825f27fe08cbb7ae9cfab317d1c6b7862387', 1, 1, '2026-11-30 13:19:29.928+00', '2026-11-30 13:19:29.928+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4aa3-71f3-8b07-d8f271a99cce', 'credential 3 über github', 'credential 3 über github', 'github', 'password', 'user-3', 'user-3', '\x016def0358d2984ec70a6b7a285d4e3e3689be6192c5d88cf6099b69b30af6b81b40f1448f8f8471a65c5704e0e2e8e08453f6af2fdfc77f1fb31410544a42efb4d3009a63918fda083c55f00ed9ad440a1502547a040c335041a0399ee44fc41b75c8bd030e6ce4cc8f42a1f9', 1, 1, '2026-11-30 13:19:29.955+00', '2026-11-30 13:19:29.955+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4ac2-724d-8f04-3b30c9db11d4', 'credential 4 über gitlab', 'credential 4 über gitlab', 'gitlab', 'password', 'user-4', 'user-4', '\x016def03586ce55691671daf56bbc7c44bc885c2fa98add5ef5829477e30fab9ccafbfff71e1d5942c34332411b53cef411a343968f86198ac9dedaae7aac6d3e785db1b020af5ea61682d57289eebb443ad5dea87666eb6edfb7bc6f1cdd402f31a86616ac22f4bee4da75644', 1, 1, '2026-11-30 13:19:29.986+00', '2026-11-30 13:19:29.986+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4ae8-7542-9587-c9ace871d390', 'credential 5 über digitalOcean', 'credential 5 über digitalocean', 'digitalOcean', 'password', 'user-5', 'user-5', '\x016def0358a75bd075fe26cac34931e5ae5e2d0e1e5245bc9c561ea2225f0b90f166066d915694b53ec61526ad35f0c84fc1ab13c8ddeb3d2ebd72ca876aa1a42ef9bd9a59f2104c38b23c87da57b3cb761fa9b33ec39e503395fa7ad3280035a30098b72f3a174eae6996b4e7', 1, 1, '2026-11-30 13:19:30.024+00', '2026-11-30 13:19:30.024+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4af4-76d5-83ff-64c6d1a2f278', 'credential 6 über custom', 'credential 6 über custom', 'custom', 'password', 'user-6', 'user-6', '\x016def03583ee6b35e3c310eaa4946e602a9da5ff1cd8f93e288095b90a6be8d154734407289d234df1cf52f975d3a6558818fa45ee17437473d3c2a9ad6c53f771342a1e410f1f915dd4bfc796804f957168d3a4f0b6f797568a486c6b9d7221ba18b40086a3dd890371ad4c3', 1, 1, '2026-11-30 13:19:30.036+00', '2026-11-30 13:19:30.036+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b2f-7213-af28-d76a76b87369', 'credential 7 über gcr', 'credential 7 über gcr', 'gcr', 'password', 'user-7', 'user-7', '\x016def03586e9d91217be4200eac992624e58208a10aef0fbc6fb096bc14db5c93330073dc7708c6fdc057c6d04b5c8244e95861583f6075169fe8f443b6772f4fc737dee46d89b7107ffb3c619fd3c64a90cd7461781a22494240e40bdd027841cc63a072633fa7c51485114e', 1, 1, '2026-11-30 13:19:30.095+00', '2026-11-30 13:19:30.095+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b3c-7336-a02f-a9bbdf3f3f2a', 'credential 8 über ecr', 'credential 8 über ecr', 'ecr', 'password', 'user-8', 'user-8', '\x016def0358bd314c7859f15062bb95899c1ea37d49938d30e222d972c1a3c101cc615000765657a9076e05927c1437d0bd2be0e9c46d94df869a7543d8147fb1de1755c99441c72d8ecf563758e781255378ff25ade4a4111f1df3c63a1a3de9b945a519027234c8dd18b2a7ae', 1, 1, '2026-11-30 13:19:30.108+00', '2026-11-30 13:19:30.108+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b5a-703b-8d03-cf75b3efcb32', 'credential 9 über dockerHub', 'credential 9 über dockerhub', 'dockerHub', 'password', 'user-9', 'user-9', '\x016def0358f236f7cfd6336b71389c6601b3ad0da68ec125c136486642f54da3a5a8b79a8ad7498b56370dc4350c63d34b53df37239f6c1290a40515c4498a8d7ce8968bcba99fd38bc00a206b129ec972a50aa783bd1e88e86502dd7fb3a48a41e7b67762eca0c841ecd10c7b', 1, 1, '2026-11-30 13:19:30.138+00', '2026-11-30 13:19:30.138+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b62-7080-a8e5-1ce719ff768c', 'credential 10 über github', 'credential 10 über github', 'github', 'password', 'user-10', 'user-10', '\x016def03587cc04467dd1916f5e2be5923c79aa0ba8d1d9894053cef5de5c631e1b93b05c58c5f6b4ba195f896207b33a39031a4e96a016a86618ec65e1776acee76cd981ce278cc82d1b4f8cf179e4291a911d7dcc6fc219ccd369949521f6ce40ccb1b07637003a06e2e3ce8', 1, 1, '2026-11-30 13:19:30.146+00', '2026-11-30 13:19:30.146+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b87-75dd-bef8-b9503a621d95', 'credential 11 über gitlab', 'credential 11 über gitlab', 'gitlab', 'password', 'user-11', 'user-11', '\x016def03580b961e93958a58b7f4ef4237eb19a00ad93354c75babd062b7de9fec8a3891d0e51afa1e7377427a467120931ebe85318fd9c9e2c268e846a9be4ac29a1e0715bcaeb7dc494fed6a65316536c40fa88f48789fac3b6d6e6355bc3d157119cbb07339e4ca0e20f466', 1, 1, '2026-11-30 13:19:30.183+00', '2026-11-30 13:19:30.183+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4b9d-70e6-aa29-d303363ab709', 'credential 12 über digitalOcean', 'credential 12 über digitalocean', 'digitalOcean', 'password', 'user-12', 'user-12', '\x016def03585fed08e692c27f0289c0dd276a221e288b574d42047bfbfa653b1e9ce5c98bc04d36b68a4ab7f78d02727807c2a7295ed8562b130e7fc4b37692d8418a5a57bba6e90e9f1e3786c5f65d8655968c08458f640473484ddb73d2a87ea049700832821e3b4a000d6afa', 1, 1, '2026-11-30 13:19:30.205+00', '2026-11-30 13:19:30.205+00');
INSERT INTO public.credentials VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', '01a22c9c-4a46-7372-a85e-9caaf9d62efc', 'an edited name', 'an edited name', 'gcr', 'password', 'user-0', 'user-0', '\x016def0358529fbcaef20f18d9c9188ba30cdf15b778b4de74013f747d3e767b6805c12ae4053346c8fa9421621ce7f7481cabb68c3858a5bdd38925a4eae00c66c635d05e82012d1f04a641a4610c77f4a74d2494eaccff73bb7cb873aabe3e70f4ac2e75bf100403a7bd2222', 2, 2, '2026-11-30 13:19:29.862+00', '2026-11-30 13:19:30.234+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-1', 518723841, '\x921a5bee6c106d6c33250a9488f7c7a0b55df7d956b378466e03f8d76a18f723', 201, '\x7b226964223a2230316132326339632d346136622d373761642d626230362d366235323661373538353434222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c203120c3bc62657220656372222c227265676973747279223a22656372222c22757365726e616d65223a22757365722d31222c22637265617465645f6174223a22323032362d31312d33305431333a31393a32392e3839395a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a32392e3839395a227d', '2026-11-30 13:19:29.899+00', '2026-12-01 13:19:29.899+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-3', 518723841, '\xf40e5985dac514eba0d1c13e249d0cb6c5e07a375d95c5069f8b56186e9d6778', 201, '\x7b226964223a2230316132326339632d346161332d373166332d386230372d643866323731613939636365222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c203320c3bc62657220676974687562222c227265676973747279223a22676974687562222c22757365726e616d65223a22757365722d33222c22637265617465645f6174223a22323032362d31312d33305431333a31393a32392e3935355a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a32392e3935355a227d', '2026-11-30 13:19:29.955+00', '2026-12-01 13:19:29.955+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-5', 518723841, '\x8ceb5842c87a4c89f920f8c7e8b389cd8f1198db607aef40c167c85700457f62', 201, '\x7b226964223a2230316132326339632d346165382d373534322d393538372d633961636538373164333930222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c203520c3bc626572206469676974616c4f6365616e222c227265676973747279223a226469676974616c4f6365616e222c22757365726e616d65223a22757365722d35222c22637265617465645f6174223a22323032362d31312d33305431333a31393a33302e3032345a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a33302e3032345a227d', '2026-11-30 13:19:30.024+00', '2026-12-01 13:19:30.024+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-7', 518723841, '\x6e7d59102b9ce39f71b72814f07a7f0800628da212a45dff6782d3f5dbe77252', 201, '\x7b226964223a2230316132326339632d346232662d373231332d616632382d643736613736623837333639222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c203720c3bc62657220676372222c227265676973747279223a22676372222c22757365726e616d65223a22757365722d37222c22637265617465645f6174223a22323032362d31312d33305431333a31393a33302e3039355a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a33302e3039355a227d', '2026-11-30 13:19:30.095+00', '2026-12-01 13:19:30.095+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-9', 518723841, '\xdddf9575162fa316c2d3fa383e9804b54537bf99abfcd13dc674b6567da2a229', 201, '\x7b226964223a2230316132326339632d346235612d373033622d386430332d636637356233656663623332222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c203920c3bc62657220646f636b6572487562222c227265676973747279223a22646f636b6572487562222c22757365726e616d65223a22757365722d39222c22637265617465645f6174223a22323032362d31312d33305431333a31393a33302e3133385a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a33302e3133385a227d', '2026-11-30 13:19:30.138+00', '2026-12-01 13:19:30.138+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-11', 518723841, '\xfaa991f6e4f2ea56a6eca20ca5b2810e342a28bb87d3ae04786b873b4f8359c4', 201, '\x7b226964223a2230316132326339632d346238372d373564642d626566382d623935303361363231643935222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c20313120c3bc626572206769746c6162222c227265676973747279223a226769746c6162222c22757365726e616d65223a22757365722d3131222c22637265617465645f6174223a22323032362d31312d33305431333a31393a33302e3138335a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a33302e3138335a227d', '2026-11-30 13:19:30.183+00', '2026-12-01 13:19:30.183+00');
INSERT INTO public.idempotency_records VALUES ('01a22c9c-4530-730d-8d99-6b4171278745', 'create-13', 518723841, '\x0145a10fbad165cca9025979bab6397a52c06891d05723571a5b29a23623cf78', 201, '\x7b226964223a2230316132326339632d346261362d373363382d626339352d353138626561346131326232222c22636f6d70616e795f6964223a2230316132326339632d343533302d373330642d386439392d366234313731323738373435222c226e616d65223a2263726564656e7469616c20313320c3bc62657220637573746f6d222c227265676973747279223a22637573746f6d222c22757365726e616d65223a22757365722d3133222c22637265617465645f6174223a22323032362d31312d33305431333a31393a33302e3231345a222c22757064617465645f6174223a22323032362d31312d33305431333a31393a33302e3231345a227d', '2026-11-30 13:19:30.214+00', '2026-12-01 13:19:30.214+00');
INSERT INTO public.ring_keys VALUES ('secret', 1844380504, '\x8d4dc31b96d06005d3e5fc94b8714d65');
INSERT INTO public.ring_keys VALUES ('pepper', 518723841, '\xa6b85348a386c6458598f2789d04f73a');
INSERT INTO public.ring_keys VALUES ('audit', 2160390270, '\x25e71d90ebe223ae3b9489a7b9ecc9d5');
INSERT INTO public.schema_requirements VALUES ('0001', '0.1.0');
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
