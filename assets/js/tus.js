// tus 1.0 core + creation, the client's half: POST tells length and name, HEAD asks how far, PATCH goes on from there.
// https://tus.io/protocols/resumable-upload
const VERSION = { "Tus-Resumable": "1.0.0" };
const PIECE = 4 * 1024 * 1024; // lost work after a break is at most what one request held
const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export class Refused extends Error {
  constructor(status, text) {
    super(text || `HTTP ${status}`);
    this.status = status;
    this.text = text;
  }
}
class Broken extends Error {}

// XMLHttpRequest, not fetch: only it tells how many bytes of a request have left.
function request(method, url, { headers, body, onSent, signal }) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    for (const [name, value] of Object.entries({ ...VERSION, ...headers })) xhr.setRequestHeader(name, value);
    if (onSent) xhr.upload.onprogress = (event) => onSent(event.loaded);
    xhr.onload = () => resolve(xhr);
    xhr.onerror = xhr.ontimeout = () => reject(new Broken("network"));
    xhr.onabort = () => reject(new DOMException("stopped", "AbortError"));
    if (signal) signal.addEventListener("abort", () => xhr.abort(), { once: true });
    xhr.send(body || null);
  });
}

// 507: the disk of the server is full; asking again every second would only hide it from the person.
const isFinal = (status) => status === 507 || (status >= 400 && status < 500 && status !== 409 && status !== 423 && status !== 429);

function check(xhr) {
  if (xhr.status >= 200 && xhr.status < 300) return xhr;
  if (!isFinal(xhr.status)) throw new Broken(String(xhr.status));
  const isText = /^text\/plain/.test(xhr.getResponseHeader("Content-Type") || "");
  throw new Refused(xhr.status, isText ? xhr.responseText.slice(0, 300) : "");
}

const memory = {
  key: (endpoint, file) => `liem-tus:${endpoint}:${file.name}:${file.size}:${file.lastModified}`,
  read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {
      // without storage an upload still resumes within this page
    }
  },
};

/**
 * Send one file; resolves with its upload URL. Goes on by itself after a break; rejects with Refused when the server
 * says no, AbortError when stopped.
 */
export async function send(file, { endpoint, csrf, onProgress, onBreak, signal }) {
  const key = memory.key(endpoint, file);
  const headers = csrf ? { "X-CSRFToken": csrf } : {};
  let url = memory.read(key);
  let offset = null; // not known: ask
  let tries = 0;
  for (;;) {
    try {
      if (url && offset === null) {
        const head = await request("HEAD", url, { headers, signal });
        if (isFinal(head.status)) url = null;
        else {
          offset = Number(check(head).getResponseHeader("Upload-Offset"));
          if (!(offset >= 0 && offset <= file.size)) url = null;
        }
      }
      if (!url) {
        const metadata = `filename ${base64(file.name.normalize("NFC"))},filetype ${base64(file.type || "application/octet-stream")}`;
        const made = check(await request("POST", endpoint, { headers: { ...headers, "Upload-Length": String(file.size), "Upload-Metadata": metadata }, signal }));
        url = new URL(made.getResponseHeader("Location"), new URL(endpoint, location.href)).href;
        offset = 0;
        memory.write(key, url);
      }
      onProgress(offset);
      while (offset < file.size) {
        const from = offset;
        const patch = check(
          await request("PATCH", url, {
            headers: { ...headers, "Upload-Offset": String(from), "Content-Type": "application/offset+octet-stream" },
            body: file.slice(from, from + PIECE),
            onSent: (sent) => onProgress(Math.min(file.size, from + sent)),
            signal,
          }),
        );
        const next = Number(patch.getResponseHeader("Upload-Offset"));
        if (!(next > from && next <= file.size)) throw new Broken("offset");
        offset = next;
        tries = 0;
        onProgress(offset);
      }
      memory.write(key, null);
      return url;
    } catch (error) {
      if (!(error instanceof Broken)) {
        if (error instanceof Refused && error.status !== 507) memory.write(key, null);
        throw error;
      }
      offset = null;
      onBreak();
      const pause = WAITS[Math.min(tries, WAITS.length - 1)];
      tries += 1;
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, pause);
        window.addEventListener("online", resolve, { once: true });
        if (signal) {
          signal.addEventListener("abort", () => {
            clearTimeout(timer);
            reject(new DOMException("stopped", "AbortError"));
          }, { once: true });
        }
      });
    }
  }
}
