// The page on privacy: leaving a shared device.
import { Connection } from "./connection.js";
import { words } from "./words.js";

const left = document.getElementById("left");
document.getElementById("leave").addEventListener("click", async () => {
  left.textContent = (await new Connection().leave()) ? words.left : words.leftNot;
});
