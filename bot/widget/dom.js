// Small helpers for making elements. Text only ever becomes text: nothing from outside is parsed as HTML.
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.includes("-") && typeof value !== "object") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  ok: "M5 12.5l4.5 4.5L19 7.5",
  fix: "M7 7l10 10M17 7L7 17",
  wait: "M12 6.5V12l3.5 2",
  person: "M12 12.2a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5.5 19c.8-3.3 3.3-4.8 6.5-4.8s5.7 1.5 6.5 4.8",
  none: "M12 8v8M8 12h8",
};

/** A small drawn mark; it says nothing by itself, so readers skip it. */
export function mark(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("mark", `mark-${kind}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[kind] ?? PATHS.none);
  svg.append(path);
  return svg;
}

const LINKS = /https?:\/\/[^\s，。；、）)」]+|\d[\d-]{3,}\d/g; // no look-behind: older iPhones can't read it
const PHONE = /^(0\d{2,3}-?\d{4}-?\d{3,4}|12345|1[3-9]\d{9})$/;

/** Text with its web addresses and phone numbers made pressable. */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    const web = match[0].startsWith("http");
    if (!web && !PHONE.test(match[0])) continue;
    parts.push(text.slice(from, match.index));
    const href = web ? match[0] : `tel:${match[0].split("-").join("")}`;
    parts.push(el("a", { href, rel: "noopener noreferrer", target: web ? "_blank" : undefined }, match[0]));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A key nobody else makes, for telling a retry from a second request. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Storage that outlives a reload where the browser allows it, and the page's own memory where it doesn't. */
export const memory = {
  held: new Map(),
  get(key) {
    try {
      return localStorage.getItem(`yuban.${key}`) ?? this.held.get(key) ?? null;
    } catch {
      return this.held.get(key) ?? null;
    }
  },
  set(key, value) {
    this.held.set(key, value);
    try {
      localStorage.setItem(`yuban.${key}`, value);
    } catch {
      return; // blocked or full: the page's own memory has it
    }
  },
  drop(key) {
    this.held.delete(key);
    try {
      localStorage.removeItem(`yuban.${key}`);
    } catch {
      return; // blocked: there is nothing to remove
    }
  },
};
