// Opens what paysched writes for people in a browser that we did not write.
//
// Every example offer as a page in headless Chromium: no message on the console, no request, no
// violation of axe-core by day and by night, on a phone and on a desk, no page wider than the
// phone, texts of drawings that do not lie on one another, tables that say what the JSON says, and
// a print. Every picture of `--format svg` is read as XML and drawn.
//
// Usage: node read_pages.mjs PROGRAM NODE_MODULES [FOLDER FOR SCREENSHOTS]

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [program, modules, shots] = process.argv.slice(2);
const require = createRequire(resolve(modules, "read_pages.mjs"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const offers = readdirSync("schedules", { recursive: true })
  .filter((name) => name.endsWith(".yaml") && !name.endsWith("accounts.yaml"))
  .sort();
assert.ok(offers.length >= 22);

const run = (...rest) => execFileSync(program, ["plan", ...rest], { encoding: "utf8" });

/** What the tables of a page say, row by row. */
function tables() {
  return [...document.querySelectorAll("table.sheet")].map((table) => {
    const cells = (row) => [...row.cells].map((cell) => cell.innerText.trim());
    const named = [...table.tHead.rows[0].cells].every((cell) => cell.scope === "col");
    const headed = [...table.tBodies[0].rows].every((row) => row.querySelector("th[scope=row]"));
    const [title, unit] = [...table.caption.children].map((part) => part.innerText.trim());
    return { title, unit, named, headed, rows: [...table.tBodies[0].rows].map(cells) };
  });
}

/** What axe-core finds wrong, rule by rule, with some of the places. */
async function violations() {
  const found = await window.axe.run({ resultTypes: ["violations"] });
  const places = (one) => one.nodes.slice(0, 3).map((node) => node.html).join(" ");
  return found.violations.map((one) => `${one.id}: ${places(one)}`);
}

/** Texts of visible drawings that lie on one another or leave the drawing. */
function crowded() {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const texts = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([text, box], at) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1) found.push(`${text} leaves the drawing`);
      for (const [other, its] of texts.slice(at + 1)) {
        // Line boxes are higher than the letters: two pixels above and below are air.
        const apart = box.right <= its.left || its.right <= box.left || box.bottom - 3 <= its.top + 3 || its.bottom - 3 <= box.top + 3;
        if (!apart) found.push(`${text} lies on ${other}`);
      }
    });
  }
  return found;
}

function compare(name, [invoices, years], plan) {
  assert.ok(invoices.named && invoices.headed && years.named && years.headed, name);
  assert.ok(invoices.unit.endsWith(plan.offer.currency), name);
  const plain = (text) => text.replaceAll(",", "");
  assert.equal(invoices.rows.length, plan.invoices.length, name);
  plan.invoices.forEach((invoice, at) => {
    const keys = ["scheduled_date", "invoice_date", "due_date", "amount", "cumulative", "remaining"];
    const expected = [String(invoice.number), ...keys.map((key) => invoice[key] ?? "unknown")];
    assert.deepEqual(invoices.rows[at].slice(0, 7).map(plain), expected, `${name}, invoice ${at + 1}`);
    // Where an agreement ended, a column says which invoices are not expected.
    const rest = invoices.rows[at].slice(7);
    const status = "ended" in plan ? [invoice.expected === false ? "not expected" : ""] : [];
    assert.deepEqual([...rest.map(plain), ""].slice(0, status.length + 1), [...status, plain(invoice.note ?? "")], name);
  });
  const awaited = plan.invoices.filter((invoice) => invoice.expected !== false);
  const inYear = (year) => awaited.filter((invoice) => invoice.invoice_date.startsWith(year)).length;
  years.rows.forEach(([year, count]) => assert.equal(Number(count), inYear(year), `${name}, ${year}`));
}

const folder = mkdtempSync(join(tmpdir(), "pages-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
const said = [];
page.on("console", (message) => said.push(`console: ${message.text()}`));
page.on("pageerror", (error) => said.push(`error: ${error.message}`));
page.on("request", (request) => {
  if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) said.push(`request: ${request.url()}`);
});

// Every page by day on a desk and by night on a phone; some the other way round too.
const VIEWS = [[1280, "light"], [360, "dark"]];
const MORE_VIEWS = [[1280, "dark"], [360, "light"]];
const thorough = new Set(["upfront-quarterly", "japan-yen-step-1000", "every-kind-of-buyer"]);

let looks = 0;
for (const offer of offers) {
  const source = join("schedules", offer);
  const name = offer.replaceAll(/[/\\]/g, "-").replace(".yaml", "");
  const file = join(folder, `${name}.html`);
  run(source, "--output", file);
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(axe);
  for (const [width, colorScheme] of thorough.has(name) ? [...VIEWS, ...MORE_VIEWS] : VIEWS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const seen = `${name} at ${width}, ${colorScheme}`;
    assert.deepEqual(await page.evaluate(violations), [], seen);
    assert.deepEqual(await page.evaluate(crowded), [], seen);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${seen}: ${overflow} pixels too wide`);
    looks += 1;
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  const plans = [JSON.parse(run(source, "--format", "json"))].flat();
  const read = await page.evaluate(tables);
  const of = (title) => read.filter((table) => table.title === title);
  plans.forEach((plan, at) => compare(name, [of("Invoices")[at], of("Years")[at]], plan));
  const print = await page.pdf({ preferCSSPageSize: true });
  assert.equal(print.subarray(0, 5).toString(), "%PDF-", name);
}

// The pictures: read as XML by the browser, then drawn as large as they say.
await page.setViewportSize({ width: 1280, height: 800 });
for (const offer of offers) {
  const file = join(folder, "picture.svg");
  run(join("schedules", offer), "--output", file);
  const text = readFileSync(file, "utf8");
  const size = await page.evaluate(async (text) => {
    const read = new DOMParser().parseFromString(text, "image/svg+xml");
    if (read.querySelector("parsererror")) return read.querySelector("parsererror").textContent;
    document.head.replaceChildren();
    document.body.replaceChildren(document.importNode(read.documentElement, true));
    const { width, height } = document.querySelector("svg").getBoundingClientRect();
    return [Math.round(width), Math.round(height)];
  }, text);
  const written = /width="([\d.]+)" height="([\d.]+)"/.exec(text).slice(1).map((number) => Math.round(number));
  assert.deepEqual(size, written, offer);
  assert.deepEqual(await page.evaluate(crowded), [], `${offer} as a picture`);
}
assert.deepEqual(said, []);
await browser.close();
rmSync(folder, { recursive: true });
console.log(`${offers.length} pages looked at ${looks} times and printed, ${offers.length} pictures drawn`);
