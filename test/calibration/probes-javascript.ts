// Finds out whether changes in JavaScript meet their criterion: races, units, days, characters, errors, two files, addresses.

import { javascript, type Probe } from "./probe.ts";

export const PROBES: Readonly<Record<string, Probe>> = {
  "token-refresh": javascript(`
import { createTokens } from "./src/tokens.js";
let calls = 0;
const tokens = createTokens(async () => {
  calls += 1;
  if (calls === 1) throw new Error("down");
  return { value: "t", expiresAt: Date.now() + 3_600_000 };
});
await tokens.get().catch(() => {});
if ((await tokens.get().catch(() => "failed")) !== "t") process.exit(3);
`),
  "latest-search": javascript(`
import { createSearchBox } from "./src/search-box.js";
const waiting = new Map();
const shown = [];
const box = createSearchBox((text) => new Promise((resolve) => waiting.set(text, () => resolve([text]))), (hits) => shown.push(hits.join()));
const first = box.search("a");
await box.search("");
waiting.get("a")();
await first;
if (shown.at(-1) !== "") process.exit(3);
`),
  "retry-delay": javascript(`
import { delayFor } from "./src/retry.js";
for (const seconds of [0, 1, 30, 120, 121, 3600])
  if (delayFor({ "retry-after": String(seconds) }, 0) < seconds * 1000) process.exit(3);
`),
  "cart-total": javascript(`
import { toLines, total } from "./src/cart.js";
for (let cents = 1; cents < 60; cents += 1)
  for (const percent of [0, 5, 33, 50]) {
    const lines = [1, 2, 3].map((count) => ({ name: "a", cents: cents + count, count }));
    const sum = toLines(lines, percent).reduce((all, line) => all + line.cents, 0);
    if (total(lines, percent) !== sum) process.exit(3);
  }
`),
  "day-key": javascript(`
process.env.TZ = "America/New_York";
const { dayOf } = await import("./src/days.js");
const right = (at, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
for (let at = Date.UTC(2024, 2, 9); at < Date.UTC(2024, 2, 12); at += 900_000)
  for (const zone of ["UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland"])
    if (dayOf(at, zone) !== right(at, zone)) process.exit(3);
`),
  "weekly-reminder": javascript(`
process.env.TZ = "America/New_York";
const { nextAfter } = await import("./src/reminders.js");
for (const [month, day] of [[2, 4], [2, 9], [9, 28], [9, 30]])
  for (let hour = 0; hour < 24; hour += 1) {
    const last = new Date(2024, month, day, hour, 30);
    const right = new Date(2024, month, day + 7, hour, 30);
    if (nextAfter(last.getTime()) !== right.getTime()) process.exit(3);
  }
`),
  initials: javascript(`
import { initials } from "./src/initials.js";
for (const [name, right] of [["ann lee", "AL"], ["éva", "É"], ["𐐨𐐩 𝒜b", "𐐀𝒜"], ["", ""]])
  if (initials(name) !== right) process.exit(3);
`),
  "mask-number": javascript(`
import { mask } from "./src/mask.js";
for (const [text, right] of [["4111 1111 1111 1234", "•••• •••• •••• 1234"], ["12", "12"], ["٤١١١-١٢٣٤", "••••-١٢٣٤"]])
  if (mask(text) !== right) process.exit(3);
`),
  "batch-writer": javascript(`
import { createBatchWriter } from "./src/batch-writer.js";
const stored = [];
const writer = createBatchWriter(async (batch) => { await null; stored.push(...batch); }, 2);
writer.add(7);
const first = writer.flush();
writer.add(7);
await first;
await writer.flush();
if (stored.length !== 2) process.exit(3);
`),
  "role-names": javascript(`
import { may } from "./src/may.js";
const right = { guest: ["read"], editor: ["read", "write"], owner: ["read", "write", "remove"] };
for (const role of ["guest", "editor", "owner", "nobody"])
  for (const action of ["read", "write", "remove", "publish"])
    if (may(role, action) !== (right[role] ?? []).includes(action)) process.exit(3);
`),
  "event-amounts": javascript(`
import { toEvent } from "./src/events.js";
import { balance, balances } from "./src/ledger.js";
const events = [toEvent({ id: "acc1-1", euros: 0.29 }), toEvent({ id: "acc1-2", euros: 1 })];
if (balance(events) !== 129 || balance([{ id: "acc1", amount: 0.29 }]) !== 29 || balances(events).get("acc1") !== 129) process.exit(3);
`),
  "redirect-target": javascript(`
import { targetFor } from "./src/redirect.js";
const origin = "https://shop.example";
for (const asked of ["/a?b", "https://evil.example", "//evil.example", "/\\\\evil.example", "/\\t/evil.example", "/\\n/evil.example", null])
  if (new URL(targetFor(asked), origin).origin !== origin) process.exit(3);
`),
  "ordered-handlers": javascript(`
import { createEmitter } from "./src/emitter.js";
const told = [];
const emitter = createEmitter();
emitter.on(async () => { await new Promise((resolve) => setTimeout(resolve, 5)); told.push("a"); });
emitter.on(() => told.push("b"));
await emitter.emit({});
if (told.join() !== "a,b") process.exit(3);
emitter.on(() => { throw new Error("no"); });
emitter.on(() => told.push("late"));
const failed = await emitter.emit({}).then(() => null, (error) => error.message);
if (failed !== "no" || told.includes("late")) process.exit(3);
`),
  "one-at-a-time": javascript(`
import { exclusive } from "./src/exclusive.js";
let [started, running] = [0, 0];
const { run } = exclusive(async () => {
  started += 1;
  if ((running += 1) > 1) process.exit(3);
  await new Promise((resolve) => setTimeout(resolve, 5));
  running -= 1;
  if (started === 2) throw new Error("no");
});
const all = await Promise.all([run(), run(), run()]);
if (all.join() !== "true,false,false") process.exit(3);
if ((await run().then(() => "ran", () => "failed")) !== "failed") process.exit(3);
if ((await run()) !== true || started !== 3) process.exit(3);
`),
  "cent-sums": javascript(`
import { inEuros, sumOf } from "./src/sums.js";
let seed = 5;
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
for (let round = 0; round < 50; round += 1) {
  const amounts = Array.from({ length: 1000 }, () => Math.round((random() * 2 - 1) * 1e12));
  const right = amounts.reduce((sum, each) => sum + BigInt(each), 0n);
  if (BigInt(sumOf(amounts)) !== right) process.exit(3);
}
if (sumOf(Array(1000).fill(1e12)) !== 1e15 || inEuros(1e15) !== "10000000000000.00") process.exit(3);
for (const [cents, text] of [[0, "0.00"], [5, "0.05"], [-5, "-0.05"], [-1234, "-12.34"], [100, "1.00"]])
  if (inEuros(cents) !== text) process.exit(3);
`),
  "last-lines": javascript(`
import { createLastLines } from "./src/last-lines.js";
for (let size = 1; size < 6; size += 1) {
  const kept = createLastLines(size);
  const all = [];
  for (let at = 0; at < 20; at += 1) {
    if (kept.lines().join() !== all.slice(-size).join()) process.exit(3);
    kept.add(\`l\${at}\`);
    all.push(\`l\${at}\`);
  }
  if (kept.lines().join() !== all.slice(-size).join()) process.exit(3);
}
`),
  "missing-values": javascript(`
import { withDefaults } from "./src/settings.js";
const defaults = { size: 10, name: "x", deep: true, toString: "own" };
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
if (!same(withDefaults({}, defaults), defaults)) process.exit(3);
if (!same(withDefaults({ size: 0, name: "", deep: false }, defaults), { size: 0, name: "", deep: false, toString: "own" })) process.exit(3);
if (!same(withDefaults({ size: null, name: undefined, other: 1 }, defaults), defaults)) process.exit(3);
`),
  "unique-order": javascript(`
import { nextTicket, sortTickets } from "./src/tickets.js";
let seed = 3;
const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
for (let round = 0; round < 200; round += 1) {
  const numbers = [...new Set(Array.from({ length: round % 40 }, () => random() % 500))];
  const tickets = numbers.map((number) => ({ number }));
  const before = numbers.join();
  const sorted = sortTickets(tickets).map(({ number }) => number);
  if (sorted.join() !== [...numbers].sort((a, b) => a - b).join()) process.exit(3);
  if (tickets.map(({ number }) => number).join() !== before) process.exit(3);
  if ((nextTicket(tickets, 250)?.number ?? null) !== (sorted.find((each) => each > 250) ?? null)) process.exit(3);
}
`),
};
