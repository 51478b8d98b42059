/** The summary of errors takes the focus, so that a screen reader starts there and a keyboard is one Tab from the first field. */
export function errorSummary() {
  const summary = document.querySelector(".summary");
  if (summary) summary.focus();
}

const UNITS = { tr: 1e6, trieu: 1e6, "triệu": 1e6, ty: 1e9, "tỷ": 1e9, "tỉ": 1e9, k: 1e3, nghin: 1e3, "nghìn": 1e3, ngan: 1e3, "ngàn": 1e3 };

/** "850tr", "0,85 tỷ", "850.000.000" → whole đồng, or null. Only an echo for the eye: the server decides. */
export function dong(text) {
  const found = /^(\d[\d.]*)(?:,(\d+))?\s*([^\d\s₫]*)\s*₫?$/.exec(text.trim().toLowerCase().normalize("NFC"));
  if (!found) return null;
  const unit = found[3] && found[3] !== "đ" && found[3] !== "đồng" ? UNITS[found[3]] : 1;
  if (!unit || (/\./.test(found[1]) && !/^\d{1,3}(\.\d{3})+$/.test(found[1]))) return null;
  const scale = BigInt(10) ** BigInt((found[2] || "").length);
  const exact = BigInt(found[1].replace(/\./g, "") + (found[2] || "")) * BigInt(unit);
  return exact % scale === BigInt(0) ? exact / scale : null;
}

export function money() {
  for (const input of document.querySelectorAll("input[data-money]")) {
    const echo = document.getElementById(`${input.id}_echo`);
    if (!echo) continue;
    const show = () => {
      const amount = dong(input.value);
      echo.textContent = amount === null ? "" : `= ${String(amount).replace(/\B(?=(\d{3})+$)/g, ".")} ₫`;
    };
    input.addEventListener("input", show);
    show();
  }
}
