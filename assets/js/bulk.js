// Rows are chosen by checkboxes that belong to <form data-bulk id=…>; the bar appears when one is chosen.
import { words } from "./words.js";

export function bulks() {
  for (const form of document.querySelectorAll("[data-bulk]")) {
    const bar = form.querySelector(".bulk-bar");
    const count = form.querySelector("[data-bulk-count]");
    const all = document.querySelector(`[data-bulk-all="${form.id}"]`);
    const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"]:not([data-bulk-all])`)];
    if (!bar) continue;
    bar.classList.remove("is-still");
    const show = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      bar.hidden = chosen === 0;
      if (count) count.textContent = words.selected(chosen);
      if (all) {
        all.checked = chosen > 0 && chosen === boxes().length;
        all.indeterminate = chosen > 0 && chosen < boxes().length;
      }
    };
    if (all) {
      all.closest("[hidden]")?.removeAttribute("hidden");
      all.addEventListener("change", () => {
        for (const box of boxes()) box.checked = all.checked;
        show();
      });
    }
    document.addEventListener("change", (event) => {
      if (event.target.getAttribute("form") === form.id) show();
    });
    show();
  }
}
