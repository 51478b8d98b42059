// <form data-autosave="URL">: saved on leaving a field and every ten seconds while something changed.
import { words } from "./words.js";

export function autosaves() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const line = form.querySelector("[data-saved]");
    let dirty = false;
    let busy = false;
    const say = (text) => line && (line.textContent = text);
    const save = async () => {
      if (!dirty || busy) return;
      busy = true;
      dirty = false;
      say(words.saving);
      try {
        const reply = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
        if (!reply.ok) throw new Error(String(reply.status));
        const told = reply.status === 204 ? {} : await reply.json();
        const now = new Date();
        say(words.saved(told.saved || `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`));
      } catch {
        dirty = true;
        say(words.notSaved);
      }
      busy = false;
    };
    form.addEventListener("input", () => (dirty = true));
    form.addEventListener("change", () => (dirty = true));
    form.addEventListener("focusout", save);
    const timer = setInterval(save, 10000);
    form.addEventListener("submit", () => {
      clearInterval(timer);
      dirty = false;
    });
  }
}
