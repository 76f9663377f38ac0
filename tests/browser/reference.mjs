// Reads and uses the pages of the service at PULLKEY_URL as a person with the key PULLKEY_KEY would, puts pictures of
// them into the folder SCREENSHOTS, and prints as JSON what there was to see.

import { join } from "node:path";
import { measure, record, withBrowser } from "./browser.mjs";
import { authorize, expand, kept, open, operation, operations, tryOut } from "./swagger.mjs";

const { PULLKEY_URL: origin, PULLKEY_KEY: key, SCREENSHOTS: folder } = process.env;
const CREDENTIALS = "/v3/docker-registries";
const credential = { name: "From the browser", username: "browser", secret: "typed-into-the-page" };

const told = { secret: credential.secret, pictures: {} };

told.leftBehind = await withBrowser([key, credential.secret], async (context) => {
  const take = async (name, of) => {
    const png = await of.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    told.pictures[name] = await measure(context, png);
  };
  for (const part of [use, reload, darken, narrow, misuse, problem]) {
    const page = await context.newPage();
    const recorded = await record(page);
    const result = await part(page, take);
    told[part.name] = { ...result, ...(await recorded()) };
    await page.close();
  }
});
console.log(JSON.stringify(told));

async function use(page, take) {
  await open(page, `${origin}/docs`);
  await take("reference", page);
  const shown = { title: await page.title(), operations: await operations(page) };
  await authorize(page, key);
  const created = await tryOut(await expand(page, "post", CREDENTIALS), JSON.stringify(credential));
  await take("operation", operation(page, "post", CREDENTIALS));
  const listed = await tryOut(await expand(page, "get", CREDENTIALS));
  return { ...shown, created, listed };
}

async function reload(page) {
  await open(page, `${origin}/docs`);
  await authorize(page, key);
  const list = await expand(page, "get", CREDENTIALS);
  const before = await tryOut(list);
  // The operation is open again by itself, as the address names it.
  await page.reload();
  const after = await tryOut(list);
  return { before: before.status, after: after.status, kept: await kept(page) };
}

// By an address that names an operation.
async function darken(page, take) {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, `${origin}/docs#/Docker%20registries/createDockerRegistry`);
  await operation(page, "post", CREDENTIALS).locator(".opblock-body").waitFor();
  await take("reference-dark", page);
}

// As on a telephone.
async function narrow(page, take) {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${origin}/docs/`);
  await expand(page, "post", CREDENTIALS);
  await take("reference-narrow", page);
}

// Does what the page's policy forbids.
async function misuse(page) {
  await open(page, `${origin}/docs`);
  return page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.inlineScriptRan = true";
    document.body.append(script);
    const fetched = await fetch("http://127.0.0.1:9/").then(() => true, () => false);
    return { ran: window.inlineScriptRan ?? false, fetched };
  });
}

async function problem(page, take) {
  await page.goto(`${origin}/problems/validation_failed`);
  await take("problem", page);
  await page.emulateMedia({ colorScheme: "dark" });
  await take("problem-dark", page);
  await page.getByRole("link", { name: "API reference" }).click();
  await page.locator(".opblock").first().waitFor();
  return { leadsTo: new URL(page.url()).pathname };
}
