// What is done and what remains of the package the talk is about: one line, four steps, the materials.
import { statusTag } from "./cards.js";
import { el } from "./dom.js";
import { words } from "./words.js";

const STEPS = ["case", "materials", "slot", "submit"];
const PLACE = { confirm: 0, questions: 0, applicant: 1, materials: 1, slot: 2, summary: 3, done: 4 };
const LEAST = 120; // pixels of the list that are always shown
const PAUSE = 350; // several messages at once are one look

export class Progress {
  constructor(connection, node, changed) {
    this.connection = connection;
    this.node = node;
    this.changed = changed;
    this.line = node.querySelector(".progress-line");
    this.body = node.querySelector(".progress-body");
    this.timer = 0;
    this.package = null;
    this.followers = [];
    const wide = window.matchMedia("(min-width: 68rem)");
    const details = node.querySelector("details");
    const fold = () => (details.open = wide.matches);
    const fit = () => details.open && this.fit(wide.matches);
    details.addEventListener("toggle", fit);
    window.addEventListener("resize", fit);
    wide.addEventListener?.("change", fold);
    fold();
  }

  /** Something happened: look again soon. */
  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), PAUSE);
  }

  /** A checklist wants to know how its materials stand from now on. */
  follow(item, set) {
    this.followers = [...this.followers.slice(-5), { item, set }];
  }

  /** What the material with this key is called, if the package asks for it. */
  nameOf(key) {
    return this.package?.materials.find((material) => material.key === key)?.name ?? null;
  }

  /** The key of the material with this name, if the package asks for one. */
  keyOf(name) {
    return this.package?.materials.find((material) => material.name === name)?.key ?? null;
  }

  /** On a small screen it lies over the talk: never over the place to write, unless too little is left. */
  fit(wide) {
    const room = document.getElementById("composer").getBoundingClientRect().top - this.line.closest("details").getBoundingClientRect().bottom;
    this.body.style.maxHeight = wide ? "" : `${Math.max(room - 8, LEAST)}px`;
  }

  async fetch() {
    try {
      const standing = await this.connection.ask("GET", "/conversations/me");
      const found = standing.package ? await this.connection.ask("GET", `/packages/${standing.package}`) : null;
      this.show(found);
      this.changed(standing);
    } catch {
      return; // the connection says that it is lost; the next message looks again
    }
  }

  show(found) {
    this.package = found;
    this.node.hidden = !found || found.status === "withdrawn";
    document.documentElement.classList.toggle("has-package", !this.node.hidden);
    if (this.node.hidden) return;
    const name = found.about.short_name;
    const line = words.standing(found, name);
    if (this.line.textContent !== line) this.line.replaceChildren(...pieces(line));
    const lines = found.materials.map((one) => el("li", {}, el("span", {}, one.name), statusTag(one.status)));
    this.body.replaceChildren(
      ...[
        this.steps(found),
        found.receipt_code ? el("p", { class: "pair" }, el("span", { class: "label" }, `${words.receiptCode}：`), el("b", {}, found.receipt_code)) : null,
        found.appointment ? el("p", { class: "pair" }, el("span", { class: "label" }, `${words.when}：`), moment(found.appointment)) : null,
        lines.length && !found.questions_left.length ? el("ul", { class: "progress-materials" }, lines) : null,
      ].filter(Boolean),
    );
    for (const { item, set } of this.followers) {
      if (item === name) for (const one of found.materials) set(one.key, one.status);
    }
  }

  steps(found) {
    const open = found.status === "draft" || found.status === "returned";
    const at = open ? Math.max(PLACE[found.next_step] ?? 0, 0) : 4;
    return el("ol", { class: "steps" }, STEPS.map((key, place) => {
      const state = place < at ? "done" : place === at ? "now" : "next";
      return el("li", { class: state, "aria-current": state === "now" ? "step" : undefined }, el("span", { class: "dot", "aria-hidden": "true" }, state === "done" ? "✓" : String(place + 1)), words.steps[key],
        state === "done" ? el("span", { class: "unseen" }, words.stepDone) : null);
    }));
  }
}

/** The item and what is with it: where both don't fit in one line, each has its own. */
function pieces(line) {
  const end = line.indexOf("」") + 1;
  return [line.slice(0, end), line.slice(end)].filter(Boolean).map((piece) => el("span", {}, piece));
}

function moment(appointment) {
  const at = new Date(appointment.starts_at);
  const shown = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit", hour12: false });
  return shown.format(at);
}
