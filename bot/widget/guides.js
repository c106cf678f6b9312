// The 查事项 dialog: items by search, and the guide of each. It needs no assistant, so it works while that loads.
import { el } from "./dom.js";
import { help } from "./forms.js";
import { inline, toVerify } from "./text.js";
import { words } from "./words.js";

const PAUSE = 250;
const PAGE = 30;

export class Guides {
  constructor(connection, dialog, start, files) {
    this.connection = connection;
    this.files = files;
    this.dialog = dialog;
    this.start = start;
    this.query = dialog.querySelector("input");
    this.found = dialog.querySelector("#found");
    this.head = dialog.querySelector("h2");
    this.form = dialog.querySelector("form");
    this.timer = 0;
    this.turn = 0;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.search();
    });
    this.query.addEventListener("input", (event) => {
      if (event.isComposing) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), PAUSE);
    });
    this.query.addEventListener("compositionend", () => this.search());
    dialog.querySelector("#close-guides").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  /** Open it, with the list as it was left. */
  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.list();
    this.query.focus();
    this.query.select();
  }

  async search(offset = 0) {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const text = this.query.value.trim();
    try {
      const limit = text ? 12 : PAGE;
      const answer = await this.connection.ask("GET", `/items?q=${encodeURIComponent(text)}&limit=${limit}&offset=${offset}`);
      if (turn === this.turn) this.showFound(answer, offset);
    } catch {
      if (turn === this.turn) this.found.replaceChildren(el("p", { class: "empty" }, words.searchFailed));
    }
  }

  list() {
    this.turn += 1;
    this.form.hidden = false;
    this.head.textContent = words.guides;
    this.search();
  }

  showFound(answer, offset) {
    const rows = answer.items.map((item) => this.row(item));
    if (offset) {
      this.found.querySelector("ul").append(...rows);
      this.found.querySelector(".more")?.remove();
      rows[0]?.querySelector("button").focus();
    } else {
      const title = answer.query ? words.found(answer.items.length) : words.foundAll;
      const list = el("ul", { class: "rows" }, rows);
      const emergency = answer.number ? el("p", { class: "urgent" }, el("a", { href: `tel:${answer.number}` }, words.emergency(answer.number))) : null;
      const empty = rows.length ? null : el("p", { class: "empty" }, words.foundNone);
      this.found.replaceChildren(...[emergency, rows.length ? el("p", { class: "count", role: "status" }, title) : null, empty, list].filter(Boolean));
      this.found.scrollTop = 0;
    }
    const next = offset + answer.items.length;
    if (!answer.query && next < answer.total) {
      this.found.append(el("button", { type: "button", class: "more quiet", onclick: () => this.search(next) }, words.more));
    }
  }

  row(item) {
    const note = item.status === "abolished" ? words.abolished : item.status === "refer_out" ? words.referOut : null;
    return el("li", {}, el("button", { type: "button", class: "item-row", onclick: () => this.show(item.id) },
      el("b", {}, item.short_name), el("span", { class: "long-name" }, item.name === item.short_name ? null : item.name),
      el("span", { class: "department" }, item.department), note ? el("span", { class: "tag tag-warn" }, note) : null));
  }

  async show(id) {
    const turn = ++this.turn;
    try {
      const guide = await this.connection.ask("GET", `/items/${encodeURIComponent(id)}`);
      if (turn === this.turn) this.showGuide(guide);
    } catch {
      this.found.replaceChildren(el("p", { class: "empty" }, words.searchFailed), this.backButton());
    }
  }

  backButton() {
    return el("button", { type: "button", class: "quiet back", onclick: () => this.list() }, `‹ ${words.backToList}`);
  }

  showGuide(guide) {
    this.form.hidden = true;
    this.head.textContent = guide.short_name;
    const active = guide.status === "active";
    const back = this.backButton();
    const begin = active ? el("button", { type: "button", class: "primary", onclick: () => this.begin(guide) }, words.startThis) : null;
    const parts = [
      back,
      fullName(guide),
      active ? null : el("p", { class: "urgent" }, guide.status === "abolished" ? words.abolished : words.referOut, guide.refer_to ? `。${guide.refer_to}` : ""),
      guide.replaced_by.length ? el("p", { class: "instead" }, `${words.instead}：`, guide.replaced_by.map((item) => el("button", { type: "button", class: "quiet", onclick: () => this.show(item.id) }, item.short_name))) : null,
      active ? facts(guide) : null,
      active && guide.materials.length ? section(words.needs, el("ul", { class: "needs" }, guide.materials.map((one) => material(one, this.files)))) : null,
      guide.hints.length ? section(words.hints, el("ul", { class: "hints" }, guide.hints.map((hint) => el("li", {}, inline(hint))))) : null,
      origin(guide),
      begin ? el("div", { class: "begin" }, begin) : null,
    ];
    this.found.replaceChildren(...parts.filter(Boolean));
    this.found.scrollTop = 0;
    back.focus();
  }

  begin(guide) {
    this.dialog.close();
    this.start(words.startText(guide.short_name));
  }
}

/** The long name, where it says more than the title. */
function fullName(guide) {
  const name = guide.name.value ?? guide.short_name;
  if (name === guide.short_name && !guide.name.assumed) return null;
  return el("p", { class: "full-name" }, inline(name), guide.name.assumed ? toVerify() : null);
}

function facts(guide) {
  const days = guide.days_promised.value ? guide.days_promised : guide.days_statutory;
  const rows = [
    [words.days, fact(days)],
    [words.fee, fact(guide.fee)],
    [words.who, fact(guide.who)],
    [words.result, fact(guide.result)],
    [words.places, guide.sites.length ? guide.sites.slice(0, 4).map(site) : fact(guide.where)],
    guide.contact ? [words.contact, [el("span", {}, `${guide.contact.name}　`), phone(guide.contact.phone), guide.contact.sample ? sample() : null]] : null,
  ];
  return el("dl", { class: "guide-facts" }, rows.filter(Boolean).map(([label, value]) => [el("dt", {}, label), el("dd", {}, value)]));
}

function fact(stated) {
  if (!stated.value) return [el("span", { class: "note" }, words.unknown)];
  return [el("span", {}, inline(stated.value)), stated.assumed ? toVerify() : null, stated.note ? el("span", { class: "note" }, stated.note) : null];
}

function site(one) {
  return el("div", { class: "site" }, el("b", {}, one.name), one.sample ? sample() : null, el("span", { class: "note" }, `${one.address}　${one.hours}`));
}

function phone(number) {
  return el("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number);
}

function sample() {
  return el("span", { class: "tag tag-warn" }, words.sample);
}

function material(one, files) {
  const optional = one.need === "非必要" ? words.optional : Object.keys(one.when).length ? words.sometimes : null;
  return el("li", {}, el("b", {}, one.name), el("span", { class: "note" }, one.form),
    optional ? el("span", { class: "tag" }, optional) : null, one.assumed ? toVerify() : null, one.note ? el("span", { class: "note line" }, one.note) : null,
    help(one, files, null));
}

function section(title, ...content) {
  return el("section", {}, el("h3", {}, title), content);
}

function origin(guide) {
  const sources = new Set();
  for (const stated of [guide.name, guide.days_promised, guide.days_statutory, guide.fee, guide.basis]) for (const one of stated.sources) sources.add(one);
  const from = sources.size ? [...sources].join("；") : words.unknown;
  return el("p", { class: "source" }, guide.basis.value ? `${words.basis}：${guide.basis.value}。` : "", `${words.sources}：${from}。`, guide.compiled ? words.compiled(guide.compiled) : "");
}
