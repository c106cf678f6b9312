// The conversation as it is shown: messages in order, buttons that are done once pressed, what waits to be sent.
import { draw, slotDays } from "./cards.js";
import { el, mark } from "./dom.js";
import { paragraphs } from "./text.js";
import { words } from "./words.js";

const NEAR = 60; // pixels from the end that count as being at the end
const BURST = 4000; // milliseconds between messages that still belong together
const MOVING = 1500; // milliseconds after a touch in which a scroll is the resident's own

export class Log {
  /** `around`: files, press(button), pick(material), pickNamed(name), follow(item, set), seen(card), reached(). */
  constructor(node, toEnd, around) {
    this.sticks = true;
    this.node = node;
    this.toEnd = toEnd;
    this.around = around;
    this.messages = new Map();
    this.pending = new Map();
    this.touched = 0; // when somebody last moved in it
    this.read = null; // where a tall answer begins: it is shown from there, else the end is shown
    this.burst = { node: null, at: 0 };
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown", "focusin"]) {
      node.addEventListener(kind, () => (this.touched = Date.now()), { passive: true });
    }
    node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    toEnd.addEventListener("click", () => {
      if (toEnd.matches(":focus-visible")) this.node.focus({ preventScroll: true }); // the button goes away
      this.end();
    });
    new ResizeObserver(() => this.settleDown()).observe(node);
  }

  /** Begin again, for another conversation. */
  clear() {
    this.node.replaceChildren();
    this.messages.clear();
    this.pending.clear();
  }

  /** Show a message, once. `fresh`: it was said just now. Whether it was new. */
  add(message, fresh) {
    if (this.messages.has(message.id)) return false;
    const kept = message.client_key ? this.pending.get(message.client_key) : null;
    kept?.remove();
    this.pending.delete(message.client_key);
    const node = this.make(message);
    this.messages.set(message.id, { message, node });
    this.place(node, message);
    if (message.from === "resident") this.settle(message);
    else if (message.buttons.length) this.age(message.id);
    if (fresh && this.sticks) this.follow(node, message);
    else if (fresh) this.toEnd.hidden = !this.missesNewest();
    return true;
  }

  /** Show what was said here and is not confirmed yet. */
  addPending(entry, note) {
    let node = this.pending.get(entry.key);
    if (!node) {
      node = el("div", { class: "msg from-resident is-pending" }, who(words.you), el("div", { class: "bubble" }, el("p", {}, entry.text || entry.label || "")), el("p", { class: "delivery", role: "status" }));
      this.pending.set(entry.key, node);
      this.node.append(node);
      this.end();
    }
    node.querySelector(".delivery").textContent = note ?? "";
    return node;
  }

  /** It was refused: say so beside it. */
  refuse(entry, why) {
    this.addPending(entry, `${words.refused}。${why}`).classList.add("is-refused");
    this.pending.delete(entry.key);
  }

  make(message) {
    const node = el("div", { class: `msg from-${message.from}`, tabindex: -1, "data-id": message.id, "data-day": dayOf(message.at) });
    node.append(...this.head(message), ...this.body(message));
    if (message.buttons.length) node.append(this.choices(message));
    return node;
  }

  head(message) {
    if (message.from === "resident") return [who(words.you)];
    if (message.from === "system") return [];
    const staff = message.from === "staff";
    const name = staff ? message.card?.name || words.staff : words.assistant;
    const sign = staff ? el("span", { class: "sign" }, mark("person")) : el("img", { class: "sign", src: "/widget/icon.svg", alt: "", width: 28, height: 28 });
    const told = el("span", { "aria-hidden": "true" }, el("b", {}, name), staff ? el("span", { class: "tag tag-accent" }, words.staff) : null);
    const at = el("time", { datetime: message.at, "aria-hidden": "true" }, clock(message.at));
    return [who(staff ? `${words.staff}${name === words.staff ? "" : name}` : name), el("div", { class: "head" }, sign, told, at)];
  }

  body(message) {
    const drawn = message.from === "resident" ? null : draw(message, this.around);
    const parts = [];
    const lines = (text) => (message.from === "bot" || message.from === "system" ? paragraphs(text) : text.split("\n").map((line) => el("p", {}, line)));
    if (drawn) {
      const before = drawn.before.join("\n").trim();
      const after = drawn.after.join("\n").trim();
      if (before) parts.push(el("div", { class: "bubble" }, paragraphs(before)));
      parts.push(drawn.node);
      if (after) parts.push(el("div", { class: "bubble" }, paragraphs(after)));
    } else if (message.text) parts.push(el("div", { class: "bubble" }, lines(message.text)));
    if (message.files.length) parts.push(el("div", { class: "files" }, message.files.map((file, place) => this.around.files.piece(file, place + 1, message.files.length))));
    return parts;
  }

  choices(message) {
    const button = (one, label) => el("button", { type: "button", class: "choice", "data-label": one.label, "aria-label": label === one.label ? undefined : one.label, onclick: (event) => this.press(event.currentTarget, message, one) }, label);
    const slots = message.card?.kind === "slots" ? slotDays(message.buttons, button) : null;
    const group = el("div", { class: "choices", role: "group", "aria-label": slots ? words.pickSlot : words.choices });
    group.append(slots ?? el("div", { class: "choices-row" }, message.buttons.map((one) => button(one, one.label))));
    if (!message.buttons.some((one) => one.live)) group.classList.add("past");
    return group;
  }

  press(button, message, one) {
    const focused = document.activeElement === button;
    this.close(this.messages.get(message.id).node, one.label);
    if (focused) this.messages.get(message.id).node.focus({ preventScroll: true });
    this.around.press(one);
  }

  /** The choice was made: no button of this message can be pressed again. */
  close(node, label) {
    const group = node.querySelector(".choices");
    if (!group || group.classList.contains("done")) return;
    group.classList.add("done");
    for (const button of group.querySelectorAll("button")) {
      button.disabled = true;
      if (button.dataset.label !== label) continue;
      button.classList.add("chosen");
      button.append(el("span", { class: "unseen" }, `（${words.chosen}）`));
    }
  }

  /** What the resident said was one of the newest choices: mark it there, typed or pressed. */
  settle(said) {
    const before = [...this.messages.values()].filter(({ message }) => message.id < said.id && message.buttons.length);
    const newest = before.sort((a, b) => b.message.id - a.message.id)[0];
    if (newest?.message.buttons.some((one) => one.label === said.text)) this.close(newest.node, said.text);
  }

  /** Newer choices came: older ones step back. The hall still answers who presses one. */
  age(id) {
    for (const { message, node } of this.messages.values()) {
      if (message.id < id) node.querySelector(".choices")?.classList.add("past");
    }
  }

  /** Put it where its number says, with the day above it when that is another one. */
  place(node, message) {
    const later = [...this.node.querySelectorAll(".msg[data-id]")].find((other) => Number(other.dataset.id) > message.id);
    const next = later ?? this.node.querySelector(".is-pending");
    this.node.insertBefore(node, next ?? null);
    let before = node.previousElementSibling;
    while (before && !before.dataset.day) before = before.previousElementSibling;
    if (before?.dataset.day !== node.dataset.day && (before || node.dataset.day !== dayOf(new Date()))) {
      this.node.insertBefore(el("p", { class: "day" }, dayName(node.dataset.day)), node);
    }
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Somebody who scrolls up is reading: nothing moves under them until they come back to the end. */
  scrolled() {
    const end = this.atEnd();
    if (end) this.sticks = true;
    else if (Date.now() - this.touched < MOVING) this.sticks = false;
    this.toEnd.hidden = !this.missesNewest();
    if (this.toEnd.hidden) this.around.reached();
  }

  /** Scroll to what is new; an answer taller than the view, in one message or several, is read from its beginning. */
  follow(node, message) {
    const now = Date.now();
    if (message.from === "resident" || now - this.burst.at > BURST || !this.burst.node?.isConnected) this.burst.node = node;
    this.burst.at = now;
    const tall = node.offsetTop + node.offsetHeight - this.burst.node.offsetTop > this.node.clientHeight;
    this.read = tall ? this.burst.node : null;
    this.settleDown();
  }

  /** Whether the newest message is out of sight. */
  missesNewest() {
    const newest = this.node.lastElementChild;
    return newest !== null && newest.offsetTop > this.node.scrollTop + this.node.clientHeight - NEAR;
  }

  end() {
    this.read = null;
    this.sticks = true;
    this.settleDown();
  }

  settleDown() {
    if (!this.sticks) return;
    const end = this.node.scrollHeight - this.node.clientHeight;
    this.node.scrollTop = this.read?.isConnected ? Math.min(this.read.offsetTop - 12, end) : end;
    this.toEnd.hidden = !this.missesNewest();
  }
}

function who(name) {
  return el("span", { class: "unseen" }, words.says(name));
}

function dayOf(at) {
  const day = new Date(at);
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

function dayName(day) {
  if (day === dayOf(new Date())) return words.today;
  if (day === dayOf(Date.now() - 86400000)) return words.yesterday;
  const [, month, date] = day.split("-");
  return words.day(month, date);
}

function clock(at) {
  const moment = new Date(at);
  return `${moment.getHours()}:${String(moment.getMinutes()).padStart(2, "0")}`;
}
