// Drives every operation of the operator of a running Pullkey through the generated types, and prints as JSON what the
// client read, for the test that started it.

import { client, data, drivenIn, problem, variable, type Document } from "./driver.js";
import type { components } from "./pullkey.js";

type CreateCompany = components["schemas"]["CreateCompanyBody"];
type CreateKey = components["schemas"]["CreateKeyBody"];

const COMPANIES = "/operator/v1/companies";
const COMPANY = "/operator/v1/companies/{id}";
const KEYS = "/operator/v1/companies/{id}/api-keys";

const anyone = client();
const operator = client(variable("OPERATOR_KEY"));
const holder = client(variable("API_KEY"));

/** One company from its creation, tried twice, to its end. */
async function companies() {
  const path = { id: "0198f2c1-7d3a-7c55-9b1e-2f6d3a4b5c6d" };
  const at = { params: { path } };
  const body: CreateCompany = { name: "Träger", id: path.id };
  const made = await operator.POST(COMPANIES, { body });
  const again = await operator.POST(COMPANIES, { body });
  const query = { limit: 1, offset: 1 };
  const listed = data(await operator.GET(COMPANIES, { params: { query } }));
  const first: CreateKey = { name: "first", capabilities: [{ permission: "DOCKER_REGISTRY:READ" }] };
  const attempt = { params: { path, header: { "Idempotency-Key": "first" } } };
  const key = data(await operator.POST(KEYS, { body: first, ...attempt }));
  const repeated = await operator.POST(KEYS, { body: first, ...attempt });
  const keys = data(await operator.GET(KEYS, at));
  const deleted = data(await operator.DELETE(COMPANY, at));
  const gone = await operator.GET(KEYS, at);
  const stranger = await holder.GET(COMPANIES);
  const refusals = [problem(again), problem(repeated), problem(gone), problem(stranger)];
  const { id, name } = data(made);
  return {
    made: [id, name, made.response.headers.get("location")],
    listed: [listed.data.map((it) => it.name), listed.total, listed.offset, listed.limit],
    key: [key.company_id, key.name, key.token.slice(0, 4)],
    keys: [keys.data.map((it) => it.id === key.id), keys.total],
    deleted: deleted.message,
    refusals: refusals.map((it) => it.code),
  };
}

const report = await companies();
const document = data(await anyone.GET("/openapi.json")) as Document;
console.log(JSON.stringify({ ...report, driven: drivenIn(document) }));
