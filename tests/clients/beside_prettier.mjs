// Lays out every example with Prettier, and then with `paysched fmt`, which must leave it alone.
//
// The examples are those of schedules/, those of the rules, and a file with every kind of value and
// comment; each as `paysched fmt` writes it. Prettier runs with its own defaults, with longer lines, and
// with what teams often set. Each file must still say the same, and what `paysched fmt` writes of an offer
// with short lines Prettier leaves alone.
//
// Usage: beside_prettier.mjs PROGRAM NODE_MODULES EXAMPLES

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [program, modules, examples] = process.argv.slice(2).map((path) => resolve(path));
const prettier = await import(pathToFileURL(join(modules, "prettier/index.mjs")));
const OPTIONS = [{}, { printWidth: 40 }, { printWidth: 120 }, { proseWrap: "always" }];

const EVERYTHING = `# At the top.

paysched: 1
name: 'Acme''s deal'  # as registered
description: >-
  folded text
  of two lines
product: {id: prod-k3xu7yexample, type: saas_contract, title: "A title so long that the line is too long for it"}
buyers: ["111122223333", {account: "222233334444", billing: invoice, net_days: 30}, "333344445555"]
release: 2026-12-01
accept_by: 2026-12-31

term: {start: 2027-01-01, duration: 36 months}
currency: USD
total: 360000.00
installments:
  # The first one.
  - {invoice_date: 2026-12-15, amount: 0.00, note: On acceptance}  # paysched: allow(zero-amount) signed
  - {first: 2027-01-31, every: month, times: 30, day: last, split: remainder, note: 'Rate {n} of {count}'}
  - first: 2027-01-31
    every: month
    times: 5
    split: 1/3
    weights: [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181, 6765]
    raise: {percent: 5%, every: 12}
    # The end.
refund_policy: "a text over
  two lines"
labels: {}
---
# Another one.
paysched: 1
name: B
labels:
  literal: |
    literal

    text
  kept: |+
    kept

  list: [a,
    # in a list
    b, # behind one
    {c: d}]
`;

const folder = resolve("target/client-prettier");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync("schedules", join(folder, "schedules"), { recursive: true });
cpSync(examples, join(folder, "rules"), { recursive: true });
writeFileSync(join(folder, "everything.yaml"), EVERYTHING);

function fmt(...words) {
  // Files with errors are left alone and named, which is exit code 1.
  const done = spawnSync(program, ["fmt", "--isolated", ...words, "."], { cwd: folder, encoding: "utf8" });
  if (done.status > 1) throw new Error(done.stderr);
  return done.stdout;
}

function plan(path) {
  const words = ["plan", "--isolated", "--allow-errors", "--as-of", "2026-11-21", "--format", "json", path];
  return spawnSync(program, words, { cwd: folder, encoding: "utf8" }).stdout;
}

fmt();
const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".yaml"));
const ours = new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
// Without what Prettier breaks, counted in columns, quotes that it turns into others, and brackets over
// several lines, which both leave to the author.
const columns = (line) => [...line].reduce((sum, letter) => sum + (letter > "\u10ff" ? 2 : 1), 0);
const isTheirs = (line) => columns(line) > 80 || /'|[[{]$/.test(line);
const isShort = (text) => text.split("\n").every((line) => line.startsWith("#") || !isTheirs(line));
let changed = 0;
let unread = 0;
let kept = 0;
for (const options of OPTIONS) {
  const theirs = new Map();
  for (const [name, text] of ours) {
    // The many of the rules are alike.
    if (options !== OPTIONS[0] && name.startsWith("rules/")) continue;
    try {
      const written = await prettier.format(text, { parser: "yaml", ...options });
      theirs.set(name, written);
      writeFileSync(join(folder, name), written);
      changed += written !== text;
    } catch {
      // It is no YAML to Prettier.
      unread += 1;
      rmSync(join(folder, name), { force: true });
    }
  }
  if (options === OPTIONS[0]) {
    const short = [...theirs].filter(([name]) => /^schedules|passes/.test(name) && isShort(ours.get(name)));
    const anew = short.find(([name, written]) => written !== ours.get(name));
    if (anew !== undefined) throw new Error(`Prettier changes ${anew[0]} to\n${anew[1]}`);
    kept = short.length;
  }
  const shown = fmt("--diff");
  if (shown !== "") throw new Error(`with ${JSON.stringify(options)}:\n${shown.slice(0, 3000)}`);
  fmt();
  for (const [name, written] of theirs) {
    if (readFileSync(join(folder, name), "utf8") !== written) throw new Error(`${name} was changed`);
  }
  if (options === OPTIONS[0]) {
    for (const name of names.filter((name) => name.startsWith("schedules/"))) {
      const after = plan(name);
      writeFileSync(join(folder, name), ours.get(name));
      if (after !== plan(name)) throw new Error(`${name} says something else`);
    }
  }
}
if (changed < 100) throw new Error(`Prettier changed only ${changed} files`);
if (kept < 100) throw new Error(`only ${kept} offers have short lines`);
const version = JSON.parse(readFileSync(join(modules, "prettier/package.json"), "utf8")).version;
console.log(`Prettier ${version}: ${kept} short offers left alone, ${changed} files laid out and left alone, ${unread} no YAML to it`);
