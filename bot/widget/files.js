// Files of the hall's, shown small: fetched once, with our secret, when they come into view.
import { el } from "./dom.js";
import { words } from "./words.js";

const SMALL = 480; // pixels; whole photos side by side would be too much for a cheap phone
const PICTURES = /^image\/(jpeg|png|webp|gif|heic|heif)$/;
const PHOTO_NAME = /\.(jpe?g|png|webp|gif|heic|heif)$/i; // some phones send photos without a type

/** What residents call a file, one of several: cameras' names for photos (IMG_2034.jpg) say nothing, a document's does. */
export function called(file, place, count) {
  const type = file.media_type ?? file.type;
  if (PICTURES.test(type) || PHOTO_NAME.test(file.name ?? "")) return words.photoOf(place, count);
  return file.name || words.file;
}

export class Files {
  constructor(connection, { framed }) {
    this.connection = connection;
    this.framed = framed; // in another site's page our cookie does not travel
    this.known = new Map();
    this.waiting = new WeakMap();
    this.watcher = new IntersectionObserver((seen) => {
      for (const one of seen) if (one.isIntersecting) this.show(one.target);
    }, { rootMargin: "200px" });
  }

  /** The page sent this file itself, so it need not be fetched again. */
  seed(address, file) {
    this.known.set(address, Promise.resolve(file));
  }

  get(address) {
    if (!this.known.has(address)) {
      const coming = this.connection.blob(address);
      coming.catch(() => this.known.delete(address));
      this.known.set(address, coming);
    }
    return this.known.get(address);
  }

  /** A file of a message, one of several there: a small picture, or its name. */
  piece(file, place = 1, count = 1) {
    const name = called(file, place, count);
    const open = (event) => this.open(event, file);
    if (!PICTURES.test(file.media_type)) return this.chip(file.url, name, open);
    const image = el("img", { alt: words.sentPhoto(name), class: "thumb-image" });
    const link = el("a", { href: file.url, class: "thumb", target: "_blank", rel: "noopener", onclick: open }, image);
    this.lazy(image, file.url, () => link.replaceWith(this.chip(file.url, name, open)));
    return link;
  }

  /** A picture whose file comes when it is in view; `failed` when it can't be shown. */
  lazy(image, address, failed) {
    this.waiting.set(image, { address, failed });
    this.watcher.observe(image);
  }

  async show(image) {
    this.watcher.unobserve(image);
    const { address, failed } = this.waiting.get(image);
    try {
      const source = await small(await this.get(address));
      image.addEventListener("error", failed, { once: true });
      image.src = source;
    } catch {
      failed(); // gone, or nothing a browser can draw: its name is enough
    }
  }

  chip(address, name, open) {
    return el("a", { href: address, class: "chip", target: "_blank", rel: "noopener", onclick: open }, name);
  }

  /** In a frame of another site: save the file; else the browser opens the address. */
  async open(event, file) {
    if (!this.framed) return;
    event.preventDefault();
    await this.save(file.url, file.name || words.file);
  }

  async save(address, name) {
    const source = URL.createObjectURL(await this.get(address));
    const link = el("a", { href: source, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(source), 60000);
  }
}

/** An address of the picture in small. */
async function small(blob) {
  if (blob.type === "image/svg+xml" || !window.createImageBitmap) return URL.createObjectURL(blob);
  const picture = await createImageBitmap(blob);
  const scale = Math.min(1, SMALL / Math.max(picture.width, picture.height));
  const canvas = el("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const done = await new Promise((ready) => canvas.toBlob(ready, "image/jpeg", 0.85));
  return URL.createObjectURL(done);
}

const LARGE_SIDE = 3000; // an A4 page at 250 dots an inch: what the checks read well
const LARGE_BYTES = 1500000;

/** The picture made smaller when it is larger than the checks need; else, or when that fails, the file itself. */
export async function lighter(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return file;
  try {
    const picture = await createImageBitmap(file);
    const side = Math.max(picture.width, picture.height);
    if (side <= LARGE_SIDE && file.size <= LARGE_BYTES) return file;
    const scale = Math.min(1, LARGE_SIDE / side);
    const canvas = el("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((ready) => canvas.toBlob(ready, "image/jpeg", 0.9));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.(png|webp|jpe?g)$/i, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // the checks will say what is wrong with it
  }
}
