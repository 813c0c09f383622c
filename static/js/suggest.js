// Titles that begin as typed, from this site only. Without this file the form searches just as well.
// A combobox with a list as the ARIA Authoring Practices describe it: the focus stays in the field.

const WAIT = 150;
const SHORTEST = 2;

function combobox(input) {
  const box = input.parentElement;
  const panel = document.createElement("div");
  panel.className = "suggest-panel";
  panel.hidden = true;
  box.append(panel);
  const announcer = document.querySelector("#announcer");
  let timer = 0;
  let request = null;
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-haspopup", "listbox");
  input.setAttribute("aria-expanded", "false");

  const options = () => [...panel.querySelectorAll("[role=option]")];

  function close() {
    clearTimeout(timer);
    request?.abort();
    panel.hidden = true;
    panel.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-controls");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(number) {
    const all = options();
    active = number;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    if (number < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", all[number].id);
    all[number].scrollIntoView({ block: "nearest" });
  }

  function show(html) {
    panel.innerHTML = html;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    const list = panel.querySelector("[role=listbox]");
    panel.hidden = !list;
    input.setAttribute("aria-expanded", String(Boolean(list)));
    if (!list) {
      input.removeAttribute("aria-controls");
      return;
    }
    input.setAttribute("aria-controls", list.id);
    if (announcer) announcer.textContent = panel.querySelector("[data-announce]")?.textContent ?? "";
  }

  async function ask() {
    request?.abort();
    const typed = input.value.trim();
    if (typed.length < SHORTEST) {
      close();
      return;
    }
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal, credentials: "omit" });
      if (!answer.ok) return;
      const html = await answer.text();
      if (!signal.aborted && document.activeElement === input) show(html);
    } catch {
      // Offline or overtaken by the next letter: no suggestions, nothing else.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const number = options().length;
    if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (panel.hidden) {
        if (event.key === "ArrowDown") ask();
        return;
      }
      event.preventDefault();
      // One place more than options: the field itself.
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(((active + 1 + step + number + 1) % (number + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.href);
    } else if (event.key === "Tab") {
      close();
    }
  });
  // The field keeps its focus until the click has done its work.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", close);
}

for (const input of document.querySelectorAll("[data-suggest]")) combobox(input);
