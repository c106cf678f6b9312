// What the resident said and the hall has not confirmed yet. Kept over a reload, sent in order, repeated with the same
// key, so that nothing is lost and nothing arrives twice.

import { memory, newKey } from "./dom.js";
import { Refused } from "./refusals.js";

const PAUSE = 2000;
const LONGEST_PAUSE = 15000;

export class Outbox {
  constructor(connection, { changed, refused, sent }) {
    this.connection = connection;
    this.changed = changed;
    this.refused = refused;
    this.sent = sent;
    this.busy = false;
    this.timer = 0;
    this.failures = 0;
    this.waiting = load();
  }

  /** Say a text, or press a button (its token and the label to show). */
  add(entry) {
    const whole = { ...entry, key: newKey(), at: new Date().toISOString() };
    this.waiting.push(whole);
    this.save();
    this.changed(whole, "sending");
    this.flush();
    return whole;
  }

  /** The hall has it. */
  confirm(key) {
    const before = this.waiting.length;
    this.waiting = this.waiting.filter((entry) => entry.key !== key);
    if (this.waiting.length !== before) this.save();
  }

  async flush() {
    if (this.busy || !this.connection.opened) return;
    clearTimeout(this.timer);
    this.busy = true;
    let entry = null;
    try {
      while (this.waiting.length) {
        entry = this.waiting[0];
        const body = entry.button
          ? { button: entry.button, client_key: entry.key }
          : { text: entry.text, client_key: entry.key };
        const message = await this.connection.ask("POST", "/conversations/me/messages", body);
        this.failures = 0;
        this.confirm(entry.key);
        this.sent(message);
      }
    } catch (error) {
      this.failed(entry, error);
    } finally {
      this.busy = false;
    }
  }

  failed(entry, error) {
    if (!this.waiting.includes(entry)) {
      // Only the answer was lost: the message itself came back by the stream, and was confirmed.
      this.timer = setTimeout(() => this.flush(), 0);
      return;
    }
    if (error instanceof Refused && !error.temporary && error.status !== 401) {
      this.confirm(entry.key);
      this.refused(entry, error);
      this.timer = setTimeout(() => this.flush(), 0);
      return;
    }
    this.failures += 1;
    this.changed(entry, "waiting");
    if (error instanceof Refused && error.status === 401) this.connection.open();
    const pause = (error.fields?.seconds ?? 0) * 1000 || Math.min(PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  save() {
    memory.set("pending", JSON.stringify(this.waiting));
  }
}

function load() {
  try {
    const kept = JSON.parse(memory.get("pending") ?? "[]");
    return Array.isArray(kept) ? kept.filter((entry) => entry && entry.key && (entry.text || entry.button)) : [];
  } catch {
    return []; // written by something else
  }
}
