// <select data-combobox> becomes a field one can type in, with or without marks (ARIA 1.2 combobox, list only).
// The select stays in the form and is what is sent.
import { fold, words } from "./words.js";

let serial = 0;

function enhance(select) {
  const id = `combo-${(serial += 1)}`;
  const options = [...select.options].filter((option) => option.value).map((option) => ({ option, folded: fold(option.text) }));
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  box.className = "combo";
  list.className = "combo-list";
  list.id = id;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  const label = select.labels && select.labels[0];
  if (label) {
    label.id = label.id || `${id}-label`;
    list.setAttribute("aria-labelledby", label.id);
  }
  const attributes = { type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "required"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  input.id = select.id;
  if (select.dataset.region) input.dataset.region = select.dataset.region;
  input.className = select.className;
  select.id = `${select.id}_value`;
  input.value = select.value ? select.selectedOptions[0].text : "";
  select.hidden = true;
  select.required = false;
  select.before(box);
  box.append(input, list, select);

  let at = -1;
  const shown = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    const items = shown();
    if (!items.length) return;
    at = (index + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    items[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[at].id);
  };
  const choose = (option) => {
    select.value = option ? option.value : "";
    input.value = option ? option.text : "";
    close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const open = () => {
    const wanted = fold(input.value.trim()).split(/\s+/);
    const found = options.filter(({ folded }) => wanted.every((word) => folded.includes(word))).slice(0, 60);
    list.textContent = "";
    found.forEach(({ option }, i) => {
      const item = document.createElement("li");
      item.id = `${id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = option.text;
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(option);
      });
      item.option = option;
      list.append(item);
    });
    if (!found.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = words.noMatch;
      list.append(none);
    }
    list.hidden = false;
    at = -1;
    input.setAttribute("aria-expanded", "true");
  };
  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      point(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
    } else if (event.key === "Enter" && !list.hidden) {
      const item = shown()[at < 0 ? 0 : at];
      event.preventDefault();
      if (item && item.option) choose(item.option);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => {
    const exact = options.find(({ folded }) => folded === fold(input.value.trim()));
    if (exact && exact.option.value !== select.value) choose(exact.option);
    else if (!exact) {
      // What does not name an option is not silently sent as something else.
      if (!input.value.trim()) choose(null);
      else input.value = select.value ? select.selectedOptions[0].text : "";
    }
    close();
  });
}

export function comboboxes() {
  for (const select of document.querySelectorAll("select[data-combobox]:not([multiple])")) enhance(select);
}
