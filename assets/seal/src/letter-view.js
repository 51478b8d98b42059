// Shows an opened letter and seals the reply; the pages of the office and the stand-alone tool both use it. Everything is
// put into the page as text, never as markup: a letter comes from a stranger.
import { isSealed, sealLetter, unpackLetter } from "./report.js";
import { sentenceOf, words } from "./words.js";

const PICTURES = ["image/jpeg", "image/png", "image/webp"];

export function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

export function say(place, sentence, bad = false) {
  place.replaceChildren(element("p", { class: bad ? "error" : "said" }, sentence));
}

// Only a plain name: what a stranger calls a file never becomes a path.
const plainName = (name, number) => name.replace(/[^\p{L}\p{N}. _-]/gu, "_").replace(/^[. ]+/, "").slice(-80) || `${number}`;

const address = (bytes, type) => URL.createObjectURL(new Blob([bytes], { type }));

export function showLetter(place, letter) {
  const said = words();
  const lines = letter.words.split("\n").flatMap((line) => [line, element("br")]);
  const shown = [element("h2", {}, said.kind[letter.kind]), element("p", { class: "letter-words" }, ...lines.slice(0, -1))];
  letter.files.forEach((file, at) => {
    const name = plainName(file.name, at + 1);
    if (PICTURES.includes(file.type)) {
      const picture = element("img", { src: address(file.bytes, file.type), alt: said.picture(at + 1), class: "letter-picture" });
      shown.push(element("p", {}, picture));
    }
    const link = element("a", { href: address(file.bytes, "application/octet-stream"), download: name }, said.download(name));
    shown.push(element("p", {}, link));
  });
  place.replaceChildren(...shown);
}

// Gives sealed bytes to the person as a file to download.
function offer(bytes, heard, sentence = words().sealedReply, name = words().replyName) {
  const link = element("a", { href: address(bytes, "application/octet-stream"), download: name, class: "button" }, words().download(name));
  heard.replaceChildren(element("p", {}, sentence), element("p", {}, link));
}

// Shows what came out of a seal: a letter with its reply, or, of a name sealed twice, the file that is left for the other body.
export function showOpened(page, inside, heard) {
  const said = words();
  if (isSealed(inside)) return offer(inside, heard, said.innerLeft, said.innerName);
  const letter = unpackLetter(inside);
  say(heard, said.opened);
  showLetter(page.querySelector("[data-letter]"), letter);
  replies(page.querySelector("form[data-reply]"), letter);
}

// Lets the reader answer `letter`: sealed to the key of the sender's receipt code and to `readers`, without lists at hand
// those of the letter. `handOver` takes the sealed bytes and the place to speak in.
export function replies(form, letter, handOver = offer, readers = letter.readers) {
  form.hidden = !letter.replyTo;
  const heard = form.querySelector("[data-said]");
  heard.replaceChildren();
  form.onsubmit = async (event) => {
    event.preventDefault();
    const said = words();
    const answer = form.elements.reply.value.trim();
    if (!answer) return say(heard, said.emptyReply, true);
    try {
      const bytes = await sealLetter(
        { kind: "reply", words: answer, readers, roster: letter.roster },
        [letter.replyTo, ...readers],
      );
      handOver(bytes, heard);
    } catch (fault) {
      say(heard, sentenceOf(fault), true);
    }
  };
}
