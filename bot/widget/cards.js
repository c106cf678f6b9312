// Cards: what a message says, drawn. The text alone is always enough, so an unknown card is just its text.
import { el, mark } from "./dom.js";
import { formsCard, help } from "./forms.js";
import { numberOf } from "./marks.js";
import { inline, paragraphs } from "./text.js";
import { words } from "./words.js";

const MARKS = { passed: "ok", fix: "fix", checking: "wait", human: "person", pass: "ok" };

/** The card's element, and the text that is still to be shown before and after it; null for a card we don't know. */
export function draw(message, around) {
  const card = message.card;
  if (card?.kind === "checklist") {
    const { before, after } = split(message.text, /^\d+\. /);
    return { before: [], after, node: checklist(card, before.join(""), around) };
  }
  if (card?.kind === "forms") {
    const { before, after } = split(message.text, /^· /);
    return { before, after, node: formsCard(card, around.files) };
  }
  if (card?.kind === "verdict") return { before: [], after: [], node: verdict(card, message, around) };
  if (card?.kind === "receipt") {
    const lines = message.text.split("\n").filter((line) => !/^(预约|预约码)：|回执码：TX/.test(line));
    return { before: [], after: lines, node: receipt(card, around) };
  }
  return null;
}

/** The lines before and after those that the card shows in its own way. */
function split(text, shown) {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => shown.test(line));
  if (first < 0) return { before: lines, after: [] };
  return { before: lines.slice(0, first), after: lines.slice(first).filter((line) => !shown.test(line)) };
}

export function statusTag(status, label) {
  const kind = { passed: "good", pass: "good", fix: "bad", human: "warn", checking: "accent" }[status] ?? "soft";
  return el("span", { class: `tag tag-${kind}` }, label || words.status[status] || status);
}

function checklist(card, title, around) {
  const list = el("ol", { class: "materials" });
  const node = el("section", { class: "card checklist", "aria-label": words.materials(card.item) }, el("h3", {}, title || words.materials(card.item)), list);
  const lines = new Map();
  for (const material of card.materials) {
    const state = el("span", { class: "state" });
    const add = el("span", { class: "add" });
    const note = material.note ? el("span", { class: "note" }, inline(material.note)) : null;
    const about = el("div", { class: "about" }, el("span", { class: "name" }, material.name), el("span", { class: "form" }, material.form), note,
      help(material, around.files, () => around.pick(material.key)));
    const row = el("li", { tabindex: -1 }, about, state, add);
    list.append(row);
    lines.set(material.key, { node: row, state, add, material, status: null });
  }
  const set = (key, status, label) => {
    const line = lines.get(key);
    if (!line || line.status === status) return;
    line.status = status;
    line.state.replaceChildren(...(MARKS[status] ? [mark(MARKS[status])] : []), statusTag(status, label));
    const asks = ["missing", "fix", "optional", "later"].includes(status);
    if (line.add.contains(document.activeElement)) line.node.focus({ preventScroll: true }); // the button goes away
    line.add.replaceChildren(...(asks ? [uploadButton(line.material, status, around)] : []));
  };
  for (const material of card.materials) set(material.key, material.status, material.status_label);
  around.follow?.(card.item, set);
  return node;
}

function uploadButton(material, status, around) {
  const label = status === "fix" ? words.uploadAgain : words.upload;
  return el("button", { type: "button", class: "upload", "aria-label": words.uploadFor(material.name), "data-material": material.key, onclick: () => around.pick(material.key) }, label);
}

function verdict(card, message, around) {
  const kind = { pass: "good", fix: "bad" }[card.verdict] ?? "warn";
  const head = el("header", {}, mark(MARKS[card.verdict] ?? "person"), el("h3", {}, card.material), statusTag(card.verdict, words.verdict[card.verdict] ?? words.verdict.human));
  const wrong = card.findings.filter((finding) => finding.text && !finding.ok);
  const fine = card.findings.filter((finding) => finding.text && finding.ok && finding.told !== false);
  const list = el("ul", { class: "findings" }, wrong.map((finding) =>
    el("li", {}, numberOf(card, finding) ? el("span", { class: "finding-number" }, String(numberOf(card, finding))) : mark(card.verdict === "fix" ? "fix" : "person"), el("div", {}, el("p", {}, inline(finding.text)), finding.remedy ? el("p", { class: "remedy" }, inline(finding.remedy)) : null))));
  const seen = el("ul", { class: "seen", "aria-label": words.seenFine }, fine.map((finding) => el("li", {}, inline(finding.text))));
  const told = wrong.length || fine.length ? [wrong.length ? list : null, fine.length ? seen : null] : paragraphs(message.text);
  const node = el("section", { class: `card verdict is-${kind}`, "aria-label": `${card.material}：${words.verdict[card.verdict] ?? ""}` }, head);
  const body = el("div", { class: "verdict-body" });
  if (card.upload_id) body.append(around.seen(card));
  body.append(el("div", { class: "told" }, told));
  node.append(body);
  if (card.verdict === "human") node.append(el("p", { class: "remedy" }, words.humanLooks));
  if (card.verdict === "fix") node.append(el("button", { type: "button", class: "upload", "aria-label": words.uploadFor(card.material), onclick: () => around.pickNamed(card.material) }, words.uploadAgain));
  return node;
}

function receipt(card, around) {
  const booked = card.appointment;
  const node = el("section", { class: "card receipt", "aria-label": words.receipt },
    el("header", {}, el("h3", {}, words.receipt), el("p", { class: "item" }, card.item ?? "")),
    el("p", { class: "code" }, el("span", { class: "label" }, words.receiptCode), el("strong", {}, card.code), el("span", { class: "note" }, words.receiptCodeIsFor)));
  if (!booked) return node;
  const facts = el("dl", {}, pair(words.when, booked.when), pair(words.where, booked.where, booked.address), pair(words.appointmentCode, booked.code, words.appointmentCodeIsFor));
  const qr = el("img", { class: "qr", alt: words.qr, width: 132, height: 132 });
  around.files.lazy(qr, booked.qr, () => qr.remove());
  const calendar = el("a", { class: "upload", href: booked.ics, download: "yuban.ics", onclick: (event) => around.files.open(event, { url: booked.ics, name: "yuban.ics" }) }, words.calendar);
  node.append(el("div", { class: "stub" }, el("div", {}, facts, calendar), qr));
  return node;
}

function pair(label, value, more) {
  return [el("dt", {}, label), el("dd", {}, value, more ? el("span", { class: "note" }, more) : null)];
}

const SLOT = /^(\d{1,2}月\d{1,2}日 \S+) (\S{2}\d{1,2}:\d{2})(?: (.+))?$/;

/** Slot buttons by day; null when their labels are not days and times. `button(one, label)` makes one. */
export function slotDays(buttons, button) {
  const days = new Map();
  const others = [];
  for (const one of buttons) {
    const match = SLOT.exec(one.label);
    if (!match) others.push(button(one, one.label));
    else days.set(match[1], [...(days.get(match[1]) ?? []), button(one, match[3] ? `${match[2]} ${match[3]}` : match[2])]);
  }
  if (!days.size) return null;
  const groups = [...days].map(([day, slots]) => el("div", { class: "day-slots", role: "group", "aria-label": day }, el("p", { class: "day-name" }, day), el("div", { class: "slots" }, slots)));
  return el("div", { class: "by-day" }, groups, others.length ? el("div", { class: "choices-row" }, others) : null);
}
