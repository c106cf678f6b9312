// The little that the console does in the browser. Every form also works without it.
"use strict";

(() => {
  // --- answering a resident -------------------------------------------------------------------------------------

  // Enter sends; not while an input method is composing (keyCode 229 is what older browsers report then).
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement) || !("enterSends" in box.dataset)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("reply" in form.dataset)) return;
    if (!event.detail.successful) return;
    // A fresh key for the next answer; the same key sent twice is one answer.
    form.querySelector("[data-client-key]").value = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
    const box = form.querySelector("textarea");
    box.value = "";
    box.focus();
    document.getElementById("problem").textContent = "";
  });

  // An error's words go where the form is, whatever the status.
  document.addEventListener("htmx:responseError", (event) => {
    const place = document.getElementById("problem");
    if (!place || event.detail.requestConfig.verb === "get") return;
    const parsed = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    place.replaceChildren(...Array.from(parsed.body.children));
  });

  // The server sends only what is new, but two requests may have crossed.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    for (const said of event.detail.fragment.querySelectorAll(".said[id]")) {
      if (document.getElementById(said.id)) said.remove();
    }
  });

  const follow = () => {
    for (const log of document.querySelectorAll("[data-follow]")) log.scrollTop = log.scrollHeight;
  };
  document.addEventListener("htmx:oobAfterSwap", follow);

  // A keyboard on the screen makes the talk lower: who was at its end stays there.
  const stay = (log) => {
    let end = true;
    log.addEventListener("scroll", () => { end = log.scrollHeight - log.scrollTop - log.clientHeight < 60; });
    new ResizeObserver(() => { if (end) log.scrollTop = log.scrollHeight; }).observe(log);
  };

  // --- the connection -------------------------------------------------------------------------------------------

  const offline = (shown) => {
    const toast = document.getElementById("offline");
    if (toast) toast.hidden = !shown;
  };
  document.addEventListener("htmx:sendError", () => offline(true));
  document.addEventListener("htmx:afterOnLoad", () => offline(false));

  // --- pictures -------------------------------------------------------------------------------------------------

  class Viewer {
    constructor(figure) {
      this.figure = figure;
      this.stage = figure.querySelector(".viewer-stage");
      this.sheet = figure.querySelector(".viewer-sheet");
      this.image = figure.querySelector("img");
      this.tallest = this.stage.clientHeight || 380;  // the picture makes it lower, never higher
      this.zoom = 1;
      this.turned = 0;
      this.page = 0;
      this.pages = Number(figure.dataset.pages || "1");
      figure.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) this.do(button.dataset.do);
      });
      this.stage.addEventListener("dblclick", () => this.do(this.zoom > 1 ? "reset" : "in"));
      this.stage.addEventListener("keydown", (event) => {
        const deed = { "+": "in", "=": "in", "-": "out", "0": "reset", "r": "right", "l": "left" }[event.key];
        if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        this.do(deed);
      });
      this.stage.addEventListener("wheel", (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.do(event.deltaY < 0 ? "in" : "out");
      }, { passive: false });
      this.image.addEventListener("load", () => this.draw());
      this.image.addEventListener("error", () => this.fail());
      new ResizeObserver(() => this.draw()).observe(this.stage);
      this.drag();
      this.boxes();
      if (this.image.complete && !this.image.naturalWidth && this.image.src) this.fail();
      this.draw();
    }

    do(deed) {
      if (deed === "in") this.zoom = Math.min(8, this.zoom * 1.5);
      if (deed === "out") this.zoom = Math.max(1, this.zoom / 1.5);
      if (deed === "left") this.turned = (this.turned + 270) % 360;
      if (deed === "right") this.turned = (this.turned + 90) % 360;
      if (deed === "reset") { this.zoom = 1; this.turned = 0; }
      if (deed === "next") this.open(this.page + 1);
      if (deed === "back") this.open(this.page - 1);
      this.draw();
    }

    open(page) {
      if (page < 0 || page >= this.pages || page === this.page) return;
      this.page = page;
      this.image.src = this.figure.dataset.address + page;
      this.boxes();
    }

    // The sheet is laid out at its size before it is turned; margins make room for it after.
    draw() {
      const width = this.image.naturalWidth, height = this.image.naturalHeight;
      if (!width || !height) return;
      const across = this.turned % 180 ? height : width, down = this.turned % 180 ? width : height;
      this.stage.style.height = `${Math.max(140, Math.min(this.tallest, ((this.stage.clientWidth - 8) * down) / across + 8))}px`;
      const fit = Math.min((this.stage.clientWidth - 8) / across, (this.stage.clientHeight - 8) / down);
      const scale = fit * this.zoom;
      this.image.style.width = `${width * scale}px`;
      this.image.style.height = `${height * scale}px`;
      const gap = ((across - width) * scale) / 2, drop = ((down - height) * scale) / 2;
      this.sheet.style.margin = `${drop}px ${gap}px`;
      this.sheet.style.transform = this.turned ? `rotate(${this.turned}deg)` : "";
      this.stage.classList.toggle("is-zoomed", this.zoom > 1.01);
      const label = this.figure.querySelector("[data-page]");
      if (label) label.textContent = `${this.page + 1} / ${this.pages}`;
      for (const [deed, off] of [["back", this.page === 0], ["next", this.page >= this.pages - 1]]) {
        const button = this.figure.querySelector(`[data-do=${deed}]`);
        if (button) button.disabled = off;
      }
    }

    boxes() {
      for (const box of this.figure.querySelectorAll("[data-on]")) {
        box.toggleAttribute("hidden", Number(box.dataset.on) !== this.page);
      }
    }

    show(number, page) {
      this.open(page);
      for (const box of this.figure.querySelectorAll("rect[data-finding]")) {
        box.classList.toggle("is-shown", box.dataset.finding === number);
      }
      this.figure.scrollIntoView({ block: "nearest" });
    }

    drag() {
      let from = null;
      this.stage.addEventListener("pointerdown", (event) => {
        if (event.pointerType !== "mouse" || event.button !== 0) return;
        from = [event.clientX + this.stage.scrollLeft, event.clientY + this.stage.scrollTop];
      });
      window.addEventListener("pointermove", (event) => {
        if (!from) return;
        this.stage.scrollTo(from[0] - event.clientX, from[1] - event.clientY);
      });
      window.addEventListener("pointerup", () => { from = null; });
      this.image.addEventListener("dragstart", (event) => event.preventDefault());
    }

    fail() {
      this.sheet.hidden = true;
      const words = this.figure.querySelector(".viewer-failed");
      if (words) words.hidden = false;
    }
  }

  // --- the decision stays in sight -------------------------------------------------------------------------------

  // As long as it fits: a long form is part of the page and scrolls with it, never in itself.
  class Stays {
    constructor(card) {
      this.card = card;
      const fit = () => this.fit();
      new ResizeObserver(fit).observe(card);
      window.addEventListener("resize", fit);
    }

    fit() {
      const fits = this.card.offsetHeight + 32 <= innerHeight;
      if (fits === this.card.classList.contains("stays")) return;
      const seen = this.card.getBoundingClientRect().top < innerHeight;
      this.card.classList.toggle("stays", fits);
      if (!fits && seen) this.card.scrollIntoView({ block: "start" });
    }
  }

  // --- what was typed outlives a reload ---------------------------------------------------------------------------

  const kept = (form) => `yuban.${form.dataset.keep}`;
  const keep = (form) => {
    const typed = {};
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || (field.type === "radio" && !field.checked)) continue;
      typed[field.name] = field.value;
    }
    try { sessionStorage.setItem(kept(form), JSON.stringify(typed)); } catch { return; } // full or blocked: not kept
  };
  const restore = (form) => {
    let typed = null;
    try { typed = JSON.parse(sessionStorage.getItem(kept(form)) || "null"); sessionStorage.removeItem(kept(form)); } catch { return; }
    for (const field of typed ? form.elements : []) {
      if (!(field.name in typed)) continue;
      if (field.type === "radio") field.checked = field.value === typed[field.name];
      else if (field.type !== "hidden" && !field.value) field.value = typed[field.name];
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reload]");
    if (!link) return;
    event.preventDefault();
    for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
    location.reload();
  });

  const start = () => {
    for (const form of document.querySelectorAll("form[data-keep]")) restore(form);
    for (const card of document.querySelectorAll("[data-stays]")) new Stays(card);
    const viewers = new Map();
    for (const figure of document.querySelectorAll(".viewer")) viewers.set(figure.id, new Viewer(figure));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-show]");
      const viewer = button && viewers.get(button.dataset.viewer);
      if (viewer) viewer.show(button.dataset.show, Number(button.dataset.on || "0"));
    });
    // A form is sent once, however often its button is pressed.
    document.addEventListener("submit", (event) => {
      if (event.target.hasAttribute("hx-post")) return;
      const sent = event.submitter;
      if (sent) setTimeout(() => { sent.disabled = true; }, 0);
    });
    window.addEventListener("pageshow", () => {
      for (const button of document.querySelectorAll("button[type=submit]")) button.disabled = false;
    });
    for (const log of document.querySelectorAll("[data-follow]")) stay(log);
    follow();
  };
  start();
})();
