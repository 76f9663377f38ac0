// A client that puts down what each operation answered with, and what its answers held.

import createClient from "openapi-fetch";

import type { components, paths } from "./pullkey.js";

export type Problem = components["schemas"]["ProblemBody"];
export type Document = {
  paths: Record<string, Record<string, { operationId: string }>>;
};

/** The statuses by method and path. */
const driven = new Map<string, Set<number>>();

/** A client of the holder of this token, or of nobody. */
export function client(token?: string) {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const made = createClient<paths>({ baseUrl: variable("BASE_URL"), headers });
  made.use({
    onResponse({ request, response, schemaPath }) {
      const operation = `${request.method.toLowerCase()} ${schemaPath}`;
      const statuses = driven.get(operation) ?? new Set();
      driven.set(operation, statuses.add(response.status));
    },
  });
  return made;
}

/** The statuses by the operation's id in the document. */
export function drivenIn(document: Document): Record<string, number[]> {
  const found = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => {
      const statuses = driven.get(`${method} ${path}`) ?? [];
      return [operationId, [...statuses].sort()] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, statuses]) => statuses.length > 0));
}

/** The data of an answer that went well. */
export function data<T>(answer: { data?: T; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.url} answered ${answer.response.status}`);
  }
  return answer.data;
}

/** What a problem's type holds, and the header that it repeats. */
export function problem({ error, response }: { error?: Problem; response: Response }) {
  if (error === undefined) {
    throw new Error(`${response.url} answered ${response.status}`);
  }
  return {
    answered: response.status,
    header: response.headers.get("x-request-id"),
    type: error.type,
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    request_id: error.request_id,
    message: error.message,
    data: { code: error.data.code, message: error.data.message },
    errors: (error.errors ?? []).map((it) => ({
      pointer: it.pointer ?? null,
      parameter: it.parameter ?? null,
      code: it.code,
      detail: it.detail,
    })),
  };
}

/** A variable of the environment that the test sets. */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set`);
  }
  return value;
}
