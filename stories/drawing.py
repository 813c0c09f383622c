"""Pictures for the invented stories: drawn by the product itself with Pillow, the same each time, 1200 by 800."""

import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
SMALL = (600, 400)
# Drawn twice as large and made smaller, so that edges are smooth.
_SCALE = 2
INK, PINE, LEAF, SUN, CORAL, ROSE = "#3a2c22", "#0d5c4f", "#5f9f6e", "#f2a541", "#d9694b", "#e9a79a"
CREAM, SAND, WOOD, BARK, SKY, PLUM = "#fff6e6", "#f0d9b5", "#b9793f", "#8a5429", "#bfe0dd", "#6a4a7d"
Point = tuple[float, float]


class Sheet:
    """A sheet of paper with its own units: 1200 wide, 800 high, the origin at the upper left."""

    def __init__(self, colour: str) -> None:
        self.image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), colour)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, colour: str, round_by: float = 0) -> None:
        self.pen.rounded_rectangle([v * _SCALE for v in (x, y, x + w, y + h)], round_by * _SCALE, fill=colour)

    def dot(self, x: float, y: float, r: float, colour: str, high: float | None = None) -> None:
        """A disc, or an ellipse when it is not as high as wide."""
        tall = r if high is None else high
        self.pen.ellipse([v * _SCALE for v in (x - r, y - tall, x + r, y + tall)], fill=colour)

    def ring(self, x: float, y: float, r: float, colour: str, width: float) -> None:
        self.pen.ellipse([v * _SCALE for v in (x - r, y - r, x + r, y + r)], outline=colour, width=int(width * _SCALE))

    def shape(self, points: list[Point], colour: str) -> None:
        self.pen.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        """A line with round ends and corners."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self.pen.line(scaled, fill=colour, width=int(width * _SCALE), joint="curve")
        for x, y in points:
            self.dot(x, y, width / 2, colour)

    def arc(self, x: float, y: float, r: float, start: float, end: float, colour: str, width: float) -> None:
        self.pen.arc([v * _SCALE for v in (x - r, y - r, x + r, y + r)], start, end, fill=colour, width=int(width * _SCALE))

    def written(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _loaf(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.dot(x, y, size, WOOD, size * 0.55)
    sheet.dot(x, y - size * 0.08, size * 0.92, "#d39a56", size * 0.45)
    for step in (-0.45, 0, 0.45):
        sheet.line([(x + (step - 0.1) * size, y - size * 0.3), (x + (step + 0.1) * size, y + size * 0.1)], CREAM, size * 0.07)


def _flower(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    sheet.line([(x, y), (x, y + size * 3)], LEAF, size * 0.3)
    for turn in range(6):
        angle = math.tau * turn / 6
        sheet.dot(x + math.cos(angle) * size * 0.75, y + math.sin(angle) * size * 0.75, size * 0.55, colour)
    sheet.dot(x, y, size * 0.5, SUN)


def _plant(sheet: Sheet, x: float, y: float, size: float) -> None:
    for lean, up in ((-0.9, 1.5), (-0.45, 2.0), (0, 2.3), (0.45, 2.0), (0.9, 1.5)):
        top = (x + lean * size, y - up * size)
        sheet.line([(x, y), top], PINE, size * 0.1)
        sheet.dot(top[0], top[1], size * 0.3, LEAF, size * 0.42)
    sheet.shape([(x - size * 0.7, y - 6), (x + size * 0.7, y - 6), (x + size * 0.5, y + size), (x - size * 0.5, y + size)], CORAL)
    sheet.box(x - size * 0.8, y - 14, size * 1.6, size * 0.28, "#c25438", 6)


def _houses(sheet: Sheet, ground: float) -> None:
    rows = [
        (-20, 230, 250, ROSE),
        (200, 300, 190, SUN),
        (380, 250, 230, CORAL),
        (600, 330, 180, CREAM),
        (770, 240, 220, ROSE),
        (980, 290, 250, SAND),
    ]
    for x, high, wide, colour in rows:
        sheet.box(x, ground - high, wide, high, colour)
        sheet.shape([(x - 14, ground - high), (x + wide / 2, ground - high - 90), (x + wide + 14, ground - high)], BARK)
        for row in range(2):
            for column in range(2):
                sheet.box(x + wide * (0.18 + 0.4 * column), ground - high + 40 + 90 * row, wide * 0.24, 56, SKY, 6)


def bakery() -> Sheet:
    """A small bakery under a striped awning, loaves in the window."""
    sheet = Sheet("#fde3c0")
    sheet.dot(985, 170, 105, SUN)
    sheet.box(0, 650, WIDTH, 150, "#e2bd8d")
    for x in range(-60, WIDTH, 130):
        sheet.box(x, 700, 110, 18, "#d3aa76", 9)
    sheet.box(170, 150, 860, 520, CORAL, 26)
    sheet.box(170, 150, 860, 90, "#b9503a", 26)
    _loaf(sheet, 600, 196, 62)
    sheet.box(240, 350, 480, 250, CREAM, 16)
    sheet.box(256, 366, 448, 218, "#ffe7b3", 10)
    for x in (330, 480, 630):
        _loaf(sheet, x, 450, 60)
    sheet.box(256, 486, 448, 14, WOOD)
    for x in (310, 400, 490, 580, 660):
        sheet.dot(x, 555, 32, "#c98b49")
        sheet.arc(x, 555, 18, 0, 300, CREAM, 6)
    sheet.box(790, 340, 170, 330, PINE, 14)
    sheet.box(815, 370, 120, 130, SKY, 10)
    sheet.dot(940, 540, 11, SUN)
    for number in range(10):
        x, colour = 200 + number * 80, CREAM if number % 2 else PINE
        sheet.box(x, 250, 80, 70, colour)
        sheet.dot(x + 40, 320, 40, colour, 30)
    sheet.box(150, 664, 900, 22, BARK, 8)
    for x, colour in ((120, ROSE), (1075, SUN)):
        for lean in (-30, 0, 30):
            _flower(sheet, x + lean, 590 - abs(lean) * -0.6, 17, colour)
        sheet.box(x - 52, 640, 104, 70, WOOD, 10)
    return sheet


def tailor() -> Sheet:
    """A sewing machine at a window, reels of thread, a dress on a stand."""
    sheet = Sheet("#f4d3c8")
    sheet.box(90, 80, 430, 400, CREAM, 20)
    sheet.box(112, 102, 386, 356, SKY, 10)
    sheet.dot(400, 200, 56, SUN)
    sheet.dot(222, 410, 108, LEAF, 52)
    sheet.dot(392, 418, 104, "#79b184", 44)
    sheet.box(112, 410, 386, 56, LEAF)
    sheet.box(90, 458, 430, 40, CREAM, 12)
    sheet.box(296, 102, 18, 356, CREAM)
    sheet.box(0, 610, WIDTH, 190, WOOD)
    sheet.box(0, 610, WIDTH, 26, BARK)
    # The machine.
    sheet.box(330, 560, 500, 58, PINE, 16)
    sheet.box(700, 330, 100, 250, PINE, 20)
    sheet.box(390, 310, 410, 100, PINE, 46)
    sheet.box(390, 340, 70, 130, PINE, 18)
    sheet.box(415, 470, 18, 84, "#d8d2c8", 6)
    sheet.dot(830, 370, 58, SUN)
    sheet.dot(830, 370, 24, PINE)
    sheet.box(520, 345, 150, 26, SUN, 12)
    sheet.box(600, 250, 22, 60, BARK)
    sheet.box(576, 256, 70, 52, ROSE, 10)
    sheet.shape([(120, 590), (470, 560), (470, 600), (300, 700), (150, 760), (60, 690)], CORAL)
    for x in range(140, 430, 58):
        sheet.dot(x, 650 - (x - 140) * 0.12, 13, CREAM)
    # The dress.
    sheet.box(1000, 130, 16, 480, BARK)
    sheet.shape([(945, 180), (1071, 180), (1050, 290), (966, 290)], PLUM)
    sheet.shape([(966, 286), (1050, 286), (1130, 500), (886, 500)], PLUM)
    for x in range(920, 1110, 46):
        sheet.dot(x, 470, 12, SUN)
    for x, colour in ((905, CORAL), (985, PLUM), (1065, SUN)):
        sheet.box(x - 36, 540, 72, 14, BARK, 6)
        sheet.box(x - 28, 554, 56, 64, colour, 8)
        sheet.box(x - 36, 612, 72, 14, BARK, 6)
    return sheet


def _clock(sheet: Sheet, x: float, y: float, r: float, colour: str, hour: float, minute: float) -> None:
    sheet.dot(x, y, r, colour)
    sheet.dot(x, y, r * 0.82, CREAM)
    for mark in range(12):
        angle = math.tau * mark / 12
        inner, outer = r * 0.66, r * 0.74
        sheet.line(
            [(x + math.cos(angle) * inner, y + math.sin(angle) * inner), (x + math.cos(angle) * outer, y + math.sin(angle) * outer)],
            INK,
            r * 0.05,
        )
    for turn, length, width in ((hour / 12, 0.38, 0.09), (minute / 60, 0.58, 0.06)):
        angle = math.tau * turn - math.pi / 2
        sheet.line([(x, y), (x + math.cos(angle) * r * length, y + math.sin(angle) * r * length)], INK, r * width)
    sheet.dot(x, y, r * 0.08, CORAL)


def workshop() -> Sheet:
    """A watchmaker's bench with tools and a lamp, three clocks on the wall."""
    sheet = Sheet("#dfe6d2")
    sheet.shape([(880, 330), (1010, 330), (1180, 620), (640, 620)], "#f7e7b5")
    _clock(sheet, 230, 210, 120, PINE, 10.1, 8)
    _clock(sheet, 520, 170, 84, CORAL, 4.5, 30)
    _clock(sheet, 760, 220, 104, SUN, 1.8, 48)
    sheet.box(510, 250, 20, 110, CORAL)
    sheet.dot(520, 380, 30, SUN)
    sheet.box(0, 610, WIDTH, 190, WOOD)
    sheet.box(0, 610, WIDTH, 30, BARK)
    for x in (170, 620, 1040):
        sheet.box(x, 680, 120, 60, "#a66a34", 8)
        sheet.dot(x + 60, 710, 9, SUN)
    sheet.line([(1130, 610), (1090, 430), (950, 320)], INK, 18)
    sheet.shape([(900, 260), (1000, 260), (1040, 350), (850, 350)], PINE)
    sheet.dot(1130, 606, 60, INK, 16)
    # A watch that is open, its wheels beside it, tools.
    sheet.ring(560, 560, 54, BARK, 16)
    sheet.dot(560, 560, 42, CREAM)
    for x, y, r in ((545, 550, 16), (578, 568, 20)):
        sheet.ring(x, y, r, WOOD, 7)
    for x, y, r, colour in ((690, 585, 22, SUN), (742, 590, 16, CORAL), (785, 584, 24, PINE)):
        for tooth in range(10):
            angle = math.tau * tooth / 10
            sheet.dot(x + math.cos(angle) * r, y + math.sin(angle) * r, r * 0.24, colour)
        sheet.ring(x, y, r, colour, 9)
    sheet.line([(120, 590), (270, 540)], SUN, 26)
    sheet.line([(270, 540), (370, 506)], INK, 10)
    sheet.line([(210, 598), (430, 598)], CORAL, 18)
    sheet.line([(400, 598), (470, 598)], INK, 8)
    return sheet


def courier() -> Sheet:
    """A cargo bike with a box of flowers in front of the houses of a town."""
    sheet = Sheet("#cfe9e6")
    sheet.dot(180, 140, 76, SUN)
    for x, y in ((430, 120), (890, 90)):
        for shift, r in ((-50, 34), (0, 46), (54, 36)):
            sheet.dot(x + shift, y, r, CREAM)
    _houses(sheet, 560)
    sheet.box(0, 555, WIDTH, 245, "#8c8076")
    sheet.box(0, 555, WIDTH, 22, SAND)
    for x in range(-20, WIDTH, 170):
        sheet.box(x, 740, 100, 14, CREAM, 7)
    for x, r in ((360, 118), (930, 86)):
        y = 690 - r
        sheet.ring(x, y, r, INK, 15)
        for spoke in range(8):
            angle = math.tau * spoke / 8
            sheet.line([(x, y), (x + math.cos(angle) * (r - 12), y + math.sin(angle) * (r - 12))], "#d8d2c8", 3)
        sheet.dot(x, y, 14, INK)
    sheet.line([(360, 572), (455, 380), (560, 590), (360, 572)], PINE, 17)
    sheet.line([(455, 380), (640, 410), (560, 590), (700, 620), (930, 604)], PINE, 17)
    sheet.line([(640, 410), (620, 320), (570, 300)], INK, 14)
    sheet.line([(455, 380), (440, 330)], INK, 14)
    sheet.box(385, 306, 120, 30, INK, 15)
    sheet.ring(560, 590, 34, INK, 10)
    sheet.line([(560, 590), (600, 636)], INK, 11)
    for number, colour in enumerate((ROSE, SUN, CORAL, CREAM, PLUM, ROSE, SUN)):
        _flower(sheet, 690 + number * 38, 380 + (number % 2) * 26, 24, colour)
    sheet.shape([(650, 440), (960, 440), (930, 590), (690, 590)], WOOD)
    for x in (716, 776, 836, 896):
        sheet.line([(x, 456), (x, 576)], BARK, 6)
    sheet.box(640, 428, 330, 26, BARK, 10)
    return sheet


def laptop() -> Sheet:
    """A laptop with speech bubbles on a desk, a lamp and a plant beside it."""
    sheet = Sheet("#e9def0")
    sheet.dot(600, 330, 300, "#f6ecfa")
    sheet.box(0, 630, WIDTH, 170, WOOD)
    sheet.box(0, 630, WIDTH, 26, BARK)
    sheet.box(330, 250, 540, 350, INK, 26)
    sheet.box(356, 276, 488, 298, CREAM, 10)
    sheet.shape([(300, 600), (900, 600), (960, 660), (240, 660)], "#cfc6bb")
    sheet.box(240, 654, 720, 18, "#a89d90", 9)
    bubbles = [(390, 306, 220, PINE, 1), (590, 390, 220, CORAL, -1), (390, 476, 200, SUN, 1)]
    for x, y, wide, colour, side in bubbles:
        sheet.box(x, y, wide, 68, colour, 26)
        foot = x + 40 if side > 0 else x + wide - 40
        sheet.shape([(foot - 16, y + 60), (foot + 16, y + 60), (foot - 22 * side, y + 92)], colour)
        sheet.box(x + 30, y + 20, wide - 60, 9, CREAM, 4)
        sheet.box(x + 30, y + 40, wide - 100, 9, CREAM, 4)
    for x, y, r, colour in ((215, 200, 62, CORAL), (980, 150, 74, PINE), (1080, 320, 44, SUN)):
        sheet.dot(x, y, r, colour)
        sheet.shape([(x - r * 0.5, y + r * 0.7), (x + r * 0.2, y + r * 0.8), (x - r * 0.8, y + r * 1.4)], colour)
        for dot in (-0.4, 0, 0.4):
            sheet.dot(x + dot * r, y, r * 0.12, CREAM)
    _plant(sheet, 1060, 570, 62)
    sheet.line([(120, 634), (150, 460), (250, 390)], INK, 14)
    sheet.shape([(205, 350), (280, 330), (330, 420), (225, 440)], SUN)
    sheet.dot(120, 634, 52, INK, 14)
    return sheet


def garden() -> Sheet:
    """Beds of vegetables under a large sun, a full box in front."""
    sheet = Sheet("#fdebc3")
    sheet.dot(600, 330, 190, SUN)
    sheet.dot(600, 330, 150, "#f7ba61")
    sheet.dot(230, 470, 460, "#9cc49a", 130)
    sheet.dot(980, 480, 520, "#86b58a", 150)
    sheet.box(0, 440, WIDTH, 360, "#9a6a3f")
    for number in range(7):
        near = 130 + number * 160
        far = 420 + number * 60
        sheet.shape([(far - 14, 440), (far + 14, 440), (near + 46, 800), (near - 46, 800)], "#7d5230")
        for step in range(6):
            along = step / 5.5
            x, y, size = far + (near - far) * along, 455 + 330 * along, 9 + 26 * along
            if number % 2:
                sheet.dot(x, y, size, LEAF)
                sheet.dot(x, y, size * 0.6, "#9fd0a0")
                sheet.dot(x, y, size * 0.28, CREAM)
            else:
                for lean in (-0.6, 0, 0.6):
                    sheet.line([(x, y), (x + lean * size, y - size * 1.5)], PINE, size * 0.28)
                sheet.dot(x, y + size * 0.1, size * 0.5, CORAL, size * 0.35)
    for x, y, r, colour in (
        (440, 640, 58, LEAF),
        (540, 618, 66, "#79b184"),
        (660, 640, 54, CORAL),
        (745, 626, 62, LEAF),
        (600, 650, 50, PLUM),
    ):
        sheet.dot(x, y, r, colour)
        sheet.dot(x - r * 0.25, y - r * 0.25, r * 0.3, CREAM if colour == PLUM else "#b7dcb4" if colour != CORAL else ROSE)
    for x in (480, 505, 700):
        sheet.line([(x, 600), (x - 16, 540)], PINE, 9)
        sheet.line([(x, 600), (x + 14, 536)], PINE, 9)
    sheet.shape([(370, 650), (830, 650), (800, 790), (400, 790)], WOOD)
    for y in (660, 706, 752):
        sheet.box(380, y, 440, 30, "#cf9455", 6)
    sheet.box(376, 650, 26, 140, BARK, 6)
    sheet.box(798, 650, 26, 140, BARK, 6)
    return sheet


MOTIVES: dict[str, Callable[[], Sheet]] = {
    "bakery": bakery, "tailor": tailor, "workshop": workshop, "courier": courier, "laptop": laptop, "garden": garden,
}  # fmt: skip


def draw(motive: str) -> tuple[bytes, bytes]:
    """Return a picture and its small version as WebP. Raises KeyError for an unknown motive."""
    picture = MOTIVES[motive]().written()
    return _webp(picture), _webp(picture.resize(SMALL, Image.Resampling.LANCZOS))


def _webp(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=86, method=4)
    return written.getvalue()
