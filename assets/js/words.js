// The few sentences that only a script says. Everything else is in the page, translated by the server.
const vi = {
  waiting: "Đang chờ gửi",
  sending: (done, total) => `Đã gửi ${done} trên ${total}`,
  broken: "Mất kết nối. Phần đã gửi còn nguyên, sẽ tự gửi tiếp.",
  refused: (status) => `Máy chủ không nhận tệp này (mã ${status}).`,
  tooBig: (limit) => `Tệp lớn hơn ${limit}. Hãy chia tệp hoặc quét lại với chất lượng thấp hơn.`,
  emptyFile: "Tệp rỗng (0 byte). Hãy kiểm tra lại tệp trên máy.",
  reading: "Đã nhận đủ, đang đọc",
  ready: "Đã đọc xong",
  failed: "Không đọc được tệp này.",
  unknown: "Đã nhận đủ. Chưa hỏi được kết quả đọc, đang hỏi lại.",
  again: "Gửi lại",
  remove: "Bỏ",
  open: "Mở",
  progressOf: (name) => `Tiến độ gửi ${name}`,
  saved: (time) => `Đã lưu ${time}`,
  kept: (time) => `Đã giữ trên máy này ${time}`,
  saving: "Đang lưu",
  notSaved: "Chưa lưu được. Hãy để trang này mở, sẽ tự lưu lại.",
  selected: (n) => `Đã chọn ${n}`,
  noMatch: "Không có mục nào khớp",
  showPassword: "Hiện mật khẩu",
  keyCancelled: "Chưa dùng được khóa: đã hủy, hết giờ chờ, hoặc thiết bị này không có khóa của tài khoản. Thử lại hoặc dùng mật khẩu.",
  keyKnown: "Thiết bị này đã có khóa của tài khoản rồi.",
  keyAddress: "Trình duyệt không cho dùng khóa ở địa chỉ này. Mở trang bằng tên miền của cơ quan.",
  keyAbsent: "Trình duyệt này không dùng được khóa. Dùng trình duyệt mới hơn hoặc ứng dụng xác thực.",
  keyFailed: "Chưa dùng được khóa. Tải lại trang rồi thử lại, hoặc dùng mật khẩu.",
};
const en = {
  waiting: "Waiting to be sent",
  sending: (done, total) => `Sent ${done} of ${total}`,
  broken: "Connection lost. What was sent is kept; sending goes on by itself.",
  refused: (status) => `The server did not accept this file (code ${status}).`,
  tooBig: (limit) => `The file is larger than ${limit}. Split it, or scan it again at a lower quality.`,
  emptyFile: "The file is empty (0 bytes). Check the file on your computer.",
  reading: "Received, being read",
  ready: "Read",
  failed: "This file could not be read.",
  unknown: "Received. The result of reading could not be fetched; asking again.",
  again: "Send again",
  remove: "Remove",
  open: "Open",
  progressOf: (name) => `Progress of ${name}`,
  saved: (time) => `Saved ${time}`,
  kept: (time) => `Kept on this computer ${time}`,
  saving: "Saving",
  notSaved: "Not saved yet. Keep this page open; it will be saved again by itself.",
  selected: (n) => `${n} selected`,
  noMatch: "Nothing matches",
  showPassword: "Show password",
  keyCancelled: "The passkey was not used: cancelled, timed out, or this device has none for the account. Try again or use the password.",
  keyKnown: "This device already has a passkey for the account.",
  keyAddress: "The browser does not allow passkeys at this address. Open the site by the office's domain name.",
  keyAbsent: "This browser cannot use passkeys. Use a newer browser or an authenticator app.",
  keyFailed: "The passkey could not be used. Reload the page and try again, or use the password.",
};
export const words = document.documentElement.lang === "en" ? en : vi;

/** 1536 → "1,5 KB": a comma in Vietnamese, a point in English. */
export function bytes(n) {
  const comma = (value) => (words === en ? String(value) : String(value).replace(".", ","));
  if (n < 1000) return `${n} B`;
  if (n < 1e6) return `${comma((n / 1e3).toFixed(n < 1e4 ? 1 : 0))} KB`;
  return `${comma((n / 1e6).toFixed(1))} MB`;
}

/** Small letters without marks, "đ" included: what a clerk types when in a hurry. */
export const fold = (text) =>
  text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
