// <form class="drop" data-upload-url data-status-url>: without this the form simply sends the files.
import { Refused, send } from "./tus.js";
import { bytes, words } from "./words.js";

const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
};

/** Bring the parts of the page that tell of files, `[data-fresh="name"]`, up to date; never one a person is in. */
async function freshen() {
  const olds = [...document.querySelectorAll("[data-fresh]")];
  if (!olds.length) return;
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!reply.ok) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    for (const old of olds) {
      const made = page.querySelector(`[data-fresh="${CSS.escape(old.dataset.fresh)}"]`);
      if (made && !old.contains(document.activeElement)) old.replaceWith(document.importNode(made, true));
    }
  } catch {
    // no line just now: the counts stay as they were until the next file or the next visit
  }
}

class Row {
  constructor(file, drop) {
    this.file = file;
    this.drop = drop;
    this.node = make("li", "upload");
    this.name = make("span", "upload-name", file.name);
    this.act = make("span", "row");
    this.bar = make("progress");
    this.bar.max = file.size || 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", words.progressOf(file.name));
    this.state = make("span", "upload-state", words.waiting);
    this.node.append(this.name, this.act, this.bar, this.state);
    drop.list.append(this.node);
  }

  buttons(...entries) {
    this.act.textContent = "";
    for (const [text, run] of entries) {
      const button = make("button", "button button-second button-small", text);
      button.type = "button";
      button.setAttribute("aria-label", `${text} ${this.file.name}`);
      button.addEventListener("click", run);
      this.act.append(button);
    }
  }

  remove() {
    if (this.stop) this.stop.abort();
    this.node.remove();
    this.drop.rows.delete(this);
  }

  fail(text) {
    this.phase = "failed";
    this.node.classList.add("is-bad");
    this.state.textContent = text;
    this.buttons([words.again, () => this.start()], [words.remove, () => this.remove()]);
    this.drop.say(`${this.file.name}: ${text}`);
  }

  async start() {
    const { endpoint, csrf, limit } = this.drop;
    this.node.classList.remove("is-bad", "is-ready");
    this.phase = "sending";
    if (this.file.size === 0) return this.fail(words.emptyFile);
    if (limit && this.file.size > limit) return this.fail(words.tooBig(bytes(limit)));
    this.stop = new AbortController();
    this.buttons([words.remove, () => this.remove()]);
    const total = bytes(this.file.size);
    try {
      const url = await send(this.file, {
        endpoint,
        csrf,
        signal: this.stop.signal,
        onProgress: (done) => {
          this.bar.value = done;
          this.state.textContent = words.sending(bytes(done), total);
        },
        onBreak: () => (this.state.textContent = words.broken),
      });
      this.id = url.replace(/[?#].*$/, "").replace(/\/$/, "").split("/").pop();
      this.phase = "reading";
      this.act.textContent = "";
      this.bar.removeAttribute("value");
      this.state.textContent = words.reading;
      this.drop.say(`${this.file.name}: ${words.reading}`);
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      return this.fail(error instanceof Refused ? error.text || words.refused(error.status) : words.failed);
    }
    freshen();
    return this.drop.ask();
  }

  told({ state, percent, message, url }) {
    if (state === "failed" || state === "ready") freshen();
    if (state === "failed") {
      this.bar.value = this.bar.max;
      return this.fail(message || words.failed);
    }
    if (state === "ready") {
      this.phase = "ready";
      this.bar.value = this.bar.max;
      this.node.classList.add("is-ready");
      this.state.textContent = message || words.ready;
      this.act.textContent = "";
      if (url) {
        const link = make("a", "button button-second button-small", words.open);
        link.href = url;
        link.setAttribute("aria-label", `${words.open} ${this.file.name}`);
        this.act.append(link);
      }
      return this.drop.say(`${this.file.name}: ${this.state.textContent}`);
    }
    if (percent > 0) this.bar.value = (this.bar.max * percent) / 100;
    this.state.textContent = message || words.reading;
    return undefined;
  }
}

class Drop {
  constructor(form) {
    this.form = form;
    this.endpoint = form.dataset.uploadUrl;
    this.statusUrl = form.dataset.statusUrl;
    this.limit = Number(form.dataset.maxBytes) || 0;
    this.csrf = form.querySelector("[name=csrfmiddlewaretoken]")?.value;
    this.input = form.querySelector("input[type=file]");
    this.rows = new Set();
    form.classList.add("is-live");
    this.list = make("ul", "uploads");
    this.live = make("p", "sr");
    this.live.setAttribute("role", "status");
    form.after(this.list, this.live);
    for (const node of form.querySelectorAll("[data-without-script]")) node.hidden = true;
    for (const node of form.querySelectorAll("[data-with-script]")) node.hidden = false;
    this.input.addEventListener("change", () => {
      this.add(this.input.files);
      this.input.value = "";
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["dragenter", "dragover"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.classList.add("is-over");
      });
    }
    for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer.files);
    });
    window.addEventListener("beforeunload", (event) => {
      if ([...this.rows].some((row) => row.phase === "sending")) event.preventDefault();
    });
  }

  say(text) {
    this.live.textContent = text;
  }

  // Two at a time: more only makes every bar crawl on an office line.
  async add(files) {
    const queue = [...files].map((file) => new Row(file, this));
    for (const row of queue) this.rows.add(row);
    const worker = async () => {
      for (let row = queue.shift(); row; row = queue.shift()) if (this.rows.has(row)) await row.start();
    };
    await Promise.all([worker(), worker()]);
  }

  // Starts one loop of questions; ends when every file is read or refused. Not awaited by the sender.
  ask() {
    if (this.asking || !this.statusUrl) return;
    this.asking = true;
    let pause = 1000;
    const once = async () => {
      const open = [...this.rows].filter((row) => row.phase === "reading");
      if (!open.length) {
        this.asking = false;
        return;
      }
      try {
        const url = new URL(this.statusUrl, location.href);
        for (const row of open) url.searchParams.append("id", row.id);
        const reply = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (!reply.ok) throw new Error(String(reply.status));
        const told = new Map((await reply.json()).map((one) => [String(one.id), one]));
        for (const row of open) if (told.has(row.id)) row.told(told.get(row.id));
        pause = Math.min(5000, pause * 1.2);
      } catch {
        for (const row of open) row.state.textContent = words.unknown;
        pause = Math.min(30000, pause * 2);
      }
      setTimeout(once, pause);
    };
    setTimeout(once, 400);
  }
}

export function drops() {
  for (const form of document.querySelectorAll("form[data-upload-url]")) new Drop(form);
}
