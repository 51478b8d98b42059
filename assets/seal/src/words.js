// The few sentences that only these scripts say. Everything else is in the page, translated by the server.
const vi = {
  hereNone: "Trình duyệt này chưa giữ khóa nào của bạn.",
  hereListed: "Trình duyệt này đang giữ khóa của bạn đã ghi trên hệ thống.",
  hereOther: "Trình duyệt này giữ một khóa khác với khóa đã ghi. Mở bằng máy đã tạo khóa, hoặc tạo khóa mới.",
  hereUnsent: "Trình duyệt này giữ một khóa chưa gửi lên. Tạo lại để có cả khóa khôi phục.",
  noStore: "Trình duyệt này không cho giữ khóa (chế độ ẩn danh, hoặc bị chặn). Dùng cửa sổ thường.",
  making: "Đang tạo khóa…",
  madePaper: "Đã tạo. In tờ khôi phục, cất vào phong bì niêm phong, rồi gõ lại sáu ký tự cuối của khóa trên tờ.",
  madePasskey: "Đã tạo. Khóa khôi phục nằm trong khóa bảo mật (passkey) của bạn. Giờ gửi phần công khai lên.",
  noPrf: "Thiết bị hoặc trình duyệt này không giữ được khóa khôi phục trong passkey. Chọn in ra giấy.",
  cancelled: "Chưa làm xong với passkey: đã bấm hủy hoặc quá lâu. Làm lại, hoặc chọn in ra giấy.",
  lastWrong: "Sáu ký tự vừa gõ không đúng với tờ khôi phục. Xem lại tờ vừa in.",
  makeFirst: "Tạo khóa trước, rồi mới gửi lên.",
  chainOk: (count, short) => `Trình duyệt đã tự kiểm tra: ${count} người đọc, chữ ký nối tiếp đúng từ danh sách đầu. Danh sách đầu có mã ${short}.`,
  chainNone: "Đơn vị chưa có danh sách nào được công bố.",
  chainBad: "TRÌNH DUYỆT TỪ CHỐI danh sách này: chữ ký, thứ tự hoặc khóa không đúng. Không niêm phong, không ký. Báo cơ quan kiểm tra cấp trên.",
  proposedBad: "TRÌNH DUYỆT TỪ CHỐI đề nghị này: nó không nối tiếp danh sách đang dùng hoặc đổi nhiều hơn một khóa. Không ký.",
  needKey: "Trình duyệt này không giữ khóa của bạn nên không ký được. Mở trang bằng máy đã tạo khóa.",
  needMet: "Đánh dấu rằng bạn đã nghe người ấy đọc mã, và mã giống hệt.",
  notForYou: "Khóa này không mở được tệp: tệp không niêm phong cho khóa này.",
  badFile: "Tệp hỏng, bị cắt hoặc bị sửa nên không mở.",
  badLetter: "Mở được niêm phong nhưng bên trong không phải thư của hệ thống này.",
  badIdentity: "Khóa gõ vào chưa đúng. Khóa bắt đầu bằng AGE-SECRET-KEY-PQ-1; xem lại từng nhóm bốn ký tự.",
  chooseFile: "Chọn tệp niêm phong trước.",
  opened: "Đã mở trên máy này. Không có gì được gửi đi.",
  noReplyTo: "Thư này không kèm khóa nhận trả lời.",
  emptyReply: "Ghi nội dung trả lời trước.",
  sealedReply: "Đã niêm phong câu trả lời. Tải về rồi nộp vào hộp thư của người gửi.",
  download: (name) => `Tải ${name}`,
  replyName: "tra-loi.age",
  kind: { report: "Phản ánh", reply: "Trả lời", identity: "Danh tính người tố cáo" },
  picture: (number) => `Ảnh ${number} trong thư`,
  failed: "Không làm được. Tải lại trang rồi thử lại.",
};
const en = {
  hereNone: "This browser keeps no key of yours yet.",
  hereListed: "This browser keeps your key that is on record.",
  hereOther: "This browser keeps another key than the one on record. Use the machine that made it, or make a new key.",
  hereUnsent: "This browser keeps a key that was never handed in. Make it again to have a recovery key too.",
  noStore: "This browser does not let keys be kept (private window, or blocked). Use an ordinary window.",
  making: "Making the key…",
  madePaper: "Made. Print the recovery sheet, put it into a sealed envelope, then type the last six letters of the key on it.",
  madePasskey: "Made. The recovery key is held by your passkey. Now hand in the public half.",
  noPrf: "This device or browser cannot hold a recovery key in a passkey. Choose paper.",
  cancelled: "The passkey was not used: cancelled, or it took too long. Try again, or choose paper.",
  lastWrong: "The six letters do not match the recovery sheet. Look at the sheet you printed.",
  makeFirst: "Make the key first, then hand it in.",
  chainOk: (count, short) => `Checked by your browser: ${count} readers, signatures follow from the first list. The first list is ${short}.`,
  chainNone: "The unit has published no list yet.",
  chainBad: "YOUR BROWSER REFUSES this list: a signature, the order or a key is wrong. Seal nothing, sign nothing. Tell the inspection above.",
  proposedBad: "YOUR BROWSER REFUSES this proposal: it does not follow the list in force, or changes more than one key. Do not sign.",
  needKey: "This browser does not keep your key, so it cannot sign. Use the machine that made it.",
  needMet: "Tick that you heard the person read the code, and that it is the same.",
  notForYou: "This key does not open the file: it was not sealed to this key.",
  badFile: "The file is damaged, cut off or altered and is not opened.",
  badLetter: "The seal opened, but inside is no letter of this system.",
  badIdentity: "The key typed is not right. It begins with AGE-SECRET-KEY-PQ-1; look again at each group of four.",
  chooseFile: "Choose the sealed file first.",
  opened: "Opened on this machine. Nothing was sent anywhere.",
  noReplyTo: "This letter carries no key for replies.",
  emptyReply: "Write the reply first.",
  sealedReply: "The reply is sealed. Download it and hand it into the sender's mailbox.",
  download: (name) => `Download ${name}`,
  replyName: "reply.age",
  kind: { report: "Report", reply: "Reply", identity: "Identity of the denouncer" },
  picture: (number) => `Picture ${number} in the letter`,
  failed: "That did not work. Load the page again and retry.",
};

export const words = () => (document.documentElement.lang === "en" ? en : vi);

// The sentence for a refusal of the library.
export function sentenceOf(fault) {
  const said = words();
  const known = {
    no_store: said.noStore, no_key: said.needKey, no_prf: said.noPrf, not_for_you: said.notForYou, bad_file: said.badFile,
    bad_letter: said.badLetter, bad_identity: said.badIdentity,
  };
  if (fault?.name === "NotAllowedError") return said.cancelled;
  return known[fault?.code] || said.failed;
}
