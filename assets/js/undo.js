/** An act stands open for some seconds. With a script the bar becomes a toast that counts down and then goes. */
export function undoBars() {
  for (const bar of document.querySelectorAll("[data-undo]")) {
    let left = Number(bar.dataset.undo);
    const count = bar.querySelector("[data-undo-left]");
    bar.classList.remove("notice", "undo");
    bar.classList.add("toast");
    if (!(left > 0)) continue;
    const timer = setInterval(() => {
      // WCAG 2.2.1: the time stands still while somebody is on the bar.
      if (bar.matches(":hover") || bar.contains(document.activeElement)) return;
      left -= 1;
      if (count) count.textContent = String(left);
      if (left > 0) return;
      clearInterval(timer);
      bar.remove();
    }, 1000);
  }
  for (const button of document.querySelectorAll("[data-closes]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.closest(".toast, .notice").remove());
  }
}
