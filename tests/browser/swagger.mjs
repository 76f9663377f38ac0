// What a person does on the API reference.

export async function open(page, url) {
  // From elsewhere, as a new fragment alone would load nothing.
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator(".opblock").first().waitFor();
}

// Every operation that the page shows, as "METHOD path".
export async function operations(page) {
  return page.locator(".opblock-summary").evaluateAll((rows) =>
    rows.map((row) => {
      const method = row.querySelector(".opblock-summary-method").textContent;
      return `${method} ${row.querySelector("[data-path]").dataset.path}`;
    }),
  );
}

export function operation(page, method, path) {
  return page.locator(`.opblock-${method}`).filter({ has: page.locator(`[data-path="${path}"]`) });
}

export async function expand(page, method, path) {
  const block = operation(page, method, path);
  await block.locator(".opblock-summary-control").click();
  await block.locator(".opblock-body").waitFor();
  return block;
}

export async function authorize(page, key) {
  await page.locator(".scheme-container .authorize").click();
  // The operator's key has a form of its own.
  const form = page.locator(".auth-container").filter({ hasText: "api_key" });
  await form.locator("#auth-bearer-value").fill(key);
  await form.locator(".btn.authorize").click();
  await form.locator(".btn-done").click();
}

// Runs an open operation from its form, and tells the answer that the page shows.
export async function tryOut(block, body) {
  await block.locator(".try-out__btn").click();
  if (body) await block.locator("textarea.body-param__text").fill(body);
  await block.locator(".execute").click();
  const answer = block.locator(".live-responses-table .response").first();
  const status = await answer.locator(".response-col_status").first().innerText();
  const shown = await answer.locator(".response-col_description .microlight").first().innerText();
  return { status: Number.parseInt(status, 10), body: JSON.parse(shown) };
}

// Everything that the browser keeps for the page.
export async function kept(page) {
  const cookies = await page.context().cookies();
  const stored = await page.evaluate(async () => [
    ...Object.entries(localStorage),
    ...Object.entries(sessionStorage),
    ...(await indexedDB.databases()),
  ]);
  return [...stored, ...cookies];
}
