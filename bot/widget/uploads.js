// Files on their way to the hall: progress, cancelling, sending again; a few at a time, each with its own key.

import { el, newKey } from "./dom.js";
import { called, lighter } from "./files.js";
import { look } from "./hints.js";
import { refusal } from "./refusals.js";
import { words } from "./words.js";

const AT_ONCE = 2;
const MOST = 20;
const STAY = 1500; // how long a sent file's line stays
const HINT_STAYS = 60 * 1000;
const REFUSED_STAYS = 60 * 1000; // or until the next file is chosen, or something is said
const MEGABYTE = 1024 * 1024;
const LONGEST = 10 * 60 * 1000;

export class Uploads {
  constructor(connection, files, tray, tell) {
    this.connection = connection;
    this.files = files;
    this.tray = tray;
    this.tell = tell; // says something in the notices
    this.retake = () => {}; // asks for another photo of a material
    this.nameOf = () => null; // what a material is called, if that is known
    this.begun = () => {}; // files for a material (or null) were chosen
    this.leave = () => {}; // the focus was on a line that goes away
    this.limit = 20 * MEGABYTE;
    this.queue = [];
    this.hints = new Set(); // of each hint that is shown: how to put it away
    window.addEventListener("beforeunload", (event) => this.pending().length && event.preventDefault());
  }

  pending() {
    return this.queue.filter((one) => one.state !== "failed");
  }

  /** Send files, for a material if that is known. */
  add(chosen, material = null) {
    const list = Array.from(chosen);
    const name = this.nameOf(material);
    this.clear();
    this.begun(material);
    const room = MOST - this.pending().length;
    if (list.length > room) this.tell(words.tooMany(MOST));
    for (const [place, file] of list.slice(0, Math.max(0, room)).entries()) {
      const itself = called(file, place + 1, list.length);
      const label = name ? (list.length > 1 ? `${name} ${itself}` : name) : itself;
      const one = { file, material, label, key: newKey(), state: "waiting", attempts: 0 };
      one.row = this.row(one);
      this.queue.push(one);
      this.tray.append(one.row.node);
      if (file.size === 0) this.fail(one, words.empty, false);
      else this.hint(one);
    }
    this.tray.hidden = !this.queue.length;
    this.next();
  }

  /** A look at the photo while it is on its way; the resident may take it again or let it be. */
  async hint(one) {
    const seen = await look(one.file);
    if (!seen || one.state === "cancelled") return;
    const away = el("button", { type: "button", class: "quiet", onclick: () => put() }, words.keepPhoto);
    const again = el("button", { type: "button", class: "upload", onclick: () => { put(); this.retake(one.material); } }, words.takeAgain);
    const node = el("div", { class: "photo-hint", role: "status" }, el("p", {}, `${one.label}：${words.photoHint[seen]}`), el("span", { class: "actions" }, again, away));
    const put = () => {
      this.hints.delete(put);
      this.keepFocus(node);
      node.remove();
    };
    setTimeout(put, HINT_STAYS);
    this.hints.add(put);
    this.tray.after(node);
  }

  next() {
    const under = this.queue.filter((one) => one.state === "sending").length;
    const ready = this.queue.filter((one) => one.state === "waiting" && this.connection.opened);
    for (const one of ready.slice(0, Math.max(0, AT_ONCE - under))) this.send(one);
  }

  async send(one) {
    one.state = "sending";
    this.show(one, words.sending(0), 0);
    const file = await lighter(one.file);
    if (one.state !== "sending") return; // cancelled meanwhile
    if (file.size > this.limit) {
      this.fail(one, words.tooLarge(Math.floor(this.limit / MEGABYTE)), false);
      return;
    }
    const form = new FormData();
    if (one.material) form.append("material", one.material);
    form.append("client_key", one.key);
    const more = this.queue.slice(this.queue.indexOf(one) + 1).filter((other) => other.state !== "failed").length;
    if (more) form.append("more", String(Math.min(more, 99)));
    form.append("file", file, file.name);
    const request = (one.request = new XMLHttpRequest());
    request.open("POST", "/api/v1/conversations/me/uploads");
    for (const [name, value] of Object.entries(this.connection.headers())) request.setRequestHeader(name, value);
    request.timeout = LONGEST;
    request.upload.onprogress = (event) => {
      const percent = event.lengthComputable ? Math.round((event.loaded / event.total) * 100) : 0;
      this.show(one, percent < 100 ? words.sending(percent) : words.storing, percent);
    };
    request.onload = () => this.answered(one, request, file);
    request.onerror = request.ontimeout = () => this.later(one, 3);
    request.send(form);
  }

  async answered(one, request, file) {
    if (request.status === 201) {
      this.files.seed(`/api/v1/uploads/${JSON.parse(request.responseText).id}/file`, file);
      one.state = "sent";
      this.queue = this.queue.filter((other) => other !== one);
      this.show(one, words.sent, 100);
      one.row.node.classList.add("is-sent");
      one.row.actions.replaceChildren();
      setTimeout(() => this.drop(one), STAY);
      this.next();
      return;
    }
    const error = await refusal(new Response(request.responseText, { status: request.status }));
    if (error.status === 401) this.connection.open();
    if (error.temporary || error.status === 401) this.later(one, error.fields.seconds || 3);
    else this.fail(one, this.reason(error), false);
  }

  reason(error) {
    if (error.fields.reason === "too_large") return words.tooLarge(Math.floor(this.limit / MEGABYTE));
    if (error.fields.reason === "empty") return words.empty;
    return error.message || words.failed;
  }

  /** The line is broken or the hall busy: again by itself, a few times, then by hand. */
  later(one, seconds) {
    if (one.state !== "sending") return;
    one.attempts += 1;
    if (one.attempts >= 6) {
      this.fail(one, words.failed, true);
      return;
    }
    one.state = "resting";
    this.show(one, words.notSent, null);
    setTimeout(() => this.again(one), seconds * 1000 * Math.min(one.attempts, 5));
    this.next();
  }

  again(one) {
    if (one.state !== "resting" && one.state !== "failed") return;
    one.state = "waiting";
    this.row(one, one.row);
    this.next();
  }

  fail(one, why, retry) {
    one.state = "failed";
    one.refused = !retry;
    one.row.state.setAttribute("role", "alert");
    this.show(one, why, null);
    if (one.refused) setTimeout(() => this.drop(one), REFUSED_STAYS);
    one.row.node.classList.add("is-failed");
    const remove = this.action(words.remove, one, () => this.drop(one));
    const buttons = retry ? [this.action(words.retry, one, () => this.retry(one)), remove] : [remove];
    one.row.actions.replaceChildren(...buttons);
    this.next();
  }

  retry(one) {
    one.attempts = 0;
    this.again(one);
  }

  /** The hall has said what it sees: what was guessed here goes. */
  clearHints() {
    for (const put of [...this.hints]) put();
  }

  /** The resident went on: hints and the lines of files that were refused were read. */
  clear() {
    this.clearHints();
    for (const one of this.queue.filter((other) => other.refused)) this.drop(one);
  }

  cancel(one) {
    one.state = "cancelled";
    one.request?.abort();
    this.drop(one);
    this.tell(`${one.label} ${words.cancelled}`);
    this.next();
  }

  drop(one) {
    this.queue = this.queue.filter((other) => other !== one);
    this.keepFocus(one.row.node);
    one.row.node.remove();
    this.tray.hidden = !this.tray.children.length;
  }

  /** Whoever works with the keyboard goes on at the place to write when what they were at goes away. */
  keepFocus(node) {
    if (node.contains(document.activeElement) && document.activeElement.matches(":focus-visible")) this.leave();
  }

  show(one, text, percent) {
    one.row.state.textContent = text;
    if (percent === null) one.row.bar.removeAttribute("value");
    else one.row.bar.value = percent;
  }

  action(label, one, act) {
    return el("button", { type: "button", class: "quiet", "aria-label": `${label}：${one.label}`, onclick: act }, label);
  }

  row(one, known = null) {
    const row = known || {
      bar: el("progress", { max: 100, value: 0, "aria-label": one.label }),
      state: el("span", { class: "state" }),
      actions: el("span", { class: "actions" }),
    };
    if (!known) {
      const name = el("span", { class: "name" }, one.label);
      row.node = el("div", { class: "sending", role: "group", "aria-label": one.label }, el("div", { class: "line" }, name, row.state), row.bar, row.actions);
    }
    row.node.classList.remove("is-failed");
    row.state.removeAttribute("role");
    row.state.textContent = words.waiting;
    row.actions.replaceChildren(this.action(words.cancel, one, () => this.cancel(one)));
    return row;
  }
}
