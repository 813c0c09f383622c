// Comforts of the translator's editor: length, preview, keys, the lock. The page works without them.

const RENEW = 4 * 60 * 1000;
const form = document.querySelector("#translate-form");
const text = document.querySelector("[data-text]");

// What was saved just now is forgotten in this browser: `desk.js` keeps it until somebody knows that it has arrived.
for (const mark of document.querySelectorAll("[data-forget-draft]")) {
  try {
    sessionStorage.removeItem(`anlauf.draft:${mark.dataset.owner}:${mark.dataset.forgetDraft}`);
  } catch {
    // Nothing was kept.
  }
}

function follow() {
  const number = document.querySelector("[data-length]");
  const meter = document.querySelector("[data-meter]");
  // As the server counts: signs, without the blanks around them.
  const length = [...text.value.trim()].length;
  const most = meter ? Number(meter.max) : 0;
  number.textContent = most ? `${length} / ${most}` : String(length);
  number.classList.toggle("too-long", most > 0 && length > most);
  if (meter) meter.value = length;
  document.querySelector("[data-mirror]").textContent = text.value;
}

if (text) {
  follow();
  text.addEventListener("input", follow);
  // What the browser kept or brought back comes without an event of its own.
  document.querySelector("[data-restore]")?.addEventListener("click", () => setTimeout(follow));
  window.addEventListener("pageshow", follow);
}

// On a Mac, Alt alone types letters of some languages: there it is Control and Alt.
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
if (isMac) {
  for (const key of document.querySelectorAll("[data-alt]")) key.textContent = "Ctrl+Alt";
  for (const button of document.querySelectorAll("[aria-keyshortcuts^='Alt+']")) {
    button.setAttribute("aria-keyshortcuts", `Control+${button.getAttribute("aria-keyshortcuts")}`);
  }
}

function meant(event) {
  if (event.key === "Enter" && event.ctrlKey && !event.altKey) return "save";
  // AltGr, which types letters, is Control and Alt on other systems.
  if (!event.altKey || event.ctrlKey !== isMac || event.getModifierState("AltGraph")) return "";
  // The place of the key, because an Arabic or Cyrillic keyboard has other letters on it.
  return { KeyU: "confirm", KeyN: "next" }[event.code] || "";
}

document.addEventListener("keydown", (event) => {
  const name = meant(event);
  const button = name && document.querySelector(`[data-key="${name}"]`);
  if (!button || button.disabled || event.repeat || event.isComposing) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});

// Who types keeps the lock; who has gone loses it.
let typed = false;
form?.addEventListener("input", () => {
  typed = true;
});
if (form) {
  setInterval(async () => {
    if (!typed) return;
    typed = false;
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(form.dataset.lock, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": token } });
      if (!answer.ok) return;
      const { by } = await answer.json();
      const place = form.querySelector("[data-lock-lost]");
      place.textContent = by ? place.dataset.lockLost.replace("%s", by) : "";
    } catch {
      // No net just now: the next try comes.
    }
  }, RENEW);
}
