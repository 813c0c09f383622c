// Comforts only: every page works without this file. Nothing here talks to anybody but this site, and nothing is sent
// but what the reader asks for. Saved offers and ticks stay in the browser.

const KEY = "anlauf.saved";
// As many as the saved page shows.
const MOST = 50;

function readList(key) {
  try {
    const list = JSON.parse(localStorage.getItem(key) || "[]");
    return Array.isArray(list) ? list.filter((entry) => typeof entry === "string") : [];
  } catch {
    return [];
  }
}

function writeList(key, list) {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A full or forbidden store: the page works on, it only forgets.
  }
}

function showSaved() {
  const saved = readList(KEY);
  for (const badge of document.querySelectorAll("[data-saved-count]")) {
    badge.textContent = String(saved.length);
    badge.hidden = saved.length === 0;
  }
  for (const button of document.querySelectorAll("[data-save]")) {
    toggle(button, saved.includes(button.dataset.save));
    button.setAttribute("aria-pressed", String(saved.includes(button.dataset.save)));
    button.hidden = false;
  }
}

function toggle(button, on) {
  const [off, done] = [button.querySelector("[data-off]"), button.querySelector("[data-on]")];
  if (off && done) {
    off.hidden = on;
    done.hidden = !on;
  }
}

function save(button) {
  const slug = button.dataset.save;
  const saved = readList(KEY);
  const changed = saved.includes(slug) ? saved.filter((other) => other !== slug) : [...saved, slug];
  writeList(KEY, changed.slice(-MOST));
  showSaved();
}

async function share(button) {
  const url = location.href;
  if (navigator.share) {
    await navigator.share({ title: document.title, url }).catch(() => {});
    return;
  }
  const copied = await navigator.clipboard?.writeText(url).then(() => true, () => false);
  if (copied) toggle(button, true);
}

// The saved page shows what its address names; without names it asks for what this browser remembers.
function fillSavedPage() {
  const page = document.querySelector("[data-saved-page]");
  if (!page) return;
  const list = page.querySelector("#saved-list");
  const saved = readList(KEY);
  const shared = list?.dataset.asked !== "0";
  if (!shared && saved.length) {
    const query = saved.map((slug) => `o=${encodeURIComponent(slug)}`).join("&");
    location.replace(`${page.dataset.savedUrl}?${query}`);
    return;
  }
  const asked = new URLSearchParams(location.search).getAll("o");
  const same = asked.length === saved.length && asked.every((slug) => saved.includes(slug));
  if (same && shared) {
    // What is gone for good need not be asked for again.
    writeList(KEY, [...page.querySelectorAll("[data-save]")].map((button) => button.dataset.save));
    showSaved();
  }
  for (const button of page.querySelectorAll("[data-keep-all]")) button.hidden = same;
  for (const button of page.querySelectorAll("[data-forget-all]")) button.hidden = !same;
}

function keepAll() {
  const asked = new URLSearchParams(location.search).getAll("o");
  writeList(KEY, [...new Set([...readList(KEY), ...asked])]);
  location.replace(document.querySelector("[data-saved-page]").dataset.savedUrl);
}

function forgetAll() {
  writeList(KEY, []);
  location.replace(document.querySelector("[data-saved-page]").dataset.savedUrl);
}

function checklists() {
  for (const list of document.querySelectorAll("[data-checklist]")) {
    const key = `anlauf.ticks.${list.dataset.checklist}`;
    const ticked = readList(key);
    for (const box of list.querySelectorAll("input")) {
      box.checked = ticked.includes(box.value);
      box.addEventListener("change", () => {
        // The same list stands twice when two languages are read side by side.
        for (const twin of document.querySelectorAll(`[data-checklist="${list.dataset.checklist}"] input`)) {
          if (twin.value === box.value) twin.checked = box.checked;
        }
        writeList(key, [...list.querySelectorAll("input:checked")].map((other) => other.value));
      });
    }
  }
}

// On a wide screen the filters stand open; on a phone they wait behind their button. What a reader opened stays open.
const opened = new Map();

function arrangeFilters(root) {
  for (const box of root.querySelectorAll("[data-wide-open]")) {
    box.open = opened.get("box") ?? matchMedia("(min-width: 62rem)").matches;
    box.addEventListener("toggle", () => opened.set("box", box.open));
  }
  for (const facet of root.querySelectorAll(".facet")) {
    if (opened.has(facet.id)) facet.open = opened.get(facet.id);
    facet.addEventListener("toggle", () => opened.set(facet.id, facet.open));
  }
}

function prepare() {
  showSaved();
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = !(navigator.share || navigator.clipboard);
  }
}

const clicks = [
  ["[data-save]", save],
  ["[data-print]", () => window.print()],
  ["[data-share]", share],
  ["[data-keep-all]", keepAll],
  ["[data-forget-all]", forgetAll],
];

document.addEventListener("click", (event) => {
  for (const [selector, act] of clicks) {
    const button = event.target.closest(selector);
    if (button) act(button);
  }
  const languages = document.querySelector(".languages[open]");
  if (languages && !languages.contains(event.target)) languages.open = false;
});

document.addEventListener("keydown", (event) => {
  const languages = document.querySelector(".languages[open]");
  if (event.key === "Escape" && languages) {
    languages.open = false;
    languages.querySelector("summary").focus();
  }
});

// "Back to the offers" returns to the list with its filters when the reader came from it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-back]");
  const from = document.referrer && new URL(document.referrer);
  if (link && from && from.origin === location.origin && from.pathname === link.pathname && history.length > 1) {
    event.preventDefault();
    history.back();
  }
});

document.addEventListener("htmx:afterSettle", () => {
  const changed = document.querySelector("#list");
  if (!changed) return;
  arrangeFilters(changed);
  prepare();
  const count = changed.querySelector("[data-announce]");
  const announcer = document.querySelector("#announcer");
  if (count && announcer) announcer.textContent = count.textContent.trim();
  for (const link of document.querySelectorAll("[hreflang]:not([rel])")) {
    if (link.search !== location.search) link.search = location.search;
  }
});

arrangeFilters(document);
prepare();
checklists();
fillSavedPage();
document.querySelector("[data-focus]")?.focus();
