"""Drawing on paper: fonts, texts, tables, seals, handwriting and the 样本 mark."""

import io
import math
import random
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

INK = (28, 28, 30)
RED = (196, 32, 38)
PEN = (24, 34, 92)
_FONTS = {
    "sans": ("NotoSansCJK-Regular.ttc", "SourceHanSansSC-Regular.otf", "wqy-zenhei.ttc", "msyh.ttc", "PingFang.ttc"),
    "bold": ("NotoSansCJK-Bold.ttc", "SourceHanSansSC-Bold.otf", "wqy-zenhei.ttc", "msyhbd.ttc", "PingFang.ttc"),
    "serif": ("NotoSerifCJK-Regular.ttc", "SourceHanSerifSC-Regular.otf", "uming.ttc", "simsun.ttc", "Songti.ttc"),
}
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)


#: Papers of this seed and above are drawn with fonts, layouts and faults that no threshold was tuned on.
HELD_OUT = 1000


def held_out(seed: int) -> bool:
    """Whether a seed belongs to the part that stays unseen while thresholds are tuned."""
    return seed >= HELD_OUT


class NoChineseFont(RuntimeError):
    """No font with Chinese characters was found on this machine."""

    def __init__(self) -> None:
        super().__init__("no Chinese font found: install fonts-noto-cjk (Debian, Ubuntu) or another CJK font")


@lru_cache(maxsize=8)
def _font_file(style: str) -> str:
    wanted = [*_FONTS[style], *(name for names in _FONTS.values() for name in names)]
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        for path in Path(folder).expanduser().rglob("*") if Path(folder).expanduser().is_dir() else ():
            found.setdefault(path.name, str(path))
    for name in wanted:
        if name in found:
            return found[name]
    raise NoChineseFont


@lru_cache(maxsize=64)
def font(size: int, style: str = "sans") -> ImageFont.FreeTypeFont:
    """A Chinese font. Raises ``NoChineseFont``."""
    path = _font_file(style)
    # face 2 of the Noto collections is the simplified Chinese one
    return ImageFont.truetype(path, size, index=2 if "CJK" in path else 0)


class Sheet:
    """A sheet of paper to write on."""

    def __init__(self, width: int, height: int, colour: tuple[int, int, int] = (252, 251, 247), seed: int = 0) -> None:
        self.image = Image.new("RGB", (width, height), colour)
        self.draw = ImageDraw.Draw(self.image)
        self.rng = random.Random(f"sheet {seed}")  # noqa: S311 — the same every time, on purpose
        self.unseen = held_out(seed)
        self.print, self.pen = ("serif", "sans") if self.unseen else ("sans", "serif")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int = 34,
        colour: tuple[int, int, int] = INK,
        style: str = "",
        gap: float = 0,
    ) -> float:
        """Write, with ``gap`` pixels between characters; gives where the text ends."""
        style = style or self.print
        if not gap:
            self.draw.text((x, y), text, colour, font(size, style))
            return x + self.draw.textlength(text, font(size, style))
        for char in text:
            self.draw.text((x, y), char, colour, font(size, style))
            x += self.draw.textlength(char, font(size, style)) + gap
        return x

    def centred(
        self, y: float, text: str, size: int, colour: tuple[int, int, int] = INK, style: str = "bold", gap: float = 0
    ) -> None:
        """Write in the middle of the sheet."""
        width = self.draw.textlength(text, font(size, style)) + gap * (len(text) - 1)
        self.text((self.image.width - width) / 2, y, text, size, colour, style, gap)

    def wrapped(self, x: float, y: float, text: str, width: float, size: int = 34) -> float:
        """Write in lines at most ``width`` wide; gives where the next line would begin."""
        line = ""
        for char in text + "\n":
            if char == "\n" or self.draw.textlength(line + char, font(size, self.print)) > width:
                self.draw.text((x, y), line, INK, font(size, self.print))
                y += size * 1.45
                line = ""
            if char != "\n":
                line += char
        return y

    def handwritten(self, x: float, y: float, text: str, size: int = 36) -> float:
        """Write as with a pen: every character a little turned, moved and resized."""
        for char in text:
            tile = Image.new("L", (size * 2, size * 2), 0)
            ImageDraw.Draw(tile).text(
                (size // 2, size // 3), char, 255, font(size + self.rng.randrange(-3, 4), self.pen)
            )
            tile = tile.rotate(self.rng.uniform(-7, 7), Image.Resampling.BICUBIC)
            spot = (int(x - size // 2), int(y - size // 3 + self.rng.uniform(-3, 3)))
            self.image.paste(Image.new("RGB", tile.size, PEN), spot, tile)
            x += self.draw.textlength(char, font(size)) * self.rng.uniform(0.94, 1.1)
        return x

    def scribble(self, x: float, y: float, width: float = 170, height: float = 50) -> None:
        """A signature that nobody can read."""
        for _ in range(3):
            points = [
                (
                    x + width * t / 24,
                    y + height * (0.5 + 0.5 * math.sin(t * self.rng.uniform(0.5, 1.4) + self.rng.uniform(0, 2))),
                )
                for t in range(25)
            ]
            self.draw.line(points, PEN, 4, joint="curve")

    def seal(self, x: float, y: float, radius: float, words: str) -> None:
        """A round red seal with its words along the rim and a star."""
        size = int(radius * 2.4)
        layer = Image.new("RGBA", (size, size), (0, 0, 0, 0))
        pen = ImageDraw.Draw(layer)
        centre = size / 2
        colour = (*RED, 205)
        pen.ellipse(
            (centre - radius, centre - radius, centre + radius, centre + radius),
            outline=colour,
            width=max(4, int(radius / 18)),
        )
        star = [
            (
                centre + radius * (0.3 if i % 2 == 0 else 0.13) * math.sin(i * math.pi / 5),
                centre - radius * (0.3 if i % 2 == 0 else 0.13) * math.cos(i * math.pi / 5),
            )
            for i in range(10)
        ]
        pen.polygon(star, fill=colour)
        for i, char in enumerate(words):
            angle = -130 + 260 * i / max(1, len(words) - 1)
            tile = Image.new("RGBA", (int(radius * 0.5), int(radius * 0.5)), (0, 0, 0, 0))
            ImageDraw.Draw(tile).text(
                (tile.width / 2, tile.height / 2), char, colour, font(int(radius * 0.24), "serif"), anchor="mm"
            )
            tile = tile.rotate(-angle, Image.Resampling.BICUBIC)
            at = (
                centre + radius * 0.76 * math.sin(math.radians(angle)),
                centre - radius * 0.76 * math.cos(math.radians(angle)),
            )
            layer.alpha_composite(tile, (int(at[0] - tile.width / 2), int(at[1] - tile.height / 2)))
        layer = layer.rotate(self.rng.uniform(-12, 12), Image.Resampling.BICUBIC)
        self.image.paste(layer, (int(x - centre), int(y - centre)), layer)

    def code(self, x: int, y: int, text: str, size: int = 220) -> None:
        """A QR code."""
        png = io.BytesIO()
        segno.make(text, error="m").save(png, kind="png", scale=6, border=2)
        drawn = Image.open(png).convert("RGB").resize((size, size), Image.Resampling.NEAREST)
        self.image.paste(drawn, (x, y))

    def mark(self) -> None:
        """样本 across the sheet, several times, pale: readable by people, and off the lines that matter."""
        layer = Image.new("RGBA", self.image.size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(layer)
        size = max(40, min(self.image.size) // 7)
        for row in range(2):
            for column in range(2):
                spot = (self.image.width * (0.3 + 0.42 * column), self.image.height * (0.33 + 0.4 * row))
                pen.text(spot, "样本", (70, 84, 130, 46), font(size, "bold"), anchor="mm")
        layer = layer.rotate(18, Image.Resampling.BICUBIC)
        self.image.paste(layer, (0, 0), layer)
        self.draw = ImageDraw.Draw(self.image)


def face(sheet: Sheet, x: int, y: int, width: int, height: int, ground: tuple[int, int, int] = (206, 221, 236)) -> None:
    """A drawn face that is plainly a drawing."""
    pen = sheet.draw
    pen.rectangle((x, y, x + width, y + height), ground)
    pen.ellipse((x + width * 0.12, y + height * 0.66, x + width * 0.88, y + height * 1.2), (70, 80, 104))
    pen.rectangle((x - 2, y + height, x + width + 2, y + height * 1.22), sheet.image.getpixel((max(0, x - 4), y)))
    pen.ellipse((x + width * 0.27, y + height * 0.18, x + width * 0.73, y + height * 0.7), (232, 200, 176))
    pen.pieslice((x + width * 0.24, y + height * 0.12, x + width * 0.76, y + height * 0.62), 180, 360, (48, 40, 38))
    for eye in (0.41, 0.59):
        pen.ellipse(
            (x + width * (eye - 0.03), y + height * 0.43, x + width * (eye + 0.03), y + height * 0.46), (40, 36, 36)
        )
    pen.arc((x + width * 0.42, y + height * 0.52, x + width * 0.58, y + height * 0.6), 20, 160, (150, 80, 76), 3)
