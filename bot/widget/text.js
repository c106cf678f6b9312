// The assistant's plain text, set so that it reads well: numbered lines, "名称：内容" pairs, sources in small type.
import { el, linked } from "./dom.js";
import { words } from "./words.js";

const NUMBERED = /^(\d{1,2})\. (.+)$/;
const DOTTED = /^· (.+)$/;
const PAIR = /^([^：:，。？！「\s]{2,6})[：](.+)$/;
const SOURCE = /^（信息来源.*）$/;
const WHY = /^\((.+)\)$/;
const TO_VERIFY = `（${words.toVerify}）`;

/** One paragraph for each line. */
export function paragraphs(text) {
  return text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => paragraph(line.trim()));
}

function paragraph(line) {
  let match;
  if ((match = NUMBERED.exec(line))) return el("p", { class: "numbered" }, el("span", { class: "number" }, `${match[1]}.`), el("span", {}, inline(match[2])));
  if ((match = DOTTED.exec(line))) return el("p", { class: "numbered" }, el("span", { class: "number" }, "·"), el("span", {}, inline(match[1])));
  if (SOURCE.test(line)) return el("p", { class: "source" }, linked(line.slice(1, -1)));
  if ((match = WHY.exec(line))) return el("p", { class: "why" }, linked(match[1]));
  if ((match = PAIR.exec(line))) return el("p", { class: "pair" }, el("span", { class: "label" }, `${match[1]}：`), el("span", {}, inline(match[2])));
  return el("p", {}, inline(line));
}

/** Text of one line, with what is not verified marked as such. */
export function inline(text) {
  return text.split(TO_VERIFY).flatMap((part, place) => (place ? [toVerify(), ...linked(part)] : linked(part)));
}

export function toVerify() {
  return el("span", { class: "tag tag-warn" }, words.toVerify);
}
