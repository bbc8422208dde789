// Finds out whether changes in Python and shell meet their criterion: threads, units, months, names, errors, pages.

import { type Probe, python, shell } from "./probe.ts";

export const PROBES: Readonly<Record<string, Probe>> = {
  "seat-booking": python(`
import sys, threading, time
from hall.seats import Hall
hall = Hall(1, notify=lambda name: time.sleep(0.05))
threads = [threading.Thread(target=hall.book, args=(f"n{at}",)) for at in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
sys.exit(3 if len(hall.names) > 1 else 0)
`),
  "file-lease": python(`
import os, sys
from nightly import lease
got = []
real = os.replace
def both(source, target):
    if not got:
        got.append("inside")
        own, os.getpid = os.getpid, os.getppid
        if lease.acquire(target):
            got.append("second")
        os.getpid = own
    return real(source, target)
os.replace = both
first = lease.acquire("run.lease")
sys.exit(3 if first and "second" in got else 0)
`),
  "disk-quota": python(`
import sys
from quota.sizes import parse_size
for text, right in [("5B", 5), ("2kB", 2000), ("2 KiB", 2048), ("2GIB", 2 * 1024**3), ("3mb", 3_000_000), ("1MIB", 1024**2)]:
    if parse_size(text) != right: sys.exit(3)
for text in ["5", "5iB", "MB", "1.5MB", "-1MB"]:
    try: parse_size(text)
    except ValueError: continue
    sys.exit(3)
`),
  "month-end": python(`
import calendar, sys
from datetime import date
from billing.dates import due_dates
for first in [date(2023, 1, 31), date(2024, 1, 30), date(2024, 5, 15), date(2023, 12, 31)]:
    for at, due in enumerate(due_dates(first, 30)):
        month = first.month - 1 + at
        year, month = first.year + month // 12, month % 12 + 1
        if due != date(year, month, min(first.day, calendar.monthrange(year, month)[1])): sys.exit(3)
`),
  "user-names": python(`
import sys, unicodedata
from accounts.names import Names
def key(name): return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
pairs = [("Ann", "ann"), ("\\u0390", "\\u03aa\\u0301"), ("STRASSE", "straße"), ("\\u1fb3\\u0301", "\\u1fb4"), ("\\u0345\\u0301", "\\u03b9\\u0301"), ("a", "b"), ("\\u1fc3\\u0300", "\\u1fc2"), ("\\u1e9b\\u0323", "\\u1e69")]
for left, right in pairs:
    names = Names()
    names.take(left)
    if names.is_taken(right) != (key(left) == key(right)): sys.exit(3)
`),
  "copy-upload": python(`
import os, sys
from uploads.store import store
def broken():
    yield b"half"
    raise OSError("gone")
store([b"whole"], "a.bin")
try:
    store(broken(), "a.bin")
except OSError:
    sys.exit(0 if open("a.bin", "rb").read() == b"whole" and "a.bin" in os.listdir() else 3)
sys.exit(3)
`),
  "page-cursor": python(`
import sqlite3, sys
from messages.pages import page
connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, sent_at TEXT, text TEXT)")
for at in range(20):
    connection.execute("INSERT INTO messages (sent_at, text) VALUES (?, 'x')", (f"2024-03-0{1 + at // 7} 10:00:00",))
seen, cursor = [], None
while True:
    rows, cursor = page(connection, 3, cursor) if cursor else page(connection, 3)
    seen += [row[0] for row in rows]
    if cursor is None: break
sys.exit(0 if seen == list(range(20, 0, -1)) else 3)
`),
  "release-name": shell(`
set -u
mkdir -p src out
echo x > src/a
echo 1.2 > VERSION
sh bin/pack.sh out >/dev/null || exit 1
[ -f out/app-1.2.tar ] || exit 1
rm VERSION out/*
sh bin/pack.sh out >/dev/null 2>&1 && exit 3
[ -z "$(ls out)" ] || exit 3
: > VERSION
sh bin/pack.sh out >/dev/null 2>&1 && exit 3
exit 0
`),
  "merge-options": python(`
import sys
from client.options import merged
defaults = {"retries": 2, "tags": ["a"]}
first = merged(defaults)
first["retries"] = 9
again = merged(defaults)
given = {"tags": ["b"]}
over = merged(defaults, given)
over["tags"].append("c")
ok = again == {"retries": 2, "tags": ["a"]} and given == {"tags": ["b"]} and defaults["retries"] == 2 and merged({}) == {}
sys.exit(0 if ok else 3)
`),
  "sort-column": python(`
import sqlite3, sys
from people.lists import people
seen = []
class Spy:
    def __init__(self): self.real = sqlite3.connect(":memory:")
    def execute(self, query, *rest):
        seen.append(query)
        return self.real.execute(query, *rest)
spy = Spy()
spy.real.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER)")
spy.real.executemany("INSERT INTO people (name, age) VALUES (?, ?)", [("b", 1), ("a", 3), ("c", 2)])
order = lambda *a, **k: [row[0] for row in people(spy, *a, **k)]
ok = order() == [2, 1, 3] and order("age") == [1, 3, 2] and order("age", descending=True) == [2, 3, 1]
for text in ["age; DROP TABLE people", "1", "", "AGE", "name--"]:
    ok = ok and order(text) == [2, 1, 3]
sys.exit(0 if ok and len(set(seen)) <= 6 else 3)
`),
  "days-between": python(`
import sys
from datetime import date, timedelta
from billing.days import days_between
for first in [date(1, 1, 1), date(1969, 12, 31), date(2024, 2, 28), date(2024, 3, 9)]:
    for days in [0, 1, 2, 30, 366, 100_000]:
        second = first + timedelta(days=days)
        if days_between(first, second) != days or days_between(second, first) != -days: sys.exit(3)
if days_between(date.min, date.max) != (date.max - date.min).days: sys.exit(3)
`),
  "quiet-cleanup": python(`
import shutil, sys
from reports.folder import with_folder
def gone(folder): raise OSError("busy")
if with_folder(lambda folder: 7) != 7: sys.exit(3)
real, shutil.rmtree = shutil.rmtree, gone
if with_folder(lambda folder: 8) != 8: sys.exit(3)
def fails(folder): raise KeyError("own")
try: with_folder(fails)
except KeyError: sys.exit(0)
except OSError: sys.exit(3)
sys.exit(3)
`),
};
