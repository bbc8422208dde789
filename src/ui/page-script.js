// Keeps an open page up to date, answers while a task is typed, and lets keys do what links and buttons do.
(() => {
  const news = document.getElementById("news");
  const main = () => document.getElementById("main");
  let dirty = false;
  let running = null;
  /** A slow view is asked once more after it has come, and not again while it is under way. */
  let refreshing = false;
  let again = false;

  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-typed]")) dirty = true;
    if (event.target.closest("#search")) search();
  });
  document.addEventListener("submit", () => {
    dirty = false;
  });

  /** The same address again, as a document of which nothing runs. */
  async function fetched(address) {
    running?.abort();
    running = new AbortController();
    const response = await fetch(address, { signal: running.signal, headers: { accept: "text/html" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new DOMParser().parseFromString(await response.text(), "text/html");
  }

  function swap(id, document_) {
    const [before, after] = [document.getElementById(id), document_.getElementById(id)];
    if (!before || !after) return;
    const at = itemsIn(before).indexOf(document.activeElement?.closest(".item"));
    // What was slow to come is not asked for again with each piece of news.
    const arrived = [...before.querySelectorAll("[data-arrived]")];
    before.replaceChildren(...after.childNodes);
    for (const each of arrived) document.getElementById(each.id)?.replaceWith(each);
    if (at >= 0) itemsIn(before)[at]?.focus({ preventScroll: true });
  }

  /** What takes longer than a page may take follows it. */
  function bringLater() {
    for (const part of document.querySelectorAll("[data-later]:not([data-arrived])"))
      fetch(part.dataset.later, { headers: { accept: "text/html" } })
        .then((response) => response.text())
        .then((text) => {
          const later = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
          const now = document.getElementById(part.id);
          if (!later || !now) return;
          now.replaceChildren(...later.childNodes);
          now.dataset.arrived = "";
        })
        .catch(() => {});
  }
  bringLater();

  const itemsIn = (element) => [...element.querySelectorAll(".item")];

  /** One search at a time: of the letters that are typed meanwhile the last are asked for next. */
  let searching = false;
  let searchAgain = false;
  function search() {
    const form = document.getElementById("search");
    const query = new URLSearchParams(new FormData(form));
    const address = `/?${query}`;
    history.replaceState(null, "", address);
    searchAgain = searching;
    if (searching) return;
    searching = true;
    fetched(address)
      .then(
        (found) => {
          swap("results", found);
          if (kept()) tell("");
        },
        () => {},
      )
      .finally(() => {
        searching = false;
        if (searchAgain) search();
      });
  }

  const isTyping = () => dirty || document.activeElement?.closest("[data-typed], details[open] form");
  const tellOfChange = () =>
    tell(
      "Something has changed since this page was shown. Your text is kept; it is compared when you send it.",
    );

  /** What somebody is typing stays as it is, also where it was begun while the news came, and is only told that there is news. */
  function refresh() {
    again = false;
    if (isTyping()) return tellOfChange();
    if (refreshing) {
      again = true;
      return;
    }
    const part = document.getElementById("results") ? "results" : "view";
    refreshing = true;
    fetched(location.href)
      .then(
        (found) => {
          if (isTyping()) return tellOfChange();
          swap(part, found);
          if (kept()) bringLater();
          tell("");
        },
        (error) => {
          if (kept() && error.name !== "AbortError")
            tell("What is stored by now could not be read. Reload the page: it says why.");
        },
      )
      .finally(() => {
        refreshing = false;
        if (again) refresh();
      });
  }

  const kept = () => news.dataset.kept !== undefined;

  function tell(text) {
    delete news.dataset.kept;
    news.textContent = text;
    news.hidden = text === "";
  }

  // The process that knows sleeps while nobody looks; it is up before the first key is.
  const wake = () => document.visibilityState === "visible" && fetch("/awake").catch(() => {});
  addEventListener("focus", wake);
  document.addEventListener("visibilitychange", wake);

  const events = new EventSource("/events");
  events.addEventListener("changed", refresh);
  let lost = false;
  events.addEventListener("error", () => {
    lost = true;
    tell("The server of this page does not answer. It ends with its terminal: run agentops-mcp ui again.");
  });
  events.addEventListener("open", () => {
    if (lost) {
      tell("");
      refresh();
    }
    lost = false;
  });

  if (kept()) refresh();

  // Keys can be turned off, for whoever speaks to the machine or holds keys by chance.
  const toggle = document.getElementById("keys");
  const stored = () => localStorage.getItem("agentops-keys") !== "off";
  function showKeys() {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(stored()));
    toggle.textContent = stored() ? "Shortcuts on" : "Shortcuts off";
  }
  toggle.addEventListener("click", () => {
    localStorage.setItem("agentops-keys", stored() ? "off" : "on");
    showKeys();
  });
  showKeys();

  function move(step) {
    const items = itemsIn(main());
    if (items.length === 0) return;
    const at = items.indexOf(document.activeElement?.closest(".item"));
    const next = items[Math.min(items.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /** A decision is the focused item's alone; a view's key works everywhere. */
  function press(key, item) {
    const named = `[data-key="${CSS.escape(key)}"]`;
    const pressed =
      (item ?? document.querySelector(".head"))?.querySelector(named) ??
      document.querySelector(`nav ${named}`);
    pressed?.click();
    if (pressed?.matches("summary")) toWords(pressed.parentElement);
    return Boolean(pressed);
  }

  /** What has to be said is typed at once; what has a usual choice keeps it. */
  function toWords(form) {
    (form.querySelector("textarea") ?? form.querySelector("input:not([type=hidden])"))?.focus();
  }

  function toSearch() {
    const field = document.getElementById("q");
    if (field) field.focus();
    else location.assign("/");
  }

  function openItem(item) {
    item.querySelector("a")?.click();
  }

  /** False for a key that means nothing here. */
  function act(key, target) {
    const item = target.closest(".item");
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "/") toSearch();
    else if (key === "Enter" && item && target === item) openItem(item);
    else return key !== "Enter" && press(key, item);
    return true;
  }

  const isPlain = (event) =>
    !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat);

  document.addEventListener("keydown", (event) => {
    if (!stored() || !isPlain(event) || event.target.closest("input, textarea, select")) return;
    if (act(event.key, event.target)) event.preventDefault();
  });
})();
