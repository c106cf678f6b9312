// Where files come from: the two buttons, a card's button, the clipboard, a drop on the page.
const KINDS = "image/*,.heic,.heif,application/pdf,.pdf,.docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document";

export class Picker {
  constructor(uploads) {
    this.uploads = uploads;
    this.material = null;
    this.camera = this.input({ accept: "image/*", capture: "environment" });
    this.files = this.input({ accept: KINDS, multiple: "" });
    this.watchDrops();
    document.addEventListener("paste", (event) => this.take(event, event.clipboardData));
  }

  /** Ask for files, for a material if that is known. */
  pick(material = null) {
    this.material = material;
    this.files.click();
  }

  photograph() {
    this.material = null;
    this.camera.click();
  }

  input(attributes) {
    const input = document.createElement("input");
    input.type = "file";
    input.hidden = true;
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("change", () => {
      this.uploads.add(input.files, this.material);
      input.value = "";
    });
    document.body.append(input);
    return input;
  }

  take(event, from) {
    if (!from?.files.length) return;
    event.preventDefault();
    this.uploads.add(from.files);
  }

  watchDrops() {
    const cover = document.getElementById("drop");
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    window.addEventListener("dragenter", (event) => {
      if (carries(event)) cover.hidden = false;
    });
    window.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
    cover.addEventListener("dragleave", () => (cover.hidden = true));
    window.addEventListener("drop", (event) => {
      cover.hidden = true;
      this.take(event, event.dataTransfer);
    });
  }
}
