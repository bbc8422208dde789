// Small programs that find out whether a case's change meets its criterion: they end with 0 where it does, with 3 where not.
import { c, java, javascript, type Probe, python, rust, shell, typescript } from "./probe.ts";

export const PROBES: Readonly<Record<string, Probe>> = {
  "page-window": typescript(`
import { paginate } from "./src/paging.ts";
for (let length = 0; length < 12; length += 1)
  for (let size = 1; size < 6; size += 1)
    for (let page = 1; page < 14; page += 1) {
      const all = Array.from({ length }, (_, at) => at);
      if (paginate(all, { page, size }).hasNext !== all.slice(page * size).length > 0) process.exit(3);
    }
`),
  "counter-store": typescript(`
import { createCounters } from "./src/counters.ts";
const values = new Map<string, number>();
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
const counters = createCounters({
  async get(name) { await pause(); return values.get(name) ?? null; },
  async set(name, value) { await pause(); values.set(name, value); },
});
await Promise.all(Array.from({ length: 10 }, () => counters.increment("a")));
if (values.get("a") !== 10) process.exit(3);
`),
  "request-window": typescript(`
import { createRequestWindow } from "./src/request-window.ts";
let seed = 7;
const random = (most: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
for (let round = 0; round < 300; round += 1) {
  const [limit, windowMs] = [1 + random(4), 1 + random(20)];
  const limiter = createRequestWindow({ limit, windowMs });
  const allowed: number[] = [];
  let now = 0;
  for (let at = 0; at < 100; at += 1) {
    now += random(6);
    if (random(9) === 0) limiter.forgetIdle(now);
    if (limiter.allow("a", now)) allowed.push(now);
    else if (allowed.filter((each) => now - each < windowMs).length < limit) process.exit(3);
  }
  for (const [at, time] of allowed.entries()) {
    const last = allowed[at + limit];
    if (last !== undefined && last - time < windowMs) process.exit(3);
  }
}
`),
  "static-files": javascript(`
import path from "node:path";
import { resolveFile } from "./server/static-files.js";
const root = "/srv/public";
for (const each of ["/", "/a.css", "/a/b?x", "/../secret", "/%2e%2e/secret", "/..%2fpublic-old/a", "/../public2/key", "//etc", "/%00", "/%"]) {
  const file = resolveFile(root, each);
  if (file !== null && path.relative(root, file).startsWith("..")) process.exit(3);
}
if (resolveFile(root, "/a/b.txt?c") !== "/srv/public/a/b.txt" || resolveFile(root, "/") !== "/srv/public/index.html") process.exit(1);
`),
  "csv-line": javascript(`
import { csvLine } from "./export/csv-line.js";
function read(text) {
  const fields = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += text[at] === '"' ? 2 : 1) field += text[at];
      at += 1;
    } else for (; text[at] !== "," && text[at] !== "\\r"; at += 1) field += text[at];
    fields.push(field);
    if (text[at] !== ",") return text.slice(at) === "\\r\\n" ? fields : null;
    at += 1;
  }
}
const parts = ["", "a", '"', ",", "\\r", "\\n", " ", "ö", '""'];
for (const a of parts) for (const b of parts) for (const c of parts)
  for (const list of [[a], [a + b], [a + b, c], [a, b + c, ""], [a, b, c]])
    if (JSON.stringify(read(csvLine(list))) !== JSON.stringify(list)) process.exit(3);
`),
  "parallel-import": python(`
import sys
from importer.rows import import_rows
class Store:
    def __init__(self): self.rows = []
    def save(self, row):
        if row == 5: raise RuntimeError("disk full")
        self.rows.append(row)
good = Store()
assert import_rows(good, iter(range(5))) == 5 and sorted(good.rows) == [0, 1, 2, 3, 4]
try:
    import_rows(Store(), range(9))
except RuntimeError:
    sys.exit(0)
sys.exit(3)
`),
  "split-bill": python(`
import sys
from billing.split import split
for total in range(-60, 61):
    for people in range(1, 14):
        shares = split(total, people)
        if len(shares) != people or sum(shares) != total or max(shares) - min(shares) > 1: sys.exit(3)
for people in (0, -1):
    try:
        split(1, people)
    except ValueError:
        continue
    sys.exit(3)
`),
  "name-search": python(`
import itertools, sqlite3, sys
from people.search import find_by_prefix
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)")
letters = ["a", "B", "%", "_", "\\\\", "'", "ö"]
names = ["".join(each) for length in (0, 1, 2, 3) for each in itertools.product(letters, repeat=length)]
connection.executemany("INSERT INTO people (name) VALUES (?)", [(name,) for name in names])
for prefix in [name for name in names if len(name) < 3] + ["A", "b%", "' OR 1=1 --"]:
    fold = lambda text: "".join(each.lower() if each.isascii() else each for each in text)
    expected = sorted(name for name in names if fold(name).startswith(fold(prefix)))
    if sorted(name for _, name in find_by_prefix(connection, prefix)) != expected: sys.exit(3)
`),
  "monthly-revenue": python(`
import sqlite3, sys
connection = sqlite3.connect(":memory:")
connection.executescript(open("schema.sql").read())
orders = [("2024-02-29 23:59:59", 1), ("2024-03-01 00:00:00", 10), ("2024-03-15 12:00:00", 100),
          ("2024-03-31 18:20:00", 1000), ("2024-03-31 23:59:59", 10000), ("2024-04-01 00:00:00", 100000)]
connection.executemany("INSERT INTO orders (placed_at, cents, status) VALUES (?, ?, 'paid')", orders)
connection.execute("INSERT INTO orders (placed_at, cents, status) VALUES ('2024-03-02 08:00:00', 7, 'open')")
_, cents = connection.execute(open("reports/monthly_revenue.sql").read(), {"first": "2024-03-01"}).fetchone()
sys.exit(0 if cents == 11110 else 3)
`),
  "nightly-dump": shell(`
set -u
mkdir dumps
sh bin/nightly-dump.sh dumps echo first || exit 1
before=$(gzip -dc dumps/nightly.sql.gz)
[ "$before" = first ] || exit 1
sh bin/nightly-dump.sh dumps sh -c 'echo half; exit 9' && exit 3
[ "$(gzip -dc dumps/nightly.sql.gz)" = first ] || exit 3
`),
  "replace-settings": shell(`
set -u
mkdir -- -odd
for file in settings ./-odd/settings; do
  echo old > "$file"
  echo new | sh bin/replace-settings.sh "$file" || exit 1
  [ "$(cat "$file")" = new ] || exit 3
done
(cd -- -odd && echo newer | sh ../bin/replace-settings.sh -settings && [ "$(cat ./-settings)" = newer ]) || exit 3
mkdir folder
echo new | sh bin/replace-settings.sh folder 2>/dev/null && exit 3
# A step that fails: no program to copy with.
mkdir programs
for name in sh dirname mktemp rm; do ln -s "$(command -v $name)" programs/$name; done
printf '#!/bin/sh\\nhead -c 2\\nexit 1\\n' > programs/cat
chmod +x programs/cat
PATH_BEFORE=$PATH
PATH=$PWD/programs:$PATH
echo third | sh bin/replace-settings.sh settings && exit 3
PATH=$PATH_BEFORE
[ "$(cat settings)" = new ] || exit 3
[ -z "$(ls -A | grep '^\\.settings\\.')" ] || exit 3
`),
  "device-name": c(
    `
#include "src/device.h"
#include <string.h>
int main(void)
{
    unsigned char packet[256];
    for (size_t length = 0; length < sizeof packet; length++) {
        struct { struct device device; unsigned char behind[8]; } place;
        memset(&place, 0x55, sizeof place);
        memset(packet, 'n', sizeof packet);
        packet[0] = (unsigned char)length;
        device_set_name(&place.device, packet, sizeof packet);
        for (size_t at = 0; at < sizeof place.behind; at++)
            if (place.behind[at] != 0x55) return 3;
    }
    return 0;
}
`,
    "src/device.c",
  ),
  "join-path": c(
    `
#include "src/paths.h"
#include <stdio.h>
#include <string.h>
int main(void)
{
    const char *folders[] = {"", "a", "a/", "/", "some/folder"};
    const char *names[] = {"", "b", "long-name.txt"};
    for (int f = 0; f < 5; f++)
        for (int n = 0; n < 3; n++)
            for (size_t size = 0; size < 40; size++) {
                char expected[80], out[64];
                size_t length = strlen(folders[f]);
                int slash = length > 0 && folders[f][length - 1] != '/';
                snprintf(expected, sizeof expected, "%s%s%s", folders[f], slash ? "/" : "", names[n]);
                memset(out, 0x55, sizeof out);
                int fits = strlen(expected) + 1 <= size;
                if ((join_path(out, size, folders[f], names[n]) == 0) != fits) return 3;
                if (fits && strcmp(out, expected) != 0) return 3;
                for (size_t at = fits ? size : 0; at < sizeof out; at++)
                    if (out[at] != 0x55) return 3;
            }
    return 0;
}
`,
    "src/paths.c",
  ),
  "frame-messages": rust(
    `
extern crate case;
fn main() {
    for length in [0usize, 1, 255, 256, 65_535, 65_536, 70_000, case::MAX_MESSAGE] {
        let message: Vec<u8> = (0..length).map(|at| at as u8).collect();
        let frame = case::frame::encode(&message).expect("it fits");
        match case::frame::decode(&frame) {
            Some((read, rest)) if read == message.as_slice() && rest.is_empty() => {}
            _ => std::process::exit(3),
        }
    }
}
`,
    ["--crate-type", "rlib", "--crate-name", "case", "src/lib.rs"],
  ),
  "short-title": rust(`
#[path = "src/title.rs"]
mod title;
fn main() {
    for text in ["", "a", "ö", "Köln", "日本語", "a😀b", "e\\u{301}x"] {
        for most in 0..14 {
            let cut = title::truncate(text, most);
            let next = text[cut.len()..].chars().next().map_or(0, char::len_utf8);
            if !text.starts_with(cut) || cut.len() > most || (next > 0 && cut.len() + next <= most) {
                std::process::exit(3);
            }
        }
    }
}
`),
  "voucher-days": java(`
class Probe {
    public static void main(String[] args) {
        ZoneId zone = ZoneId.of("Pacific/Auckland");
        Voucher voucher = new Voucher("A", LocalDate.of(2024, 3, 10));
        java.time.Instant end = voucher.lastDay().plusDays(1).atStartOfDay(zone).toInstant();
        for (String of : new String[] {"UTC", "America/Lima", "Pacific/Auckland"})
            for (int minutes : new int[] {-1500, -60, -1, 0, 1, 600, 1500}) {
                Clock clock = Clock.fixed(end.plusSeconds(60L * minutes), ZoneId.of(of));
                if (new VoucherRules(clock, zone).isValid(voucher) != (minutes < 0)) System.exit(3);
            }
    }
}
`),
  "api-token": java(`
class Probe {
    public static void main(String[] args) {
        String[] texts = {"", "a", "b", "secret", "secreT", "secret ", "secre", "?"};
        for (String token : texts)
            for (String presented : texts)
                if (new ApiToken(token).matches(presented) != token.equals(presented)) System.exit(3);
        if (new ApiToken("a").matches(null)) System.exit(3);
    }
}
`),
};
