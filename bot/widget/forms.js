// Forms to download, blank and filled, and the picture of a good sample before the photo is taken.
import { el } from "./dom.js";
import { words } from "./words.js";

/** Links to a form's files; null when the material is no form. `files` opens them where our cookie does not travel. */
function formLinks(addresses, name, files) {
  if (!addresses?.length) return null;
  const link = (ending, label) => {
    const address = addresses.find((one) => one.endsWith(ending));
    if (!address) return null;
    const saved = `${name}-${ending.split("/").pop()}`;
    const open = (event) => files.open(event, { url: address, name: saved });
    return el("a", { href: address, class: "form-link", "aria-label": words.formOf(name, label), onclick: open }, label);
  };
  return el("span", { class: "form-links", role: "group", "aria-label": words.forms(name) },
    link("/blank.pdf", words.blankPdf), link("/blank.docx", words.blankWord), link("/sample.pdf", words.samplePdf));
}

/** A button that shows how the material looks when it is good; `pick` then asks for the photo. */
function sampleButton(material, pick) {
  if (!material.sample) return null;
  return el("button", { type: "button", class: "sample-button", "aria-label": words.sampleOf(material.name), onclick: () => showSample(material, pick) }, words.seeSample);
}

function showSample(material, pick) {
  const image = el("img", { class: "sample-picture", src: material.sample, alt: words.sampleOf(material.name) });
  const close = el("button", { type: "button", class: "quiet" }, words.close);
  const take = pick ? el("button", { type: "button", class: "primary" }, words.takeThis) : null;
  const dialog = el("dialog", { class: "sample", "aria-label": words.sampleOf(material.name) },
    el("header", {}, el("h2", {}, material.name), close),
    image,
    el("ul", { class: "sample-tips" }, words.photoTips.map((tip) => el("li", {}, tip))),
    take);
  image.addEventListener("error", () => image.replaceWith(el("p", {}, words.noSample)), { once: true });
  close.addEventListener("click", () => dialog.close());
  take?.addEventListener("click", () => {
    dialog.close();
    pick();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** How a material is helped with: its forms, and how it looks when it is good; null when there is neither. */
export function help(material, files, pick) {
  const parts = [formLinks(material.form_files, material.name, files), sampleButton(material, pick)].filter(Boolean);
  return parts.length ? el("div", { class: "links" }, parts) : null;
}

/** The card that answers "where are the forms". */
export function formsCard(card, files) {
  const rows = card.forms.map((one) => el("li", {}, el("span", { class: "name" }, one.title), el("div", { class: "links" }, formLinks(one.files, one.title, files))));
  return el("section", { class: "card forms", "aria-label": words.forms(card.item) }, el("h3", {}, words.forms(card.item)), el("ul", {}, rows));
}
