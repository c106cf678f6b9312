// The line to the hall: who we are, asking, and hearing what is new (a stream, or asking again and again).
import { memory } from "./dom.js";

const BASE = "/api/v1";
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
const SILENCE = 40000; // the hall says something every 15 seconds
const POLL = 3000;
const STREAM_TRIES = 3; // then polling, and the stream is tried again now and then
const TIMEOUT = 20000;

/** An answer that is not a success. `temporary`: worth trying again. */
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message || "");
    this.status = status;
    this.key = error?.key || "unknown";
    this.fields = error?.fields || {};
    this.temporary = status === 429 || status >= 500;
  }
}

export class Connection {
  constructor(handlers = {}) {
    this.handlers = handlers;
    this.secret = memory.get("secret");
    this.last = 0;
    this.failures = 0;
    this.stopped = false;
    this.wake = null;
    this.abort = null;
    this.online = null;
  }

  /** One request. Raises `Refused`, or a TypeError when the hall can't be reached. */
  async ask(method, path, body, { signal } = {}) {
    const response = await fetch(BASE + path, {
      method,
      headers: this.headers(body === undefined ? {} : { "Content-Type": "application/json" }),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ?? AbortSignal.timeout(TIMEOUT),
      cache: "no-store",
    });
    if (!response.ok) throw await refusal(response);
    return response.json();
  }

  /** A file of the hall's, as a blob: a frame on another site has no cookie, so a plain address would not do. */
  async blob(address) {
    const response = await fetch(address, { headers: this.headers(), signal: AbortSignal.timeout(60000) });
    if (!response.ok) throw await refusal(response);
    return response.blob();
  }

  headers(more = {}) {
    const headers = { "X-Yuban": "1", ...more };
    if (this.secret) headers.Authorization = `Bearer ${this.secret}`;
    return headers;
  }

  /** Open the conversation, however long it takes, then listen until told to stop. */
  async run() {
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    window.addEventListener("online", () => this.hurry());
    await this.open();
    while (!this.stopped) {
      if (this.failures >= STREAM_TRIES) await this.poll();
      await this.listen();
      if (!this.stopped) await this.pause();
    }
  }

  async open() {
    for (;;) {
      try {
        const opened = await this.ask("POST", "/conversations");
        this.secret = opened.secret;
        memory.set("secret", opened.secret);
        this.last = 0;
        this.failures = 0;
        this.say("opened", opened);
        for (const message of opened.messages) this.take(message);
        this.setOnline(true);
        return;
      } catch (error) {
        this.failed(error);
        await this.pause();
      }
    }
  }

  /** Hear the stream until it ends. */
  async listen() {
    this.abort = new AbortController();
    let watch = 0;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => this.abort.abort(), SILENCE);
    };
    try {
      alive();
      const response = await fetch(`${BASE}/conversations/me/events?after=${this.last}`, {
        headers: this.headers({ Accept: "text/event-stream" }),
        signal: this.abort.signal,
        cache: "no-store",
      });
      if (!response.ok) throw await refusal(response);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        alive();
        this.failures = 0;
        this.setOnline(true);
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.hear(block);
      }
      this.failures += 1;
    } catch (error) {
      await this.recover(error);
    } finally {
      clearTimeout(watch);
    }
  }

  hear(block) {
    let event = "message";
    let data = "";
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) event = line.slice(7);
      else if (line.startsWith("data: ")) data += line.slice(6);
    }
    if (!data) return;
    const value = JSON.parse(data);
    if (event === "message") this.take(value);
    else this.say(event, value);
  }

  /** Ask for news every few seconds, for half a minute; then the stream gets another chance. */
  async poll() {
    const until = Date.now() + 30000;
    while (!this.stopped && Date.now() < until) {
      try {
        const news = await this.ask("GET", `/conversations/me/messages?after=${this.last}`);
        this.setOnline(true);
        for (const message of news.messages) this.take(message);
        this.say("working", news.working);
      } catch (error) {
        await this.recover(error);
      }
      await this.sleep(POLL);
    }
  }

  async recover(error) {
    if (error instanceof Refused && error.status === 401) {
      await this.open();
      return;
    }
    this.failed(error);
  }

  failed(error) {
    this.failures += 1;
    if (!(error instanceof Refused) || error.status >= 500) this.setOnline(false);
  }

  take(message) {
    this.last = Math.max(this.last, message.id);
    this.say("message", message);
  }

  say(event, value) {
    this.handlers[event]?.(value);
  }

  setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.say("online", online);
  }

  /** Try again now instead of later. */
  hurry() {
    this.wake?.();
  }

  async pause() {
    const longest = Math.min(FIRST_PAUSE * 2 ** Math.max(0, this.failures - 1), LONGEST_PAUSE);
    await this.sleep(longest * (0.5 + Math.random() / 2));
  }

  sleep(milliseconds) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** Forget this visitor on this device. */
  async leave() {
    try {
      await this.ask("POST", "/conversations/me/leave");
    } catch {
      return false;
    }
    for (const key of ["secret", "pending"]) memory.drop(key);
    return true;
  }
}

export async function refusal(response) {
  let error = null;
  try {
    error = (await response.json()).error;
  } catch {
    error = null; // a proxy's page, not an answer of the hall's
  }
  return new Refused(response.status, error);
}
