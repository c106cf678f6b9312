// What the page itself has to say: the line is lost, the assistant is loading. And short words that go away again.
import { el } from "./dom.js";
import { words } from "./words.js";

const SOON = 3000;
const LATER = 20000;
const BRIEF = 5000;
const PATIENCE = 1500; // a break shorter than this is not worth a word

export class Notices {
  constructor(node, connection, search) {
    this.node = node;
    this.connection = connection;
    this.search = search;
    this.shown = new Map();
    this.timer = 0;
  }

  /** Show a notice under a name, or take it away. */
  set(name, ...content) {
    const before = this.shown.get(name);
    if (!content.length) {
      before?.remove();
      this.shown.delete(name);
      return;
    }
    const notice = el("div", { class: `notice notice-${name}` }, content);
    if (before) before.replaceWith(notice);
    else this.node.append(notice);
    this.shown.set(name, notice);
  }

  brief(text) {
    this.set("brief", el("p", {}, text));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.set("brief"), BRIEF);
  }

  online(yes) {
    clearTimeout(this.lost);
    if (!yes) {
      this.lost = setTimeout(() => this.set("lost", el("p", {}, words.lost)), PATIENCE);
    } else if (this.shown.has("lost")) {
      this.set("lost");
      this.brief(words.back);
      this.look();
    }
  }

  /** Keep an eye on whether the assistant is there. */
  watch() {
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    this.look();
  }

  async look() {
    clearTimeout(this.next);
    try {
      const { rasa } = await this.connection.ask("GET", "/health");
      this.assistant(rasa);
      if (rasa !== "ready" && !document.hidden) this.next = setTimeout(() => this.look(), rasa === "loading" ? SOON : LATER);
    } catch {
      this.next = setTimeout(() => this.look(), LATER); // the connection says that it is lost
    }
  }

  assistant(state) {
    if (state === this.state) return;
    this.state = state;
    if (state === "ready") this.set("assistant");
    else this.set("assistant", el("p", {}, state === "loading" ? words.loading : words.down), el("button", { type: "button", class: "quiet", onclick: () => this.search() }, words.guides));
  }
}
