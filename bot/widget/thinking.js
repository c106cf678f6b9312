// Shows that an answer is being made, and says something when it takes long.
import { el } from "./dom.js";
import { words } from "./words.js";

const LONG = 8000;
const TOO_LONG = 25000;
const QUIET = 600; // quick answers need no sign

export class Thinking {
  constructor(node) {
    this.node = node;
    this.on = false;
    this.timers = [];
  }

  set(on) {
    if (on === this.on) return;
    this.on = on;
    this.stop();
    if (!on) return;
    this.timers = [
      setTimeout(() => this.show(words.thinking), QUIET),
      setTimeout(() => this.show(words.thinkingLong), LONG),
      setTimeout(() => this.show(words.thinkingTooLong, false), TOO_LONG),
    ];
  }

  /** Something was answered; the hall says when nothing more is owed. */
  answered() {
    this.set(false);
  }

  stop() {
    for (const timer of this.timers) clearTimeout(timer);
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  show(text, moving = true) {
    this.node.hidden = false;
    this.node.replaceChildren(moving ? el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")) : "", el("span", {}, text));
  }
}
