// Pages behind the sign-in: keys, bulk work, saving, sending of files, fields to type in.
import { autosaves } from "./autosave.js";
import { bulks } from "./bulk.js";
import { comboboxes } from "./combo.js";
import { drafts } from "./draft.js";
import { drops } from "./drop.js";
import { keys } from "./keys.js";

keys();
bulks();
autosaves();
comboboxes();
drops();
drafts();

// htmx sends no CSRF token by itself; the page carries it in a meta tag where htmx is loaded.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
