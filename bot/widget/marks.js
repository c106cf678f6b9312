// Findings shown where they are: a numbered box on the picture, the same number beside the words.
import { el } from "./dom.js";
import { inline } from "./text.js";
import { words } from "./words.js";

const FIRST_PAGE = 0; // a picture has one page; of a PDF nothing is drawn here

/** What is wrong and has a place on the picture, in the order of the words. */
function placed(card) {
  return card.findings.filter((one) => one.text && !one.ok && one.box && (one.page ?? FIRST_PAGE) === FIRST_PAGE);
}

/** The number of a finding on the picture; 0 when it has no place there. */
export function numberOf(card, finding) {
  return placed(card).indexOf(finding) + 1;
}

/** The picture with its boxes: small, and large when pressed. Boxes are of the upright picture (facts hold them so). */
export function marked(image, card) {
  const places = placed(card);
  if (!places.length) return image;
  const button = el("button", { type: "button", class: "marked", "aria-label": words.seenLarge(card.material), onclick: () => large(image, card, places) }, image);
  // What browsers turn by the file's own word is upright; what the reader turned further can't be marked here.
  image.addEventListener("load", () => !card.turned && button.append(...boxes(card, places)), { once: true });
  return button;
}

function boxes(card, places) {
  return places.map((one, place) => {
    const box = el("span", { class: card.verdict === "fix" ? "mark-box" : "mark-box is-person", "aria-hidden": "true" }, el("b", {}, String(place + 1)));
    box.style.left = `${one.box.left * 100}%`;
    box.style.top = `${one.box.top * 100}%`;
    box.style.width = `${(one.box.right - one.box.left) * 100}%`;
    box.style.height = `${(one.box.bottom - one.box.top) * 100}%`;
    return box;
  });
}

function large(image, card, places) {
  const close = el("button", { type: "button", class: "quiet" }, words.close);
  const picture = el("img", { class: "verdict-picture", alt: words.picture(card.material), src: image.src });
  const list = el("ul", { class: "findings" }, places.map((one, place) => el("li", {}, el("span", { class: "finding-number" }, String(place + 1)), el("div", {}, el("p", {}, inline(one.text)), one.remedy ? el("p", { class: "remedy" }, inline(one.remedy)) : null))));
  const dialog = el("dialog", { class: `sample marked-large verdict ${card.verdict === "fix" ? "is-bad" : "is-warn"}`, "aria-label": words.seenLarge(card.material) },
    el("header", {}, el("h2", {}, card.material), close),
    el("div", { class: "marked" }, picture, card.turned ? [] : boxes(card, places)), list);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
