// Comforts of the offer editor: counters beside texts with a bound. The page works without them.

function count(input) {
  const most = Number(input.dataset.count);
  let counter = input.nextElementSibling;
  if (!counter?.classList.contains("counter")) {
    counter = document.createElement("bdi");
    counter.className = "counter";
    counter.dir = "ltr";
    counter.setAttribute("aria-hidden", "true");
    input.after(counter);
  }
  const length = [...input.value].length;
  counter.textContent = `${length} / ${most}`;
  counter.classList.toggle("full", length >= most);
}

for (const input of document.querySelectorAll("[data-count]")) {
  count(input);
  input.addEventListener("input", () => count(input));
}
