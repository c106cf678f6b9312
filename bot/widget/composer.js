// Where the resident types: Enter sends, except while an input method is composing; the field grows with its text.
const COMPOSING = 229; // what older browsers say of a key that an input method takes
const AFTER = 80; // Safari ends the composition just before the Enter that ended it

export class Composer {
  constructor(form, send) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.send = send;
    this.ended = 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("compositionend", () => (this.ended = Date.now()));
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.grow());
    window.addEventListener("resize", () => {
      if (document.activeElement === this.field) form.scrollIntoView({ block: "end" }); // a keyboard came onto the screen
    });
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === COMPOSING || Date.now() - this.ended < AFTER) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) {
      this.field.focus();
      return;
    }
    this.field.value = "";
    this.grow();
    this.send(text);
    this.field.focus();
  }

  grow() {
    this.field.style.height = "auto";
    if (this.field.value) this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }
}
