// Drives every operation of a running Pullkey through the types that were generated from its document, and prints as
// JSON what the client read, for the test that started it.

import { client, data, drivenIn, problem, variable, type Document } from "./driver.js";
import type { components } from "./pullkey.js";

type Create = components["schemas"]["CreateCredentialBody"];
type Update = components["schemas"]["UpdateCredentialBody"];
type Credential = components["schemas"]["CredentialBody"];
type CreateKey = components["schemas"]["CreateKeyBody"];
type AuditEvent = components["schemas"]["AuditEventBody"];
type ApiKey = components["schemas"]["ApiKeyBody"];

const REGISTRIES = "/v3/docker-registries";
const REGISTRY = "/v3/docker-registries/{id}";
const VERIFY = "/v3/docker-registries/{id}/verify";
const RESOLVE = "/v3/docker-registries/resolve";
const KEYS = "/v3/api-keys";
const KEY = "/v3/api-keys/{id}";
const EVENTS = "/v3/audit-events";
const NOBODY = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

const anyone = client();
const holder = client(variable("API_KEY"));
const narrow = client(variable("NARROWED_KEY"));
const stranger = client("not-a-key");

const at = (id: string) => ({ params: { path: { id } } });

/** What needs no key. */
async function service() {
  const ready = data(await anyone.GET("/readyz"));
  const code = { params: { path: { code: "validation_failed" } }, parseAs: "text" } as const;
  return {
    alive: data(await anyone.GET("/livez")).status,
    ready: { status: ready.status, store: ready.checks.store },
    metrics: data(await anyone.GET("/metrics", { parseAs: "text" })),
    page: data(await anyone.GET("/problems/{code}", code)),
    docs: data(await anyone.GET("/docs", { parseAs: "text" })),
  };
}

/** Credentials, by a key that may do everything. */
async function registries() {
  const body: Create = {
    name: "Träger 🚢",
    username: "my-docker-user",
    secret: "my-secret-token",
    registry: "github",
  };
  const answer = await holder.POST(REGISTRIES, { body });
  const created: Credential = data(answer);
  const found: Credential = data(await holder.GET(REGISTRY, at(created.id)));
  const query = { limit: 1, offset: 1 };
  const listed = data(await holder.GET(REGISTRIES, { params: { query } }));
  return {
    location: answer.response.headers.get("location"),
    created: credential(created),
    found: credential(found),
    page_of_one: {
      names: listed.data.map((it) => it.name),
      total: listed.total,
      offset: listed.offset,
      limit: listed.limit,
    },
    narrowed: data(await narrow.GET(REGISTRIES)).total,
  };
}

/** One credential from its creation, tried twice, to its end. */
async function changes() {
  const body: Create = { name: "first", username: "u", secret: "12345678" };
  const other: Create = { name: "other", username: "u", secret: "12345678" };
  const params = { header: { "Idempotency-Key": "deploy-42" } };
  const made = await holder.POST(REGISTRIES, { body, params });
  const again = await holder.POST(REGISTRIES, { body, params });
  const reused = await holder.POST(REGISTRIES, { body: other, params });
  const id = data(made).id;
  const read = await holder.GET(REGISTRY, at(id));
  const seen = { params: { path: { id }, header: { "If-Match": tag(read) } } };
  const named: Update = { name: "second" };
  const changed = await holder.PATCH(REGISTRY, { body: named, ...seen });
  const stale = [
    problem(await holder.PATCH(REGISTRY, { body: named, ...seen })),
    problem(await holder.DELETE(REGISTRY, seen)),
  ];
  const deleted = await holder.DELETE(REGISTRY, at(id));
  const gone = await holder.DELETE(REGISTRY, at(id));
  return {
    replayed: [made, again].map((it) => it.response.headers.get("idempotency-replayed")),
    made: [made, again, read].map((it) => credential(data(it))),
    changed: credential(data(changed)),
    tags: [made, again, read, changed].map(tag),
    deleted: data(deleted).message,
    refusals: [problem(reused), ...stale, problem(gone)],
  };
}

/** A typed login for a host that nobody connects to, as its name is one of a local network. */
async function logins() {
  const body: Create = {
    name: "typed",
    registry: "custom",
    host: "Registry",
    token_host: "auth",
    path_prefix: "acme",
    login: { type: "password", username: "robot$ci", password: "p" },
  };
  const created = data(await holder.POST(REGISTRIES, { body }));
  const tried = data(await holder.POST(VERIFY, at(created.id)));
  const image = { image: "ghcr.io/acme/app" };
  const elsewhere = await holder.POST(VERIFY, { body: image, ...at(created.id) });
  const known = data(await holder.GET(REGISTRY, at(created.id)));
  const wanted = { body: { image: "registry:443/acme/app:1" } };
  const resolved = data(await holder.POST(RESOLVE, wanted));
  await holder.DELETE(REGISTRY, at(created.id));
  const none = data(await holder.POST(RESOLVE, wanted));
  return {
    created: credential(created),
    known: credential(known),
    outcome: tried.outcome,
    checked_at: tried.checked_at,
    is_timed: tried.latency_ms !== null,
    message: tried.message,
    elsewhere: problem(elsewhere),
    resolved: resolved.credential && credential(resolved.credential),
    chosen_by: resolved.chosen_by,
    known_to_work: resolved.known_to_work,
    gateway_name: resolved.gateway_name,
    none: [none.credential, none.chosen_by, none.gateway_name],
  };
}

/** The names of all credentials, walked through by cursors, and of those that a filter leaves. */
async function lists() {
  const walked: string[] = [];
  const totals: (number | null)[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && walked.length < 10) {
    const query = { limit: 1, sort: "name", cursor } as const;
    const page = data(await holder.GET(REGISTRIES, { params: { query } }));
    walked.push(...page.data.map((it) => it.name));
    totals.push(page.total ?? null);
    cursor = page.next_cursor;
  }
  const only = { registry: "github", search: "TRÄGER", total: false } as const;
  const filtered = data(await holder.GET(REGISTRIES, { params: { query: only } }));
  const forged = await holder.GET(REGISTRIES, { params: { query: { cursor: "forged" } } });
  return {
    walked,
    totals,
    filtered: filtered.data.map((it) => it.name),
    uncounted: filtered.total ?? null,
    refusals: [problem(forged)],
  };
}

/** One API key from its creation, tried twice, to its end. */
async function keys() {
  const capabilities: CreateKey["capabilities"] = [{ permission: "DOCKER_REGISTRY:READ" }];
  const body: CreateKey = { name: "reads", capabilities, expired_at: "2099-01-30T00:00:00Z" };
  const params = { header: { "Idempotency-Key": "service-7" } };
  const made = await holder.POST(KEYS, { body, params });
  const again = await holder.POST(KEYS, { body, params });
  const { id, token } = data(made);
  const first = client(token);
  const valid = data(await first.GET("/v3/api-keys/validate"));
  const own = await first.GET("/v3/api-keys/me");
  const lacking = await first.GET(KEYS);
  const listed = data(await holder.GET(KEYS, { params: { query: { limit: 1 } } }));
  const found = await holder.GET(KEY, at(id));
  const endless = { name: "reads on", expired_at: null };
  const changed = await holder.PATCH(KEY, { body: endless, ...at(id) });
  const off = await holder.POST(`${KEY}/toggle`, { body: { is_enabled: false }, ...at(id) });
  const whileOff = await first.GET("/v3/api-keys/validate");
  const on = await holder.POST(`${KEY}/toggle`, at(id));
  const rotated = await holder.POST(`${KEY}/rotate`, {
    body: { old_token_ttl_hours: 1 },
    ...at(id),
  });
  const second = client(data(rotated).token);
  const both = [
    data(await first.GET("/v3/api-keys/validate")).is_valid,
    data(await second.GET("/v3/api-keys/validate")).is_valid,
  ];
  const deleted = await holder.DELETE(KEY, at(id));
  return {
    location: made.response.headers.get("location"),
    keys: [made, own, found, changed, off, on, rotated].map((it) => apiKey(data<ApiKey>(it))),
    tokens: [token, data(rotated).token],
    valid: [valid.is_valid, valid.id, valid.company_id, valid.name],
    listed: [listed.data.map((it) => it.name), listed.total, listed.offset, listed.limit],
    both,
    deleted: data(deleted).message,
    refusals: [problem(again), problem(lacking), problem(whileOff)],
  };
}

/** What became of a credential, walked through by cursors, and events that filters leave. */
async function events() {
  const body: Create = { name: "told of", username: "u", secret: "12345678" };
  const { id } = data(await holder.POST(REGISTRIES, { body }));
  await holder.DELETE(REGISTRY, at(id));
  const own = data(await holder.GET("/v3/api-keys/me")).id;
  const walked: AuditEvent[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && walked.length < 10) {
    const query = { credential_id: id, limit: 1, cursor };
    const page = data(await holder.GET(EVENTS, { params: { query } }));
    walked.push(...page.data);
    cursor = page.next_cursor;
  }
  const from = walked[1]?.at ?? "";
  const to = new Date(Date.parse(from) + 1).toISOString();
  const query = { action: "credential.create", actor: own, from, to } as const;
  const found = data(await holder.GET(EVENTS, { params: { query } })).data;
  return {
    credential: id,
    actor: own,
    walked: walked.map(event),
    found: found.map((it) => it.target.id === id),
    refusals: [problem(await narrow.GET(EVENTS))],
  };
}

/** What is answered with a problem. */
async function refusals() {
  const broken: Create = { name: "", username: "-", secret: "short" };
  return [
    problem(await stranger.GET(REGISTRIES)),
    problem(await narrow.POST(REGISTRIES, { body: broken })),
    problem(await narrow.GET(REGISTRY, at(NOBODY))),
    problem(await holder.GET(REGISTRY, at(NOBODY))),
    problem(await anyone.GET("/problems/{code}", { params: { path: { code: "no_such_code" } } })),
    problem(await holder.GET(REGISTRIES, { params: { query: { limit: 0 } } })),
    problem(await holder.POST(REGISTRIES, { body: broken })),
  ];
}

/** The version of what was answered. */
function tag({ response }: { response: Response }): string {
  return response.headers.get("etag") ?? "";
}

/** What a credential's type holds. */
function credential(body: Credential) {
  const { id, company_id, name, registry, username, created_at, updated_at } = body;
  const { host, token_host, path_prefix, login_type } = body;
  const { last_outcome, last_verified_at, last_used_at } = body;
  const place = { host, token_host, path_prefix, login_type };
  const known = { last_outcome, last_verified_at, last_used_at };
  return { id, company_id, name, registry, username, ...place, ...known, created_at, updated_at };
}

/** What an API key's type holds, without its token. */
function apiKey(body: ApiKey) {
  const { id, company_id, name, is_enabled, expired_at } = body;
  const capabilities = body.capabilities.map((it) => [it.permission, it.id_resource]);
  const { last_used_at, created_at, updated_at } = body;
  const times = { last_used_at, created_at, updated_at };
  return { id, company_id, name, is_enabled, expired_at, capabilities, ...times };
}

/** What an audit event's type holds. */
function event(body: AuditEvent) {
  const { id, at, action, outcome, request_id } = body;
  const actor = [body.actor.kind, body.actor.id];
  const target = [body.target.kind, body.target.id];
  const versions = [body.version_before, body.version_after];
  return { id, at, actor, action, target, outcome, request_id, versions };
}

const report = {
  service: await service(),
  registries: await registries(),
  changes: await changes(),
  logins: await logins(),
  lists: await lists(),
  keys: await keys(),
  events: await events(),
  refusals: await refusals(),
};
const document = data(await anyone.GET("/openapi.json")) as Document;
console.log(JSON.stringify({ ...report, driven: drivenIn(document) }));
