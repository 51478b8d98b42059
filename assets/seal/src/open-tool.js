// The stand-alone tool: opens a sealed file with the recovery key on paper and seals a reply, without any server.
import { decrypt, readIdentity } from "./seal.js";
import { say, showOpened } from "./letter-view.js";
import { sentenceOf, words } from "./words.js";

const form = document.querySelector("form[data-open]");
const heard = form.querySelector("[data-said]");

for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => {
    document.documentElement.lang = button.dataset.lang;
    for (const other of document.querySelectorAll("[data-lang]")) other.setAttribute("aria-pressed", String(other === button));
    document.title = button.dataset.title;
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = form.elements.sealed.files[0];
  if (!file) return say(heard, words().chooseFile, true);
  try {
    const inside = await decrypt(new Uint8Array(await file.arrayBuffer()), [readIdentity(form.elements.identity.value)]);
    form.elements.identity.value = "";
    showOpened(document, inside, heard);
  } catch (fault) {
    say(heard, sentenceOf(fault), true);
  }
});
