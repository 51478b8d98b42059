/** A box under each password field marked data-reveal shows what is typed; it is hidden again when the form is sent. */
import { words } from "./words.js";

export function reveals() {
  const fields = [...document.querySelectorAll("input[type=password][data-reveal]")];
  const forms = new Set(fields.map((field) => field.form));
  for (const form of forms) {
    const mine = fields.filter((field) => field.form === form);
    const label = document.createElement("label");
    label.className = "choice";
    const box = document.createElement("input");
    box.type = "checkbox";
    const said = document.createElement("span");
    said.textContent = words.showPassword;
    label.append(box, " ", said);
    mine[mine.length - 1].closest(".field").after(label);
    const set = (shown) => {
      for (const field of mine) field.type = shown ? "text" : "password";
    };
    box.addEventListener("change", () => set(box.checked));
    form.addEventListener("submit", () => set(false)); // else the browser would keep it among what was typed
  }
}
