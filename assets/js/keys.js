// One-letter keys for people who do this all day. Off while typing, off when switched off (WCAG 2.1.4): the choice
// is kept on this machine only.
const SETTING = "liem-keys";
let off = false;
try {
  off = localStorage.getItem(SETTING) === "off";
} catch {
  off = false; // storage may be forbidden; the keys then simply work
}

const typing = (node) => node.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

function move(step) {
  const all = rows();
  if (!all.length) return;
  const from = all.findIndex((row) => row.classList.contains("is-active"));
  const to = from < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, from + step));
  for (const row of all) row.classList.toggle("is-active", row === all[to]);
  const link = all[to].querySelector("a[href], button");
  if (link) link.focus({ preventScroll: true });
  all[to].scrollIntoView({ block: "nearest" });
}

const active = () => document.querySelector("[data-row].is-active");
const press = (node) => node && (node.click(), true);

let leader = 0;
function onKey(event) {
  if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  let used = true;
  if (leader && event.timeStamp - leader < 1500) {
    used = press(document.querySelector(`a[data-go="${CSS.escape(key)}"]`));
    leader = 0;
  } else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "g") leader = event.timeStamp;
  else if (key === "x") used = press(active() && active().querySelector("input[type=checkbox]"));
  else if (key === "/") {
    const search = document.getElementById("search");
    if (search) search.focus();
  } else if (key === "?") {
    const help = document.getElementById("keys");
    if (help && help.showModal) help.showModal();
  } else if (key === "enter" && event.target === document.body) {
    used = press(active() && active().querySelector("a[href]"));
  } else if (key.length === 1) used = press(document.querySelector(`[data-key="${CSS.escape(key)}"]`));
  else used = false;
  if (used) event.preventDefault();
}

export function keys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) for (const one of rows()) one.classList.toggle("is-active", one === row);
  });
  for (const box of document.querySelectorAll("[data-keys-switch]")) {
    box.checked = !off;
    box.addEventListener("change", () => {
      off = !box.checked;
      try {
        localStorage.setItem(SETTING, off ? "off" : "on");
      } catch {
        // not kept, but in force on this page
      }
    });
  }
}
