// A first look at a photo here in the browser: too dark, blurred, too far away, not whole. It only ever offers to take it again;
// the photo is on its way meanwhile, and what can't be looked at here is simply sent. The hall's checks decide.

const SIDE = 480; // pixels of the long side that is looked at
const TILE = 32;
const DARK = 50; // mean grey of 255
const BLURRED = 0.15; // detail of the sharpest tenth of the tiles, by brightness; good photos have 0.35 and more
const FAR = 0.1; // share of the picture that holds something
const EDGE = 0.5; // share of the tiles along one side that hold something
const LEAST = 700; // pixels of the long side

/** What to tell of a photo: "dark", "blurred", "small", "far" or "cut"; null when nothing is to be seen. */
export async function look(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) return null;
  try {
    const picture = await createImageBitmap(file);
    const side = Math.max(picture.width, picture.height);
    const scale = Math.min(1, SIDE / side);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    if (canvas.width < 3 * TILE || canvas.height < 3 * TILE) return side < LEAST ? "small" : null;
    return judge(measure(pen.getImageData(0, 0, canvas.width, canvas.height)), side);
  } catch {
    return null; // not for this browser: the hall looks at it
  }
}

export function judge({ grey, detail, held, edge }, side) {
  if (grey < DARK) return "dark";
  if (detail < 2) return null; // an empty sheet: there is nothing to be sharp; the hall says so
  if (detail / Math.max(grey, 1) < BLURRED && grey < 250) return detail < 4 && held > 0.6 ? null : "blurred";
  if (side < LEAST) return "small";
  if (held < FAR) return "far";
  return edge > EDGE ? "cut" : null;
}

/** Mean grey, detail of the sharpest tenth, share of tiles that hold something, and the fullest side's share. */
export function measure({ data, width, height }) {
  const grey = new Float32Array(width * height);
  let sum = 0;
  for (let at = 0; at < grey.length; at++) {
    grey[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
    sum += grey[at];
  }
  const across = Math.floor((width - 2) / TILE);
  const down = Math.floor((height - 2) / TILE);
  const tiles = [];
  for (let row = 0; row < down; row++) for (let column = 0; column < across; column++) tiles.push(spread(grey, width, 1 + column * TILE, 1 + row * TILE));
  const sorted = [...tiles].sort((a, b) => b - a);
  const tenth = Math.max(1, Math.floor(tiles.length / 10));
  const detail = sorted.slice(0, tenth).reduce((all, one) => all + one, 0) / tenth;
  const full = tiles.map((one) => one > detail * 0.45);
  const share = (keep) => {
    const some = full.filter((_, at) => keep(Math.floor(at / across), at % across));
    return some.length ? some.filter(Boolean).length / some.length : 0;
  };
  const edges = [share((row) => row === 0), share((row) => row === down - 1), share((_, column) => column === 0), share((_, column) => column === across - 1)];
  return { grey: sum / grey.length, detail, held: share(() => true), edge: Math.max(...edges) };
}

/** How much the Laplacian varies in a tile. */
function spread(grey, width, left, top) {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < top + TILE; y++) {
    for (let x = left; x < left + TILE; x++) {
      const at = y * width + x;
      const bend = 4 * grey[at] - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width];
      sum += bend;
      squares += bend * bend;
    }
  }
  const count = TILE * TILE;
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
