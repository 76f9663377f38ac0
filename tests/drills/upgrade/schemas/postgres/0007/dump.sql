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
    path_prefix text COLLATE pg_catalog."C",
    last_used_at timestamp with time zone,
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
INSERT INTO public.__diesel_schema_migrations VALUES ('0001', '2026-11-30 13:25:52.064819');
INSERT INTO public.__diesel_schema_migrations VALUES ('0002', '2026-11-30 13:25:52.525946');
INSERT INTO public.__diesel_schema_migrations VALUES ('0003', '2026-11-30 13:25:52.553978');
INSERT INTO public.__diesel_schema_migrations VALUES ('0004', '2026-11-30 13:25:52.622817');
INSERT INTO public.__diesel_schema_migrations VALUES ('0005', '2026-11-30 13:25:52.64397');
INSERT INTO public.__diesel_schema_migrations VALUES ('0006', '2026-11-30 13:25:52.75929');
INSERT INTO public.__diesel_schema_migrations VALUES ('0007', '2026-11-30 13:25:52.781889');
INSERT INTO public.api_key_handles VALUES ('O4eVfupbV9SpvXxT', '01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2450-7635-87ff-fd11d218ec14');
INSERT INTO public.api_key_handles VALUES ('CQYd511ms1YCj3Zk', '01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-24da-76fb-bbd2-f655160a8f9b');
INSERT INTO public.api_keys VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2450-7635-87ff-fd11d218ec14', 'O4eVfupbV9SpvXxT', 'everything', 'AUDIT:READ,DOCKER_REGISTRY:CREATE,DOCKER_REGISTRY:DELETE,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE', NULL, true, '\xa33fffbda90e9ff6e70dc86278bcde8c637bce0abbe824687472d67402524aaf', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xb3dac201ea1ba4ea0654b128effbc22351e243842cfc29d7cda268525d3ad739', 1, '2026-11-30 13:25:53.36+00', '2026-11-30 13:25:53.36+00', '2026-11-30 13:25:54.144+00');
INSERT INTO public.api_keys VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-24da-76fb-bbd2-f655160a8f9b', 'CQYd511ms1YCj3Zk', 'reading', 'DOCKER_REGISTRY:READ', NULL, true, '\xb31dc9fdab219f6eae47a53c77195442eb246e131d769134811cab0847e19877', 518723841, NULL, NULL, NULL, NULL, 518723841, '\xa20e6c44ca347f7a82e2a43cc7216848d6afb92a55bbbb9371a6245857fa6e7e', 1, '2026-11-30 13:25:53.498+00', '2026-11-30 13:25:53.498+00', '2026-11-30 13:25:54.152+00');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-23c4-7284-b56e-e6256e8b6679', '2026-11-30 13:25:53.22+00', 'cli', 'root', NULL, 'company.create', 'company', '01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'succeeded', NULL, NULL, NULL, NULL, 2160390270, '\xf266c4224f96e1d9d31aabfb01d94f3249aa5ae15805e2fe4fb2406720acc2a1', '\x812701d4fa982d20405be97873866b83a9bc6f7b809c3f350a1447a152119e00');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2450-7635-87ff-fd12fe70174e', '2026-11-30 13:25:53.36+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\xf3c51f6b9884261c3266f7dff044783f1ab72ceadd6a2825f970e8ff8bd7aa17', '\x14a7df2fffb7cf8b19d6ecb57167395622128b88b87d93f7d9f76e526966389a');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-24da-76fb-bbd2-f6564d3eac18', '2026-11-30 13:25:53.498+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca2-24da-76fb-bbd2-f655160a8f9b', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x4e702c605ff93faf3461a9a9e556ff58b41cb59ef437201a01a53a65ae3941ea', '\x5b2611cab05c13b86803b6d9619ab85bcf10f803f38d5c8f30b63a91f4f98a40');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2557-74cb-b7c6-205cbfdc1584', '2026-11-30 13:25:53.623+00', 'cli', 'root', NULL, 'api_key.create', 'api_key', '01a22ca2-2557-74cb-b7c6-205b6a776379', 'succeeded', NULL, 1, NULL, NULL, 2160390270, '\x1fe1864c29592ef8d78debdc1a988c209d8ed11b31aec63d85e276832cff34e2', '\xcd7a777f3c529d2b1b8af096421af151d6bf7e183de841c69082b093221931e4');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2621-75ed-a40e-8661dea68bca', '2026-11-30 13:25:53.825+00', 'cli', 'root', NULL, 'api_key.delete', 'api_key', '01a22ca2-2557-74cb-b7c6-205b6a776379', 'succeeded', 1, NULL, NULL, NULL, 2160390270, '\x1fe1864c29592ef8d78debdc1a988c209d8ed11b31aec63d85e276832cff34e2', '\x245f2a70331ebeddee2094382fc1fc324a6a6fad62183867dbeaa5fb1b73428f');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-266d-7648-934c-ffe580bb52b0', '2026-11-30 13:25:53.901+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-2664-7252-9cd2-e7744076e514', 'credential.create', 'credential', '01a22ca2-266c-736c-b3d5-383277d99f90', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xce8100034bed0d58f7ff8733655b550dd2f0d06ab957a7d5b27edc0fa4486590', '\x4a93caa672518f22bd24b7dab44ec0b6aba992bb4c02a5fef1ddd5bc48d501b6');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-268d-775e-8efe-56e058f87a6c', '2026-11-30 13:25:53.933+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-268c-7358-b7ae-26212b34a0b9', 'credential.create', 'credential', '01a22ca2-268c-7358-b7ae-262253e2ef0a', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x5a9eb1d4e0443b4e72a7e2c181dc6edc1e95409707c472bb088a0e0fe6f2a489', '\x233d786a5dda774405c59918dd4e34e1569f6e29eea0a187db78cfab05fd902e');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26a4-776b-83f4-d835d4fb314d', '2026-11-30 13:25:53.956+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26a3-72dc-8e8b-308181a65009', 'credential.create', 'credential', '01a22ca2-26a4-776b-83f4-d834c672fd3d', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x4d49f9fc9e2435d604bd7365dc1b6af487a4f26b6703aa7a67262d6ca3c5e0fa', '\x0d7799f92d4132abb6e13cbd81c1666ae45a31fef329d333845ef5326fbf0557');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26b4-722c-8fa0-61217af83e88', '2026-11-30 13:25:53.972+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26b3-77ff-833d-28e03415fc8c', 'credential.create', 'credential', '01a22ca2-26b4-722c-8fa0-61203a1a228e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x275dcafce5326ebf36b63427faecaf67d3aa6ff462780f7083b76cb90bec5bec', '\xaa7b25222fbac526c3b476c7a0dda01870473fd5571f73167148226f8df8fcae');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26c9-7130-ab07-343dd717a288', '2026-11-30 13:25:53.993+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26c8-71c7-b3d3-e68e901d2e7b', 'credential.create', 'credential', '01a22ca2-26c9-7130-ab07-343c19acbcda', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x3cf443043f5c78fb60d8751f1f48583abd851064e2fdef72d2d2c1f06356a9ed', '\xb33a189dab0e373b02e0ac7b030c8f2288253b609e64e1b867d086f08f60ba49');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26d8-724d-8176-3af503fe5ece', '2026-11-30 13:25:54.008+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26d8-724d-8176-3af3d83fa012', 'credential.create', 'credential', '01a22ca2-26d8-724d-8176-3af45c668b3b', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x766b408007f616b161dac3e6049627876e1e4ff64fd4d7b16fac05a6388a3d78', '\xeb8d3f09412b5c2b3b271c0bcb38b1682422d1d384341ddb215a3ab4ecedcdf3');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26e4-701e-92e8-77aa8d4bd12b', '2026-11-30 13:25:54.02+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26e3-7750-a02c-762fb819c7ff', 'credential.create', 'credential', '01a22ca2-26e4-701e-92e8-77a90c8b03e5', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xc4e4131e5cae0631e4b94fc930ed321d401f7a2abe227cc2bf9ffcc2f16c92f2', '\xe9939ab6212348a31e53305fb8e7c59264dfc8e4622ea20946f3682266a7f456');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26f4-7418-92d2-7310f3e03213', '2026-11-30 13:25:54.036+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26f4-7418-92d2-730ec13fe15c', 'credential.create', 'credential', '01a22ca2-26f4-7418-92d2-730f558b32b3', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x597c24350aa353880ed9c8bfb780239e81dd8d1e9ba8dc6268efc0336f1cfb8f', '\x4cc6dd306a0c83581bc02bb12ec7f7c284be7478d36eb2de94b5f7aeb164c7f8');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2700-71a2-94b4-b452e6fe3259', '2026-11-30 13:25:54.048+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-26ff-71fd-bdca-7a519e7e0e99', 'credential.create', 'credential', '01a22ca2-2700-71a2-94b4-b45181759e95', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xb1fdcf9bd2d225df29906769367c80931a698d649cd5830f0dcd3caa1dc694a1', '\xd9a2949249474efedbf8ffdd05b94b6f711fb4e789b004cd429c5335744f5710');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2704-735a-abb3-764d5014daca', '2026-11-30 13:25:54.052+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-2704-735a-abb3-764b2ac07796', 'credential.create', 'credential', '01a22ca2-2704-735a-abb3-764c9106f0ab', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xe793d81322296477e1f4fce5f290634ca30d865987b871ec31e5a9a143db1698', '\x0194c83e54e6174ffd8af381a74cf17971d1ad9233426c2be490af4aaaee0582');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2715-77b6-9e48-61ac98a690cf', '2026-11-30 13:25:54.069+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-2714-7599-8116-6b0c9385423a', 'credential.create', 'credential', '01a22ca2-2714-7599-8116-6b0de3196ad1', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\xa2a6bb91ef92ed25380ff2246e7b3b3058ce79ded2b9af39b0c33e7ca24c05ea', '\xf2f63999540f1a5b6e902abad49a3d78907f9ed5d9b33308458b1e647da688a0');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-271c-7559-b20a-5598e67148d6', '2026-11-30 13:25:54.076+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-271b-70b1-b2c8-d9fc981c349b', 'credential.create', 'credential', '01a22ca2-271c-7559-b20a-55970f49fe61', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8e6fdc65d9d2c7f556d834f9fdebaf387a5c7273e8a18a34928e05050287cb9b', '\x30bf839c0befcf4a7b6019ad7b9fc6b371bd20d631c44c1f26547159afb56b30');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2729-71f6-8ef7-6451729aa41a', '2026-11-30 13:25:54.089+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-2728-7733-aaac-04ad2605b107', 'credential.create', 'credential', '01a22ca2-2729-71f6-8ef7-645059861dea', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8f0353c135a4cc3bc0c765508cea33930667b4397b03cb7ef4feb0db010e93a0', '\x9ff3f0a8349635440a7423533868d00fc73cec002dd367d375bf47e19376e7df');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2734-779d-aaf4-ba9a27a97e22', '2026-11-30 13:25:54.1+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-2733-71d5-a29e-b95f55e33207', 'credential.create', 'credential', '01a22ca2-2734-779d-aaf4-ba998dee213e', 'succeeded', NULL, 1, NULL, 1, 2160390270, '\x8634983856d7b58440a930bdb90f7ab9ff3c8f6d5775c56091bd8d447ce32795', '\x4ca9b62280f711efa893ee49a6517cf27f3c65cc56ae52dae0965c3099a53e6d');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2740-71c1-9732-6f96c371220d', '2026-11-30 13:25:54.112+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-273a-76bb-b006-e7d9c72e5c77', 'credential.update', 'credential', '01a22ca2-266c-736c-b3d5-383277d99f90', 'succeeded', 1, 2, 1, 2, 2160390270, '\xa156fb35988f16ba4b26b4410775596bcd53d838de964d4f08c0b98a6b324144', '\xd9d54341270ac6215dbcf5a532f82f3b04caa22b484c24c0d4416d62f2b9071b');
INSERT INTO public.audit_events VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2753-719b-8b2a-12e65397fd76', '2026-11-30 13:25:54.131+00', 'api_key', '01a22ca2-2450-7635-87ff-fd11d218ec14', '01a22ca2-2750-77fd-adc9-2692f57baaa9', 'credential.delete', 'credential', '01a22ca2-2734-779d-aaf4-ba998dee213e', 'succeeded', 1, NULL, 1, NULL, 2160390270, '\x8634983856d7b58440a930bdb90f7ab9ff3c8f6d5775c56091bd8d447ce32795', '\xf8f04f37ed24181e7de4850d0a0f0ed3b8447c6642fb0383fbcdc7abd3980065');
INSERT INTO public.audit_heads VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 21, '\x40ccde86769d05f7d7fa0050b1e418b8d782b72be6354985210d37abef6da5ae', 2160390270, '\x1a6c7184a5645f56685a1a2b080b82ec0e8d9b022e7e41987b3d1845575fe4de');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 1, '01a22ca2-23c4-7284-b56e-e6256e8b6679', 2160390270, '\x699ebc1edb8de190bfd80dabcce491fff20d33fad6d807a1fb376248c27d274a');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 2, '01a22ca2-2450-7635-87ff-fd12fe70174e', 2160390270, '\x54e79ad0f8f85d6f71274805fcdc079f2cd5071c774031ec901a2b4cbde511c6');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 3, '01a22ca2-24da-76fb-bbd2-f6564d3eac18', 2160390270, '\x4b8616dbdcbe1b95c044c6a5aefffd554afcbae30d30ea5846a3aeba103e8289');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 4, '01a22ca2-2557-74cb-b7c6-205cbfdc1584', 2160390270, '\x7c2d2d871dbc8dffb82683dbb1428ac2dea21305b9dbcf2844779872cfffea77');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 5, '01a22ca2-2621-75ed-a40e-8661dea68bca', 2160390270, '\x650fc6b895e6625f8a3c68fa1c53e2ba6a7b6ee18578ff244df723bc46cfce99');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 6, '01a22ca2-266d-7648-934c-ffe580bb52b0', 2160390270, '\xae18a790c5eb7d0eebd0412db9a573e0216f49fa3179b492b193e486dc888264');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 7, '01a22ca2-268d-775e-8efe-56e058f87a6c', 2160390270, '\x4db5f9095fcde57414884fbf6ada9cb6cd705cb3e50500df2a4c674f1a5cd568');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 8, '01a22ca2-26a4-776b-83f4-d835d4fb314d', 2160390270, '\x6d43b7f08778c208dae32dd488569777be043ecae27e31a737099b6e3abc73e0');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 9, '01a22ca2-26b4-722c-8fa0-61217af83e88', 2160390270, '\x4bfdbc8094b45703ab61d877dc64d067f9a1a2eab63821c5e0291d8c2bc907c1');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 10, '01a22ca2-26c9-7130-ab07-343dd717a288', 2160390270, '\x00bab92f73ba627507dd6873c2eb890e4bb2b7283d7e02720fdb002fce3c2667');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 11, '01a22ca2-26d8-724d-8176-3af503fe5ece', 2160390270, '\x7c0cf5cf49811adca26e55b1e9a4b0c799117a0b9101bc0c042c5a86eea444f0');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 12, '01a22ca2-26e4-701e-92e8-77aa8d4bd12b', 2160390270, '\xa8001cb6fa12e764264038e9c074f1e136d98cd2b776b6013ec4d00e83924038');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 13, '01a22ca2-26f4-7418-92d2-7310f3e03213', 2160390270, '\x03105f743f0e4fad4e11e27883e4d67014316cf59d6683f92f0d0f64fa646737');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 14, '01a22ca2-2700-71a2-94b4-b452e6fe3259', 2160390270, '\x8249835dcc43fd19a6f7c643fecd98fd57051ff409e3a8ef52b695d0510fb1a5');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 15, '01a22ca2-2704-735a-abb3-764d5014daca', 2160390270, '\xe3961d55b5d5a7d9981fe0f83e1e45a4ac47cef61637820120702d5c16628ce0');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 16, '01a22ca2-2715-77b6-9e48-61ac98a690cf', 2160390270, '\xc577840f7244394ddeaf6d56ddb8f21f730e6311c6d86424a5a670254710cbd2');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 17, '01a22ca2-271c-7559-b20a-5598e67148d6', 2160390270, '\xe03e14fec9ee6b033eca46cd724dbb2decf5b2912f632947b1f2d71706e1d90a');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 18, '01a22ca2-2729-71f6-8ef7-6451729aa41a', 2160390270, '\x8fb5a4566fb6e9011e95d49f36b972838b36aca4cb5eaa3a74649cdab7f1e997');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 19, '01a22ca2-2734-779d-aaf4-ba9a27a97e22', 2160390270, '\x1128ae726cae3c926a6ef9df008a6bed0f52c1acc044b222fe0e2ac3c5e1f9fe');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 20, '01a22ca2-2740-71c1-9732-6f96c371220d', 2160390270, '\xd75d75efb9119cf65e1b84eb6870b3e388a64aaed5c18dd2c7389f54ea5f6b43');
INSERT INTO public.audit_links VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 21, '01a22ca2-2753-719b-8b2a-12e65397fd76', 2160390270, '\x40ccde86769d05f7d7fa0050b1e418b8d782b72be6354985210d37abef6da5ae');
INSERT INTO public.audit_turn VALUES (true, '01a22ca2-1edd-7415-816c-e57852591f6f', '2026-11-30 13:25:57.187634+00');
INSERT INTO public.auth_epoch VALUES (true, 6);
INSERT INTO public.companies VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'upgraded', '\x1ef53ff311e3c4dd9c7db20f2f310be691578b0a6477120d93aad52045c5a5fb', '2026-11-30 13:25:53.22+00', NULL);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'gcr', 3, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'ecr', 8, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'dockerHub', 13, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'github', 6, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'digitalOcean', 5, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'custom', 6, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'gcr', 0, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'ecr', 9, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'dockerHub', 1, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'github', 5, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'gitlab', 3, 2);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'digitalOcean', 8, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'custom', 15, 1);
INSERT INTO public.credential_counts VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'custom', 13, -1);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-268c-7358-b7ae-262253e2ef0a', 'credential 1 über ecr', 'credential 1 über ecr', 'ecr', 'password', 'user-1', 'user-1', '\x016def03580242ce09b9d01a188159dd9da8c7286f5c5d79ca3cfcab44ad3951ca9022e6ef35482f8274ff17f2feee73a9299a416d4af0305c1e51ce30f4330acf24f1902cf37d4bb5b0075f9e49a3eb8f658fcdf662870694d0ce5f49d32543c33c5ad0b0ea1cc611441987c0', 1, 1, '2026-11-30 13:25:53.933+00', '2026-11-30 13:25:53.933+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26a4-776b-83f4-d834c672fd3d', 'credential 2 über dockerHub', 'credential 2 über dockerhub', 'dockerHub', 'password', 'user-2', 'user-2', '\x016def0358a6de5e5ee830bf90d8124d40a85bcb076453a50bca0021ce4e8153d25ed97fae43fb845f57629adc0db705fa438c52d8dbc09ff49e8a528090e337e3def6489ec09658b40fb5cec1dedb22d54696416dee0bd77968d8d4d2ee84194ecad72c735e051c728740f45b', 1, 1, '2026-11-30 13:25:53.956+00', '2026-11-30 13:25:53.956+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26b4-722c-8fa0-61203a1a228e', 'credential 3 über github', 'credential 3 über github', 'github', 'password', 'user-3', 'user-3', '\x016def035848a61d8e120427a946adbb26a03e87d35419815e9fba8c8d7d6ce508446cb75976440a3cd78948ab33fbb515e3007867c5f6ae760ba6bcaf55d3af7bcd9e6341f0a978a1c2b542878b5286ab15307354dba22db916f96372abbe153ccba65d1ff2467ea8fb2f3e7d', 1, 1, '2026-11-30 13:25:53.972+00', '2026-11-30 13:25:53.972+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26c9-7130-ab07-343c19acbcda', 'credential 4 über gitlab', 'credential 4 über gitlab', 'gitlab', 'password', 'user-4', 'user-4', '\x016def0358f75de0b8b3ffcb0c3367dfcc7710a18a590cf4ea819fbfff7708f2725b92d4c9977862296152c73c9cac2815f42c5ab20809dd020acaee524de3ac5eb13a605a3b39c452d667750023260cfe8867bd16a92bc8fe0de6fecabb263fddb6d5c8c33380665b4dc41b97', 1, 1, '2026-11-30 13:25:53.993+00', '2026-11-30 13:25:53.993+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26d8-724d-8176-3af45c668b3b', 'credential 5 über digitalOcean', 'credential 5 über digitalocean', 'digitalOcean', 'password', 'user-5', 'user-5', '\x016def03585bb06c407acc920661bcb3da97f425780b0da63b4613d3570f82f47d797908300762e8814db5b33d1da183b0182ea4b386dba5f1d2a35267bcf0c8372e9ca36faf38f05aef442ea71ebe088b57c27328f8a944cdb46a1fef5c8478af2b1c63e3ebd35ea100d2ac94', 1, 1, '2026-11-30 13:25:54.008+00', '2026-11-30 13:25:54.008+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26e4-701e-92e8-77a90c8b03e5', 'credential 6 über custom', 'credential 6 über custom', 'custom', 'password', 'user-6', 'user-6', '\x016def03581e8d294db177d50e9623858b3051977d2741f426076a2697c65d6c0030090e34f2f747af83591111b446a30cf509d5964304e9d1a0d46e8323efb805676029757aa697aacd3c60a3b9436396b8d4f835e6ee152fbb5096d1e4c9d0ebc23bf5e162f3ba33eadcee12', 1, 1, '2026-11-30 13:25:54.02+00', '2026-11-30 13:25:54.02+00', 'registry-6.example.com:5000', NULL, NULL, NULL, 'team', NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-26f4-7418-92d2-730f558b32b3', 'credential 7 über gcr', 'credential 7 über gcr', 'gcr', 'password', 'user-7', 'user-7', '\x016def035826f0a8b165d45aa3b0199cee5942c12363a5ee61f327904c1c1066f302a913c56f56bae04d72e09d619510d4a9e7e4c34befce84a53aa17f2ca6bc726f0af256bad91473ff11e3f3c6a67d71eba3ddcbac47ce8161c4e5352047d1a690d5f1ecf9978b48963b9eff', 1, 1, '2026-11-30 13:25:54.036+00', '2026-11-30 13:25:54.036+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2700-71a2-94b4-b45181759e95', 'credential 8 über ecr', 'credential 8 über ecr', 'ecr', 'password', 'user-8', 'user-8', '\x016def0358cfb97c8ae517a59ff31237570f985a519afde72304b634b0332be6714255b3119e16359c1555a9eb4d22adb4b14e6df8b88c340365c1762716ba0d0d5fcd6a909ac189ad07c1b2a9806df1bc68e2a85515dd4194eaf33193f1e780d203abc26013833e42e94efff7', 1, 1, '2026-11-30 13:25:54.048+00', '2026-11-30 13:25:54.048+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2704-735a-abb3-764c9106f0ab', 'credential 9 über dockerHub', 'credential 9 über dockerhub', 'dockerHub', 'password', 'user-9', 'user-9', '\x016def03587928d359a87b25a5b4bca4b88184215bb97671ee1678325b398c000eb33fe0d82ed7bac23d0632db971be480427a73754e99977615125a62112362abcfbc583e41c7080fca6a7c0c9bcd4575447246372b8af76b29b74358ef6c1d8e268507c3e4e268950df6ba8a', 1, 1, '2026-11-30 13:25:54.052+00', '2026-11-30 13:25:54.052+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2714-7599-8116-6b0de3196ad1', 'credential 10 über github', 'credential 10 über github', 'github', 'password', 'user-10', 'user-10', '\x016def0358c109720183bc75ecad1f9e196a3f7268e57f2255f0925f10dbe9c5eb29f316079f5492ae179bfbf391883bdf45095bc578463f50d5fa293c64c2f45a1fbd9aa3faf4e013591e112917783cac04f64c2d122c600827adf63d27493083698015ae3fd2493e4f5a7b41', 1, 1, '2026-11-30 13:25:54.069+00', '2026-11-30 13:25:54.069+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-271c-7559-b20a-55970f49fe61', 'credential 11 über gitlab', 'credential 11 über gitlab', 'gitlab', 'password', 'user-11', 'user-11', '\x016def035877f097f228771a3039b43d1277c3fbe7fc217da5a130f8872601721f0ded6faf78077555e19cb04b1fe88203f5c5d886ac7cd6c7aeca8da4e66fdb7cd7cd359171ecbefd168e1460ea50694c85f37617de336dea9e54714ab68e1eced73459232861a4b310323b7e', 1, 1, '2026-11-30 13:25:54.076+00', '2026-11-30 13:25:54.076+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-2729-71f6-8ef7-645059861dea', 'credential 12 über digitalOcean', 'credential 12 über digitalocean', 'digitalOcean', 'password', 'user-12', 'user-12', '\x016def03580710cbcd5f8a923c0f21583f4bab373650be198562f3854ddb10eb4f531de8e509bac2a19b504e376205b8d7669a7bfa9a55cdb722dcdbc58a0e2623d4ff4a1a60de49cdcce76a64c3f04b6f5f04f97036ec08a50c92862899ed1e857443764c1a848bc1d85ff2db', 1, 1, '2026-11-30 13:25:54.089+00', '2026-11-30 13:25:54.089+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.credentials VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', '01a22ca2-266c-736c-b3d5-383277d99f90', 'an edited name', 'an edited name', 'gcr', 'password', 'user-0', 'user-0', '\x016def0358a29b05083f88ba8a052cc9bda7d04350132a8f258e76b8e0b5250e08da1769003d7d58b9a3086c4aa1cbf2d7beab1908f13eaa8efcdbd5c067f0cd99d03ee9d2b84485a0d3a6840b088b93e4672d5bf2eb3d36cc1b189cec192c8beb8134f189bda3ff32f2427c2c', 2, 2, '2026-11-30 13:25:53.901+00', '2026-11-30 13:25:54.112+00', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-1', 518723841, '\x0e75d405469317d569b62d0253a3e9ea6f057822bf0102d063f8068b67331753', 201, '\x7b226964223a2230316132326361322d323638632d373335382d623761652d323632323533653265663061222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c203120c3bc62657220656372222c227265676973747279223a22656372222c22757365726e616d65223a22757365722d31222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35332e3933335a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35332e3933335a227d', '2026-11-30 13:25:53.933+00', '2026-12-01 13:25:53.933+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-3', 518723841, '\xfd5dfda6f3d43723e01e5fda0652ace662deb034ba88d3a057c6d37c7ff9fde7', 201, '\x7b226964223a2230316132326361322d323662342d373232632d386661302d363132303361316132323865222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c203320c3bc62657220676974687562222c227265676973747279223a22676974687562222c22757365726e616d65223a22757365722d33222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35332e3937325a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35332e3937325a227d', '2026-11-30 13:25:53.972+00', '2026-12-01 13:25:53.972+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-5', 518723841, '\x9e707e8e4e439e8341735846455f3c8879efac418a2cd3981168b8a1d3a235ce', 201, '\x7b226964223a2230316132326361322d323664382d373234642d383137362d336166343563363638623362222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c203520c3bc626572206469676974616c4f6365616e222c227265676973747279223a226469676974616c4f6365616e222c22757365726e616d65223a22757365722d35222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35342e3030385a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35342e3030385a227d', '2026-11-30 13:25:54.008+00', '2026-12-01 13:25:54.008+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-7', 518723841, '\x53fa3bc21676f956bcaae4a451f555679b5ab112fe9e36aa0e0cd59be5d817d4', 201, '\x7b226964223a2230316132326361322d323666342d373431382d393264322d373330663535386233326233222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c203720c3bc62657220676372222c227265676973747279223a22676372222c22757365726e616d65223a22757365722d37222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35342e3033365a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35342e3033365a227d', '2026-11-30 13:25:54.036+00', '2026-12-01 13:25:54.036+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-9', 518723841, '\x6ccf2f06e8ff9eedf89a25133777f8e7a00fce37c45b256c7e3e60b15a2c0e76', 201, '\x7b226964223a2230316132326361322d323730342d373335612d616262332d373634633931303666306162222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c203920c3bc62657220646f636b6572487562222c227265676973747279223a22646f636b6572487562222c22757365726e616d65223a22757365722d39222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35342e3035325a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35342e3035325a227d', '2026-11-30 13:25:54.052+00', '2026-12-01 13:25:54.052+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-11', 518723841, '\x3f2b308507513690f476e8bf4214adf51d4606c980ccecd53477cab5fae906f9', 201, '\x7b226964223a2230316132326361322d323731632d373535392d623230612d353539373066343966653631222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c20313120c3bc626572206769746c6162222c227265676973747279223a226769746c6162222c22757365726e616d65223a22757365722d3131222c22686f7374223a6e756c6c2c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a6e756c6c2c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35342e3037365a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35342e3037365a227d', '2026-11-30 13:25:54.076+00', '2026-12-01 13:25:54.076+00');
INSERT INTO public.idempotency_records VALUES ('01a22ca2-23c4-7284-b56e-e6247b4e5b39', 'create-13', 518723841, '\x698ef247ab5186c8006159a7829c13ef29dc7f749cf82d71ed071d9fd83a9d73', 201, '\x7b226964223a2230316132326361322d323733342d373739642d616166342d626139393864656532313365222c22636f6d70616e795f6964223a2230316132326361322d323363342d373238342d623536652d653632343762346535623339222c226e616d65223a2263726564656e7469616c20313320c3bc62657220637573746f6d222c227265676973747279223a22637573746f6d222c22757365726e616d65223a22757365722d3133222c22686f7374223a2272656769737472792d31332e6578616d706c652e636f6d3a35303030222c22746f6b656e5f686f7374223a6e756c6c2c22706174685f707265666978223a227465616d222c226c6f67696e5f74797065223a2270617373776f7264222c226c6173745f76657269666965645f6174223a6e756c6c2c226c6173745f6f7574636f6d65223a6e756c6c2c226c6173745f757365645f6174223a6e756c6c2c22637265617465645f6174223a22323032362d31312d33305431333a32353a35342e3130305a222c22757064617465645f6174223a22323032362d31312d33305431333a32353a35342e3130305a227d', '2026-11-30 13:25:54.1+00', '2026-12-01 13:25:54.1+00');
INSERT INTO public.ring_keys VALUES ('secret', 1844380504, '\x8d4dc31b96d06005d3e5fc94b8714d65');
INSERT INTO public.ring_keys VALUES ('pepper', 518723841, '\xa6b85348a386c6458598f2789d04f73a');
INSERT INTO public.ring_keys VALUES ('audit', 2160390270, '\x25e71d90ebe223ae3b9489a7b9ecc9d5');
INSERT INTO public.schema_requirements VALUES ('0001', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0002', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0003', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0004', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0005', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0006', '0.1.0');
INSERT INTO public.schema_requirements VALUES ('0007', '0.1.0');
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
CREATE INDEX credentials_by_registry ON public.credentials USING btree (company_id, COALESCE(host, (provider || '/'::text)), COALESCE(path_prefix, ''::text), created_at, id);
CREATE INDEX idempotency_records_by_end ON public.idempotency_records USING btree (company_id, ends_at);
