// The browser of this machine with a profile of its own, and a record of everything that a page asks for, says and is
// refused.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const OPTIONS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // As on a machine without a network: names mean nothing, only the address of the service does.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

// Runs `use` with a browser that has never been anywhere, and tells which files of its profile then hold one of
// `secrets`.
export async function withBrowser(secrets, use) {
  const profile = await mkdtemp(join(tmpdir(), "pullkey-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    args: OPTIONS,
    viewport: { width: 1280, height: 900 },
  });
  // Patient, as the other tests may be running beside it.
  context.setDefaultTimeout(90_000);
  try {
    await use(context).finally(() => context.close());
    return await holding(profile, secrets);
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

async function holding(folder, secrets) {
  const wanted = secrets.flatMap((secret) => [Buffer.from(secret), Buffer.from(secret, "utf16le")]);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = [];
  for (const entry of entries.filter((it) => it.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    if (wanted.some((secret) => bytes.includes(secret))) found.push(entry.name);
  }
  return found;
}

// Writes down what happens on a page from now on. What is returned ends the record, and gives it.
export async function record(page) {
  const requests = [];
  const failed = [];
  const complaints = [];
  const violations = [];
  const answers = [];
  await page.exposeFunction("tellViolation", (told) => violations.push(told));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (it) => {
      window.tellViolation(`${it.effectiveDirective} ${it.blockedURI}`);
    });
  });
  page.on("request", (request) => requests.push(request.url()));
  page.on("requestfailed", (request) => {
    const why = request.failure().errorText;
    // The icon may still be on its way when a page is left.
    if (why !== "net::ERR_ABORTED") failed.push(`${request.url()} ${why}`);
  });
  page.on("response", (response) => answers.push(answerOf(response)));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return async () => ({ requests, failed, complaints, violations, answers: await Promise.all(answers) });
}

async function answerOf(response) {
  // Of a page that was left before all of it had come, some is missing.
  const body = await response.text().catch(() => null);
  return { url: response.url(), status: response.status(), body };
}

// How large a picture is, how many colours it has, and how bright it is on average, from 0 to 255.
export async function measure(context, png) {
  const page = await context.newPage();
  const measured = await page.evaluate(async (base64) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${base64}`;
    await picture.decode();
    const { width, height } = picture;
    const drawn = new OffscreenCanvas(width, height).getContext("2d");
    drawn.drawImage(picture, 0, 0);
    const pixels = drawn.getImageData(0, 0, width, height).data;
    const colours = new Set(new Uint32Array(pixels.buffer)).size;
    let sum = 0;
    for (let at = 0; at < pixels.length; at += 4) sum += pixels[at] + pixels[at + 1] + pixels[at + 2];
    return { width, height, colours, brightness: Math.round(sum / (width * height * 3)) };
  }, png.toString("base64"));
  await page.close();
  return measured;
}
