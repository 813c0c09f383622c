// Long forms at the desk lose nothing. Everything works without this file; with it, drafts are kept while somebody types.
//
// How a form takes part (the same in every editor):
//   <form data-autosave="{% url "drafts:keep" "offer-12" %}" data-base="{{ version }}" data-owner="{{ user.pk }}">
//     the token of the form (csrfmiddlewaretoken) and a hidden field `version`: the version the form was opened with
//     <span data-autosave-state …></span>                     where the state of saving is said; its words stand in
//        data-saved="gespeichert um %s" data-failed="…" data-signed-out="…" data-unsaved="…"
//     <button type="submit" data-save-button>                  cannot be pressed twice
//   data-just-saved on the form: this page follows a successful save, so what the browser kept is forgotten
//   <div data-browser-draft hidden> with buttons [data-restore] and [data-drop]: offers what the browser kept when the session
//        had ended. It stands in the form.
// The draft goes to the address as {"base": 3, "data": {"name": ["value", …]}} two seconds after the last key.
// After each kept draft the form gets the event `draft:kept`.

const PAUSE = 2000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version"]);

function values(form) {
  const data = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || LEFT_OUT.has(name)) continue;
    (data[name] ||= []).push(value);
  }
  return data;
}

function storageKey(form) {
  return `anlauf.draft:${form.dataset.owner || ""}:${form.dataset.autosave}`;
}

function keepInBrowser(form) {
  try {
    sessionStorage.setItem(storageKey(form), JSON.stringify({ base: form.dataset.base, data: values(form) }));
  } catch {
    // No room or not allowed: the draft on the server is still there.
  }
}

function readFromBrowser(form) {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey(form)) || "null");
  } catch {
    return null;
  }
}

function forgetInBrowser(form) {
  try {
    sessionStorage.removeItem(storageKey(form));
  } catch {
    // Nothing was kept.
  }
}

function fill(form, data) {
  for (const field of form.elements) {
    if (!field.name || LEFT_OUT.has(field.name) || field.type === "file" || field.type === "submit") continue;
    if (field.name.endsWith("-TOTAL_FORMS") || field.name.endsWith("-INITIAL_FORMS")) continue;
    const kept = data[field.name] || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (field.tagName === "SELECT" && field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
    else {
      // Several fields of one name take the values in their order.
      const twins = [...form.elements].filter((other) => other.name === field.name && other.type === field.type);
      field.value = kept[twins.indexOf(field)] ?? "";
    }
  }
}

function say(form, name, word = "") {
  const place = form.querySelector("[data-autosave-state]");
  if (place) place.textContent = (place.dataset[name] || "").replace("%s", word);
}

class Editor {
  constructor(form) {
    this.form = form;
    this.first = JSON.stringify(values(form));
    this.kept = this.first;
    this.sending = false;
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.unsaved()) event.preventDefault();
    });
    this.offer();
  }

  unsaved() {
    return JSON.stringify(values(this.form)) !== this.kept;
  }

  touched() {
    clearTimeout(this.timer);
    if (!this.unsaved()) return;
    say(this.form, "unsaved");
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  async keep() {
    if (this.sending) return;
    this.sending = true;
    const now = JSON.stringify(values(this.form));
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ base: Number(this.form.dataset.base || 0), data: JSON.parse(now) }),
      });
      if (!answer.ok) {
        keepInBrowser(this.form);
        // A redirect leads to the sign-in; 403 is a token of a session that has ended.
        say(this.form, answer.type === "opaqueredirect" || answer.status === 403 ? "signedOut" : "failed");
        return;
      }
      this.kept = now;
      forgetInBrowser(this.form);
      say(this.form, "saved", (await answer.json()).saved);
      this.form.dispatchEvent(new CustomEvent("draft:kept", { bubbles: true }));
    } catch {
      keepInBrowser(this.form);
      say(this.form, "failed");
    } finally {
      this.sending = false;
      // What was typed while the draft was on its way goes with the next one.
      if (JSON.stringify(values(this.form)) !== now) this.touched();
    }
  }

  submit(event) {
    const button = event.submitter;
    if (button?.formTarget && button.formTarget !== "_self") return;
    if (this.leaving) {
      event.preventDefault();
      return;
    }
    this.leaving = true;
    clearTimeout(this.timer);
    // When the session has ended, the sign-in comes next and the text would be gone.
    keepInBrowser(this.form);
    // Disabled only after the browser has read the form: a disabled button's value is not sent.
    setTimeout(() => {
      for (const other of this.form.querySelectorAll("[data-save-button]")) other.disabled = true;
    });
  }

  offer() {
    const kept = readFromBrowser(this.form);
    const box = this.form.querySelector("[data-browser-draft]");
    if (!kept) return;
    if ("justSaved" in this.form.dataset || JSON.stringify(kept.data) === this.first) {
      forgetInBrowser(this.form);
      return;
    }
    if (!box) return;
    box.hidden = false;
    box.querySelector("[data-restore]")?.addEventListener("click", () => {
      fill(this.form, kept.data);
      box.hidden = true;
      this.touched();
    });
    box.querySelector("[data-drop]")?.addEventListener("click", () => {
      forgetInBrowser(this.form);
      box.hidden = true;
    });
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const editor = new Editor(form);
  // The page may come back from the browser's memory with its buttons still disabled.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    editor.leaving = false;
    for (const button of form.querySelectorAll("[data-save-button]")) button.disabled = false;
  });
}

// An open preview follows the kept draft.
document.addEventListener("draft:kept", () => {
  document.querySelector("[data-preview-button][aria-pressed=true]")?.click();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-preview-button]");
  if (!button) return;
  for (const other of document.querySelectorAll("[data-preview-button]")) other.setAttribute("aria-pressed", String(other === button));
});

// On a small screen navigation and tabs are one line each: where we are is in sight.
for (const here of document.querySelectorAll(".desk-nav [aria-current], .event-tabs [aria-current]")) {
  const line = here.closest("ul");
  const [inside, outside] = [here.getBoundingClientRect(), line.getBoundingClientRect()];
  line.scrollLeft += inside.left + inside.width / 2 - outside.left - outside.width / 2;
}
