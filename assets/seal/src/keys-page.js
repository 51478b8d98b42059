// The pages of a reader's keys: make and hand in, check and sign the list of readers, open a sealed file.
import {
  checkProposed, checkRosters, decrypt, deviceKey, encrypt, fingerprint, makeDeviceKey, makePasskeyRecovery, makeRecoveryKey, openedWord, openOuter,
  readersNow, readIdentity, recipientsOf, signClaim, signRoster, splitIdentity, unpackLetter, withDeviceKeys, withSigningKey,
} from "./seal.js";
import { element, replies, say, showLetter, showOpened } from "./letter-view.js";
import { sentenceOf, words } from "./words.js";

for (const needed of document.querySelectorAll("[data-needs-script]")) needed.hidden = false;
for (const told of document.querySelectorAll("[data-without-script]")) told.hidden = true;
for (const page of document.querySelectorAll("[data-seal]")) {
  const start = { mine, list, open, letters, ask, identity }[page.dataset.seal];
  start(page).catch((fault) => say(page.querySelector("[data-said]"), sentenceOf(fault), true));
}

async function mine(page) {
  const { owner, unit, device: recorded } = page.dataset;
  const said = words();
  const here = page.querySelector("[data-here]");
  const kept = await deviceKey(owner);
  if (!kept) here.textContent = said.hereNone;
  else if (!recorded) here.textContent = said.hereUnsent;
  else here.textContent = kept.device === recorded ? said.hereListed : said.hereOther;
  const form = page.querySelector("form[data-make]");
  if (!form) return;
  const heard = form.querySelector("[data-said]");
  const sheet = page.querySelector("[data-sheet]");
  const shares = page.querySelector("[data-shares]");
  const proof = form.querySelector("[data-proof]");
  let made = null;

  form.querySelector("[data-make-now]").addEventListener("click", async () => {
    say(heard, said.making);
    try {
      const how = form.elements.how.value;
      const recovery = how === "passkey" ? await makePasskeyRecovery({ name: page.dataset.login, label: page.dataset.name }) : await makeRecoveryKey();
      const device = await makeDeviceKey(owner);
      const papers = { paper: [recovery.identity], shares: splitIdentity(recovery.identity) }[how] || [];
      made = { last: papers[0]?.slice(-6), recovery, ...device };
      here.textContent = "";
      proof.hidden = !papers.length;
      sheets(sheet, how === "paper" ? papers : []);
      sheets(shares, how === "shares" ? papers : []);
      say(heard, { paper: said.madePaper, shares: said.madeShares, passkey: said.madePasskey }[how]);
      (how === "paper" ? sheet : how === "shares" ? shares : form.querySelector("[data-hand-in]")).scrollIntoView({ block: "nearest" });
    } catch (fault) {
      say(heard, sentenceOf(fault), true);
    }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!made) return say(heard, said.makeFirst, true);
    if (made.last && form.elements.last.value.replace(/\s/g, "").toUpperCase() !== made.last) {
      return say(heard, said.lastWrong, true);
    }
    const claim = { unit, device: made.device, recovery: made.recovery.recipient, sign: made.sign };
    try {
      form.elements.claim.value = await withSigningKey(owner, made.sign, (seed) => signClaim(claim, seed));
      for (const name of ["device", "recovery", "sign"]) form.elements[name].value = claim[name];
      form.submit();
    } catch (fault) {
      say(heard, sentenceOf(fault), true);
    }
  });
}

// Fills the sheets of a part of the page, each printed alone: nobody holds two of them.
function sheets(part, papers) {
  part.hidden = !papers.length;
  const places = [...part.querySelectorAll("[data-secret]")];
  papers.forEach((paper, at) => places[at].replaceChildren(...paper.match(/.{1,4}/g).flatMap((group) => [element("span", {}, group), " "])));
  const whole = places.map((place) => place.closest("section"));
  whole.forEach((one) => {
    one.querySelector("[data-print-sheet]").onclick = () => {
      for (const other of whole) other.classList.toggle("no-print", other !== one);
      window.print();
    };
  });
}

async function list(page) {
  const { owner, unit, origin, rosters } = page.dataset;
  const said = words();
  const heard = page.querySelector("[data-said]");
  const answer = await fetch(rosters, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const whole = await answer.text();
  const want = { origin, unit, again: true };
  if (!whole) say(heard, said.chainNone);
  else {
    try {
      const newest = checkRosters(whole, want);
      say(heard, said.chainOk(newest.readers.length, newest.first.slice(0, 40).match(/.{4}/g).join(" ")));
      for (const one of newest.readers) {
        const place = page.querySelector(`[data-reader-code="${one.id}"]`);
        if (place) place.textContent = fingerprint(one);
      }
    } catch {
      return say(heard, said.chainBad, true);
    }
  }
  for (const form of page.querySelectorAll("form[data-sign]")) signing(form, { ...page.dataset, whole, want });
}

function signing(form, { owner, reader, sign, whole, want }) {
  const said = words();
  const heard = form.querySelector("[data-said]");
  const text = form.querySelector("[data-text]").textContent;
  let changed;
  try {
    const { added, dropped } = checkProposed(whole, text, want);
    changed = [...added, ...dropped].find((one) => one.id === form.dataset.of);
    if (!changed) throw new Error("another key");
  } catch {
    form.querySelector("button").disabled = true;
    return say(heard, said.proposedBad, true);
  }
  form.querySelector("[data-code]").textContent = fingerprint(changed);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.elements.met && !form.elements.met.checked) return say(heard, said.needMet, true);
    try {
      form.elements.line.value = await withSigningKey(owner, sign, (seed) => signRoster(text, reader, seed));
      form.submit();
    } catch (fault) {
      say(heard, sentenceOf(fault), true);
    }
  });
}

// The mailbox of one report: each sealed letter is fetched, opened here, and the reply handed in sealed.
async function letters(page) {
  const answer = page.querySelector("form[data-reply]");
  for (const button of page.querySelectorAll("button[data-fetch]")) {
    const place = document.getElementById(button.getAttribute("aria-controls"));
    button.addEventListener("click", async () => {
      try {
        const bytes = await sealedAt(button.dataset.fetch);
        const inside = await withDeviceKeys(page.dataset.owner, ({ identities }) => decrypt(bytes, identities));
        const letter = unpackLetter(inside);
        showLetter(place, letter);
        if (letter.kind !== "report") return;
        const now = await readersOf(page, letter);
        replies(answer, letter, (sealed) => handIn(answer, sealed), recipientsOf(now));
        if ("first" in button.dataset) rewrapping(page.querySelector("form[data-rewrap]"), inside, now);
      } catch (fault) {
        say(place, sentenceOf(fault), true);
      }
    });
  }
}

// Who may read `letter` now, by the signed lists of every unit it was sent to, which are checked here.
async function readersOf(page, letter) {
  const lists = [...page.querySelectorAll("[data-list]")].map(async ({ dataset }) => {
    const whole = new TextDecoder().decode(await sealedAt(dataset.list));
    return checkRosters(whole, { origin: page.dataset.origin, unit: dataset.unit, again: true });
  });
  return readersNow(letter, await Promise.all(lists));
}

// The same bytes, sealed anew for who reads now: one left, one came.
function rewrapping(form, inside, now) {
  const boxes = now.map((one) => element("input", { type: "checkbox", checked: "" }));
  const lines = now.map((one, at) => element("label", { class: "choice" }, boxes[at], " ", element("span", {}, `${one.person}, ${one.post}`)));
  form.querySelector("[data-who]").replaceChildren(...lines);
  form.hidden = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const heard = form.querySelector("[data-said]");
    const chosen = now.filter((_one, at) => boxes[at].checked);
    if (!chosen.length) return say(heard, words().chooseReader, true);
    try {
      handIn(form, await encrypt(inside, recipientsOf(chosen)));
    } catch (fault) {
      say(heard, sentenceOf(fault), true);
    }
  };
}

async function sealedAt(address) {
  const fetched = await fetch(address, { credentials: "same-origin" });
  if (!fetched.ok) throw new Error(String(fetched.status));
  return new Uint8Array(await fetched.arrayBuffer());
}

// Asking for the name beside a report: the report is opened here to say the word that only its readers know.
async function ask(page) {
  const form = page.querySelector("form[data-letter]");
  whenSent(form, async () => {
    const bytes = await sealedAt(form.dataset.letter);
    form.elements.word.value = openedWord(await withDeviceKeys(page.dataset.owner, ({ identities }) => decrypt(bytes, identities)));
    form.submit();
  });
}

// A request for a name: the custodian takes off the outer seal, who asked opens what is left.
async function identity(page) {
  await letters(page);
  const form = page.querySelector("form[data-outer]");
  if (!form) return;
  whenSent(form, async () => {
    const bytes = await sealedAt(form.dataset.outer);
    handIn(form, await withDeviceKeys(page.dataset.owner, ({ identities }) => openOuter(bytes, identities)));
  });
}

function whenSent(form, act) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await act();
    } catch (fault) {
      say(form.querySelector("[data-said]"), sentenceOf(fault), true);
    }
  });
}

function handIn(form, sealed) {
  const files = new DataTransfer();
  files.items.add(new File([sealed], "niem-phong.age", { type: "application/octet-stream" }));
  form.elements.sealed.files = files.files;
  form.submit(); // the words stand in a field without a name: they are not sent
}

async function open(page) {
  const form = page.querySelector("form[data-open]");
  const heard = form.querySelector("[data-said]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = form.elements.sealed.files[0];
    if (!file) return say(heard, words().chooseFile, true);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const typed = form.elements.identity.value.trim();
      const inside = typed
        ? await decrypt(bytes, [readIdentity(typed)])
        : await withDeviceKeys(page.dataset.owner, ({ identities }) => decrypt(bytes, identities));
      form.elements.identity.value = "";
      showOpened(page, inside, heard);
    } catch (fault) {
      say(heard, sentenceOf(fault), true);
    }
  });
}
