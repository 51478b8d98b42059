// Value ↔ place on the page. Without this the links and :target do the same by a click.
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function viewers() {
  const values = document.querySelectorAll("[data-region]");
  if (!values.length) return;
  let wait = 0;
  const rects = (value) => value.dataset.region.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  const light = (value, on) => {
    for (const rect of rects(value)) rect.classList.toggle("is-lit", on);
  };
  // Only the viewer scrolls: the form the person is working in stays where it is.
  const reveal = (value) => {
    const rect = rects(value)[0];
    const box = rect && rect.closest(".viewer-pages");
    if (!box) return;
    const here = rect.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (here.top >= frame.top + 24 && here.bottom <= frame.bottom - 24) return;
    const top = box.scrollTop + here.top - frame.top - frame.height / 3;
    box.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
  };
  for (const value of values) {
    value.addEventListener("focusin", () => {
      light(value, true);
      reveal(value);
    });
    value.addEventListener("focusout", () => light(value, false));
    value.addEventListener("mouseenter", () => {
      light(value, true);
      wait = setTimeout(() => reveal(value), 250);
    });
    value.addEventListener("mouseleave", () => {
      clearTimeout(wait);
      if (!value.contains(document.activeElement)) light(value, false);
    });
    value.addEventListener("click", () => reveal(value));
    for (const rect of rects(value)) {
      rect.addEventListener("click", (event) => {
        const target = value.matches("input, select, textarea") ? value : value.querySelector("input, select, textarea, a[href]");
        if (!target) return;
        event.preventDefault();
        target.focus();
      });
    }
  }
}
