// The page inside another site's panel: how it closes, and how it says that something new was said.
import { words } from "./words.js";

export class Panel {
  constructor(button) {
    this.framed = window.parent !== window;
    this.title = document.title;
    this.unread = 0;
    document.addEventListener("visibilitychange", () => document.hidden || this.read());
    if (!this.framed) return;
    document.documentElement.classList.add("panel");
    button.hidden = false;
    button.addEventListener("click", () => this.tell({ close: true }));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]")) this.tell({ close: true });
    });
    window.addEventListener("message", (event) => {
      if (event.source === window.parent && event.data?.yuban === "shown") document.getElementById("say").focus();
    });
  }

  /** The assistant or a person said something. */
  heard() {
    this.tell({ heard: true });
    if (!document.hidden) return;
    this.unread += 1;
    document.title = `（${this.unread}）${words.newMessage} · ${this.title}`;
  }

  read() {
    this.unread = 0;
    document.title = this.title;
  }

  /** Tell the site around us. Nothing of what was said: any site may listen. */
  tell(what) {
    if (this.framed) window.parent.postMessage({ yuban: what }, "*");
  }
}
