// The page: its parts made and joined.
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { el, memory } from "./dom.js";
import { Files } from "./files.js";
import { Guides } from "./guides.js";
import { Log } from "./log.js";
import { marked } from "./marks.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Picker } from "./picker.js";
import { Progress } from "./progress.js";
import { Thinking } from "./thinking.js";
import { Uploads } from "./uploads.js";
import { words } from "./words.js";

const byId = (id) => document.getElementById(id);

const panel = new Panel(byId("close-panel"));
const connection = new Connection({ opened, message: heard, ready, working: (yes) => thinking.set(yes), online });
const notices = new Notices(byId("notices"), connection, () => guides.open());
const thinking = new Thinking(byId("thinking"));
const files = new Files(connection, { framed: panel.framed });
const uploads = new Uploads(connection, files, byId("tray"), (text) => notices.brief(text));
const picker = new Picker(uploads);
uploads.retake = (material) => picker.pick(material);
uploads.nameOf = (material) => progress.nameOf(material);
uploads.begun = (material) => material === null && log.end(); // who sends from the list goes on with the list
uploads.leave = () => composer.field.focus({ preventScroll: true });
const progress = new Progress(connection, byId("progress"), stands);
const log = new Log(byId("log"), byId("to-end"), {
  files,
  press: (one) => {
    uploads.clear();
    outbox.add({ button: one.token, label: one.label });
  },
  pick: (material) => picker.pick(material),
  pickNamed: (name) => picker.pick(progress.keyOf(name)),
  follow: (item, set) => progress.follow(item, set),
  seen,
  reached: () => notices.set("why"),
});
const outbox = new Outbox(connection, {
  changed: (entry, state) => log.addPending(entry, state === "waiting" ? words.notSent : ""),
  refused: (entry, error) => log.refuse(entry, error.message),
  sent: (message) => {
    log.add(message, true);
    // A person needs longer than a machine, and nobody knows how long.
    if (!document.documentElement.classList.contains("with-person")) thinking.set(true);
  },
});
const guides = new Guides(connection, byId("guides"), say, files);
const composer = new Composer(byId("composer"), say);
const suggestions = el("div", { class: "suggestions", role: "group", "aria-label": words.suggest },
  words.suggestions.map((text) => el("button", { type: "button", class: "choice", onclick: (event) => suggested(event, text) }, text)));

let conversation = null;
let first = true;

/** The conversation is known: what was said is coming, and then what still waits here. */
function opened(answer) {
  if (conversation !== null && conversation !== answer.conversation) log.clear();
  conversation = answer.conversation;
  uploads.limit = answer.limits.upload_bytes;
  composer.field.maxLength = answer.limits.text;
  if (memory.get("plain") === null) setPlain(answer.plain_mode);
  first = true;
}

function ready() {
  if (first) {
    for (const entry of outbox.waiting) log.addPending(entry, words.notSent);
    log.end();
    byId("log").setAttribute("aria-live", "polite");
  }
  first = false;
  outbox.flush();
  uploads.next();
  progress.look();
  suggest();
}

function heard(message) {
  if (message.client_key) outbox.confirm(message.client_key);
  if (!log.add(message, !first) || first) return;
  if (message.card?.kind === "verdict") uploads.clearHints();
  // Who goes on with the list above does not see it come.
  if (message.card?.kind === "verdict" && message.card.verdict === "fix" && log.missesNewest()) notices.set("why", el("p", {}, words.whyBelow(message.card.material)));
  if (message.card?.kind === "plain_mode") setPlain(true, { tell: false });
  if (message.from !== "resident") {
    thinking.answered();
    panel.heard(message);
  }
  progress.look();
  suggest();
}

function online(yes) {
  notices.online(yes);
  if (!yes) return;
  outbox.flush();
  uploads.next();
}

function stands(standing) {
  document.documentElement.classList.toggle("with-person", standing.person === "taken");
  byId("human").setAttribute("aria-pressed", String(standing.person !== null));
}

/** The picture a verdict is about, with what was found drawn on it. */
function seen(card) {
  const image = el("img", { class: "verdict-picture", alt: words.picture(card.material) });
  const shown = marked(image, card);
  files.lazy(image, `/api/v1/uploads/${card.upload_id}/file`, () => shown.remove());
  return shown;
}

/** Before anything was said: a few ways to begin. */
function suggest() {
  const begun = [...log.messages.values()].some(({ message }) => message.from === "resident") || log.pending.size > 0;
  if (begun) suggestions.remove();
  else if (!log.node.lastElementChild?.contains(suggestions)) log.node.lastElementChild?.append(suggestions);
}

function say(text) {
  uploads.clear();
  outbox.add({ text });
}

function suggested(event, text) {
  if (event.currentTarget.matches(":focus-visible")) composer.field.focus(); // the buttons go away
  say(text);
}

function setPlain(on, { tell = true } = {}) {
  document.documentElement.classList.toggle("plain", on);
  byId("plain").setAttribute("aria-pressed", String(on));
  if (memory.get("plain") !== (on ? "1" : "0") && (on || memory.get("plain") !== null)) memory.set("plain", on ? "1" : "0");
  if (tell && connection.opened) connection.ask("PUT", "/conversations/me/mode", { plain_mode: on }).catch(() => notices.online(false));
  log.end();
}

byId("plain").addEventListener("click", () => setPlain(!document.documentElement.classList.contains("plain")));
byId("open-guides").addEventListener("click", () => guides.open());
byId("human").addEventListener("click", () => say(words.human));
byId("files").addEventListener("click", () => picker.pick());
byId("camera").addEventListener("click", () => picker.photograph());
document.addEventListener("click", () => setTimeout(suggest));
document.addEventListener("keydown", () => setTimeout(suggest));
if (memory.get("plain") === "1") setPlain(true, { tell: false });
notices.watch();
connection.run();
