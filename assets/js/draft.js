// <form data-draft="KEY">: what is typed stays in this browser until it is confirmed, with a visible way to delete it.
// Ctrl+Enter, wherever the focus is, presses the form's [data-confirm]. The server never sees a draft; each kept row is confirmed by a person.
import { words } from "./words.js";

const PREFIX = "liem-draft:";
const OLDEST = 7 * 24 * 3600 * 1000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "revision"]);

const store = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value) localStorage.setItem(PREFIX + key, JSON.stringify(value));
      else localStorage.removeItem(PREFIX + key);
      return true;
    } catch {
      return false; // storage full or forbidden: the form still works, nothing is kept
    }
  },
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  },
};

const typed = (form) => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");

/** What was confirmed elsewhere, or is a week old, does not stay on the machine. */
function sweep(here) {
  for (const key of store.keys()) {
    const kept = store.read(key);
    if (!kept || !(Date.now() - kept.at < OLDEST) || (kept.sent && !here.has(key))) store.write(key, null);
  }
}

function restore(form, entries) {
  const again = document.createElement("form");
  again.method = "post";
  again.hidden = true;
  const own = [...new FormData(form)].filter(([name]) => LEFT_OUT.has(name));
  for (const [name, value] of [...own, ...entries, ["do", "look"]]) {
    const field = document.createElement("textarea"); // keeps line breaks, which a hidden input does not
    field.name = name;
    field.value = value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

function keep(form) {
  const key = form.dataset.draft;
  const line = form.querySelector("[data-draft-saved]");
  const kept = store.read(key);
  let timer = 0;
  const save = (sent = false) => {
    clearTimeout(timer);
    timer = 0;
    if (!store.write(key, { at: Date.now(), sent, entries: typed(form) }) || !line) return;
    const now = new Date();
    line.textContent = words.kept(`${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`);
  };
  if (form.hasAttribute("data-draft-kept")) save();
  else if (kept && JSON.stringify(kept.entries) !== JSON.stringify(typed(form))) {
    const offer = document.querySelector("[data-draft-offer]");
    if (offer) {
      offer.hidden = false;
      offer.querySelector("[data-draft-restore]").addEventListener("click", () => restore(form, kept.entries));
      offer.querySelector("[data-draft-drop]").addEventListener("click", () => {
        store.write(key, null);
        offer.hidden = true;
      });
    }
  }
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.addEventListener("pagehide", () => timer && save()); // the page is left before the pause is over
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (event.submitter && event.submitter.hasAttribute("data-confirm")) save(true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const own = event.target.closest("form, dialog"); // in the search box or a dialog the keys mean something else
    if (own && own !== form) return;
    const button = form.querySelector("[data-confirm]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

export function drafts() {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  sweep(new Set(forms.map((form) => form.dataset.draft)));
  forms.forEach(keep);
}
