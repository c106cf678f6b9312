// The line to the hall: who we are, asking, and hearing what is new (a stream, or asking again and again).
import { memory } from "./dom.js";
import { Refused, refusal } from "./refusals.js";

const BASE = "/api/v1";
const FIRST_PAUSE = 800;
const LONGEST_PAUSE = 15000;
const SILENCE = 40000; // the hall says something every 15 seconds
const FIRST_SOUND = 7000; // and something at once; a proxy that holds it back makes the stream useless
const POLL = 3000;
const POLLING = 60000; // how long to poll before the stream gets another chance
const STREAM_TRIES = 2;
const TIMEOUT = 20000;

export class Connection {
  /** `handlers`: opened(answer), message(message), ready(), working(yes), online(yes). */
  constructor(handlers = {}) {
    this.handlers = handlers;
    this.secret = memory.get("secret");
    this.opened = false;
    this.last = 0;
    this.failures = 0;
    this.streamFailures = 0;
    this.stopped = false;
    this.wake = null;
    this.online = null;
    this.opening = null;
    this.stream = null;
  }

  /** One request. Raises `Refused`, or another error when the hall can't be reached. */
  async ask(method, path, body) {
    const response = await this.fetch(BASE + path, TIMEOUT, {
      method,
      headers: this.headers(body === undefined ? {} : { "Content-Type": "application/json" }),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return response.json();
  }

  /** A file of the hall's, as a blob: a frame on another site has no cookie, so a plain address would not do. */
  async blob(address) {
    return (await this.fetch(address, 60000, { headers: this.headers() })).blob();
  }

  async fetch(address, timeout, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeout);
    try {
      const response = await fetch(address, { cache: "no-store", signal: abort.signal, ...options });
      if (!response.ok) throw await refusal(response);
      return response;
    } finally {
      clearTimeout(timer);
    }
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
      await this.listen();
      if (this.streamFailures >= STREAM_TRIES) await this.poll();
      else if (!(await this.catchUp())) await this.pause();
    }
  }

  /** Get our conversation, or a new one when ours is not known (any more). Two callers share one attempt. */
  open() {
    this.opening = this.opening || this.reopen().finally(() => (this.opening = null));
    return this.opening;
  }

  async reopen() {
    this.opened = false;
    this.stream?.abort();
    for (;;) {
      try {
        const opened = await this.ask("POST", "/conversations");
        this.secret = opened.secret;
        memory.set("secret", opened.secret);
        this.last = 0;
        this.say("opened", opened);
        for (const message of opened.messages) this.take(message);
        this.opened = true;
        this.reached();
        this.say("ready");
        return;
      } catch (error) {
        this.failed(error);
        await this.pause();
      }
    }
  }

  /** Hear the stream until it ends. */
  async listen() {
    const abort = (this.stream = new AbortController());
    let watch = setTimeout(() => abort.abort(), FIRST_SOUND);
    let heard = false;
    try {
      const response = await fetch(`${BASE}/conversations/me/events?after=${this.last}`, {
        headers: this.headers({ Accept: "text/event-stream" }),
        signal: abort.signal,
        cache: "no-store",
      });
      if (!response.ok) throw await refusal(response);
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(watch);
        watch = setTimeout(() => abort.abort(), SILENCE);
        heard = true;
        this.streamFailures = 0;
        this.reached();
        const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.hear(block);
      }
    } catch (error) {
      await this.recover(error);
    } finally {
      clearTimeout(watch);
      if (!heard) this.streamFailures += 1;
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

  /** Ask once for what is new; whether the hall answered. */
  async catchUp() {
    try {
      const news = await this.ask("GET", `/conversations/me/messages?after=${this.last}`);
      for (const message of news.messages) this.take(message);
      this.say("working", news.working);
      this.reached();
      return true;
    } catch (error) {
      await this.recover(error);
      return false;
    }
  }

  /** The stream does not come through: ask for news every few seconds, then the stream gets another chance. */
  async poll() {
    const until = Date.now() + POLLING;
    while (!this.stopped && Date.now() < until) {
      if (await this.catchUp()) await this.sleep(POLL);
      else await this.pause();
    }
    this.streamFailures = STREAM_TRIES - 1;
  }

  async recover(error) {
    if (error instanceof Refused && error.status === 401) await this.open();
    else this.failed(error);
  }

  failed(error) {
    this.failures += 1;
    if (!(error instanceof Refused) || error.status >= 500) this.setOnline(false);
  }

  reached() {
    this.failures = 0;
    this.setOnline(true);
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

  /** Forget this visitor on this device; whether that was reached. */
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
