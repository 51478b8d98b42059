// Photos without what a camera writes into them: place, time, maker, serial number, thumbnail. They are drawn anew and
// made smaller, which also weakens what a sensor leaves in the picture. Nothing of the old file is kept.
import { Invalid } from "./bytes.js";

const LONGEST = 2560; // pixels of the longer side

// A photo file → {name, type, bytes} as a new JPEG. Refuses with "not_a_photo" what the browser cannot draw.
export async function cleanPhoto(file, number) {
  let drawn;
  try {
    drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Invalid("not_a_photo");
  }
  const scale = Math.min(1, LONGEST / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(drawn.width * scale));
  canvas.height = Math.max(1, Math.round(drawn.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  drawn.close();
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  if (!made) throw new Invalid("not_a_photo");
  return { name: `anh-${number}.jpg`, type: "image/jpeg", bytes: new Uint8Array(await made.arrayBuffer()) };
}
