// Keys (WebAuthn) on the pages of sign-in. A form with data-passkey="login", "add" or "use" asks the device and
// posts its answer in the hidden field "credential". Options come from the JSON script named by data-options; at
// "login" they are fetched from the form's own address. Without scripts these forms stay hidden.
import { words } from "./words.js";

const bytes = (text) => {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const descriptors = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function create(options, alone) {
  const wish = options.publicKey;
  const publicKey = {
    ...wish,
    challenge: bytes(wish.challenge),
    user: { ...wish.user, id: bytes(wish.user.id) },
    excludeCredentials: descriptors(wish.excludeCredentials),
    authenticatorSelection: {
      ...wish.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    },
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    ...common(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
}

async function get(options) {
  const wish = options.publicKey;
  const publicKey = { ...wish, challenge: bytes(wish.challenge), allowCredentials: descriptors(wish.allowCredentials) };
  const given = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response;
  return {
    ...common(given),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

const common = (key) => ({
  type: key.type,
  id: key.id,
  rawId: text(key.rawId),
  authenticatorAttachment: key.authenticatorAttachment,
  clientExtensionResults: key.getClientExtensionResults(),
});

async function options(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const reply = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}

async function answer(form) {
  const given = await options(form);
  const alone = form.elements.passwordless ? form.elements.passwordless.checked : false;
  const key = form.dataset.passkey === "add" ? await create(given.creation_options, alone) : await get(given.request_options);
  form.elements.credential.value = JSON.stringify(key);
  form.submit();
}

function reason(error) {
  if (error.name === "NotAllowedError") return words.keyCancelled;
  if (error.name === "InvalidStateError") return words.keyKnown;
  if (error.name === "SecurityError") return words.keyAddress;
  return words.keyFailed;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    const said = form.querySelector("[data-passkey-said]");
    if (form.dataset.passkey === "add") said.textContent = words.keyAbsent;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = "";
    answer(form).catch((error) => {
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = reason(error);
      said.append(line);
    });
  });
}
