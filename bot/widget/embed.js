// For other sites: <script src="https://…/widget/embed.js" defer></script> puts a button at the corner of the page
// that opens Yuban in a panel. data-side="left" puts it left, data-label names it. Elements with data-yuban-open open
// it too. No style sheet, no markup strings: it works under a strict Content-Security-Policy that allows this origin.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.yuban) return;
  const origin = new URL(script.src).origin;
  const side = script.dataset.side === "left" ? "left" : "right";
  const label = script.dataset.label || "办事咨询";
  const narrow = window.matchMedia("(max-width: 540px), (max-height: 480px)");
  let frame = null;
  let open = false;

  function dress(node, styles) {
    node.style.setProperty("all", "initial");
    for (const [name, value] of Object.entries(styles)) node.style.setProperty(name, value);
    return node;
  }

  function drawing() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "26", height: "26", "aria-hidden": "true" })) svg.setAttribute(name, value);
    path.setAttribute("d", "M4 5.5h16a1 1 0 0 1 1 1v9.6a1 1 0 0 1-1 1h-8.2L7 21v-3.9H4a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1zM8 11.3l2.9 2.9L16.2 9");
    for (const [name, value] of Object.entries({ fill: "none", stroke: "#fff", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round" })) path.setAttribute(name, value);
    svg.append(path);
    return svg;
  }

  const button = dress(document.createElement("button"), {
    position: "fixed", [side]: "20px", bottom: "20px", "z-index": "2147483000", display: "inline-flex", "align-items": "center", gap: "8px",
    "box-sizing": "border-box", "min-height": "56px", padding: "10px 20px 10px 16px", border: "2px solid #fff", "border-radius": "28px", background: "#0b5c6b", color: "#fff",
    font: "600 17px/1.3 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    cursor: "pointer", "box-shadow": "0 4px 18px rgba(8, 67, 78, .35)",
  });
  const text = document.createElement("span");
  const dot = dress(document.createElement("span"), { display: "none", position: "absolute", top: "2px", [side]: "8px", width: "14px", height: "14px", "border-radius": "50%", background: "#c8402f", border: "2px solid #fff" });
  text.textContent = label;
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "dialog");
  button.append(drawing(), text, dot);
  button.addEventListener("focus", () => button.matches(":focus-visible") && button.style.setProperty("outline", "3px solid #e08a00"));
  button.addEventListener("blur", () => button.style.removeProperty("outline"));
  button.addEventListener("click", () => (open ? close() : show()));

  function make() {
    frame = document.createElement("iframe");
    frame.title = "预办 · 政务服务预约预审";
    frame.id = "yuban-panel";
    frame.src = `${origin}/?panel`;
    frame.allow = "camera";
    button.setAttribute("aria-controls", frame.id);
    frame.addEventListener("load", () => open && frame.contentWindow.postMessage({ yuban: "shown" }, origin));
    size();
    document.body.append(frame);
  }

  function size() {
    if (!frame) return;
    const small = narrow.matches;
    dress(frame, {
      display: open ? "block" : "none", position: "fixed", "z-index": "2147483001", border: "0", background: "#f5f4f0", "color-scheme": "light",
      [side]: small ? "0" : "20px", bottom: small ? "0" : "88px", width: small ? "100%" : "min(420px, calc(100vw - 40px))", height: small ? "100%" : "min(680px, calc(100vh - 108px))",
      "border-radius": small ? "0" : "16px", "box-shadow": "0 12px 48px rgba(28, 39, 51, .3)",
    });
  }

  function show() {
    open = true;
    dot.style.setProperty("display", "none");
    button.setAttribute("aria-expanded", "true");
    if (frame) {
      size();
      frame.contentWindow.postMessage({ yuban: "shown" }, origin);
    } else make();
    frame.focus();
  }

  function close() {
    open = false;
    button.setAttribute("aria-expanded", "false");
    size();
    button.focus();
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.origin !== origin || event.source !== frame.contentWindow) return;
    const said = event.data && event.data.yuban;
    if (said && said.close) close();
    else if (said && said.heard && !open) dot.style.setProperty("display", "block");
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && open && close());
  document.addEventListener("click", (event) => {
    const opener = event.target.closest && event.target.closest("[data-yuban-open]");
    if (!opener) return;
    event.preventDefault();
    show();
  });
  narrow.addEventListener("change", size);
  document.body.append(button);
  window.yuban = { open: show, close };
})();
