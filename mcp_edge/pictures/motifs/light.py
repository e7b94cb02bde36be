"""Candles, lamps and what holds them."""

from mcp_edge.pictures.brush import FLAME, INK, METAL, PAPER, WOOD, Brush, box, heart, oval


def flame(b: Brush, x: float, y: float, size: float = 1) -> str:
    """A flame whose wick ends at the point, in its glow."""
    move = f'transform="translate({x:g} {y:g}) scale({size:g})"'
    return (
        f'<circle cx="{x:g}" cy="{y - 40 * size:g}" r="{150 * size:g}" fill="url(#f)"/>'
        f"<g {move}>{b.line('M0 12V-10', INK, 6)}{b.flat('M0-96c34 46 34 84 0 90-34-6-34-44 0-90z', FLAME)}"
        f"{b.flat('M0-56c14 22 14 42 0 48-14-6-14-26 0-48z', '#fff3c9')}</g>"
    )


def candle(b: Brush) -> str:
    """A pillar candle and a small one, on a dish."""
    return (
        flame(b, 340, 282)
        + flame(b, 500, 442, 0.72)
        + b.body("M262 300c0-14 156-14 156 0v336H262z")
        + b.flat(oval(340, 300, 78, 15), b.light)
        + b.solid("M440 456c0-12 120-12 120 0v180H440z", b.accent)
        + b.flat(oval(500, 456, 60, 12), b.tint(b.accent, 0.5))
        + b.solid("M190 628h420c-10 24-60 32-90 32H280c-30 0-80-8-90-32z", METAL)
    )


def tea_lights(b: Brush) -> str:
    """Three tea lights."""
    cups = ""
    for x, y, size in ((270, 596, 1.0), (530, 596, 1.0), (400, 640, 1.2)):
        wide = 84 * size
        cups += flame(b, x, y - 96 * size, 0.8 * size)
        cups += b.body(
            f"M{x - wide:g} "
            f"{y - 84 * size:g}h{2 * wide:g}v{70 * size:g}c0 26 "
            f"{-2 * wide:g} 26 {-2 * wide:g} 0z"
        )
        cups += b.flat(oval(x, y - 84 * size, wide, 20 * size), b.light)
    return cups


def tea_light_holder(b: Brush) -> str:
    """A holder with a heart cut out, glowing."""
    return (
        flame(b, 400, 372, 1.1)
        + b.flat(oval(400, 366, 150, 24), b.dark)
        + b.body(
            "M250 366c20 26 280 26 300 0 0 110 26 130 26 190 0 "
            "66-60 96-176 96s-176-30-176-96c0-60 26-80 26-190z"
        )
        + b.flat(oval(400, 510, 112, 96), "#ffe3a0", 0.35)
        + b.flat(heart(400, 476, 120), "#ffdf94")
        + b.line("M250 366c20 26 280 26 300 0", b.light, 9)
    )


def lantern(b: Brush) -> str:
    """A lantern with a handle."""
    return (
        b.line("M330 250c0-100 140-100 140 0", b.dark, 14)
        + b.solid("M290 300 400 212l110 88z", b.base)
        + b.flat(box(292, 320, 216, 280), "#fff0c4", 0.8)
        + flame(b, 400, 530)
        + b.solid("M366 530h68v70h-68z", "#f6efe2")
        + b.solid(box(276, 320, 22, 280) + box(502, 320, 22, 280), b.dark)
        + b.body(box(272, 296, 256, 32, 8) + box(272, 590, 256, 56, 10))
        + b.line("M400 322v40M300 460h200", b.dark, 7, 0.35)
    )


def candlestick(b: Brush) -> str:
    """A taper candle in a turned holder."""
    return (
        flame(b, 400, 190, 0.9)
        + b.solid("M374 206c0-8 52-8 52 0v180h-52z", b.accent)
        + b.body("M346 380h108l-18 50c-14 36-10 60 14 90s-26 46-30 70h-40c-4-24-54-40-30-70s28-54 14-90z")
        + b.body("M262 640c10-50 80-56 138-56s128 6 138 56c-60 16-216 16-276 0z")
    )


def fairy_lights(b: Brush) -> str:
    """Strings of lights across the wall."""
    colors = (b.base, b.accent, FLAME, b.light)
    bulbs = ""
    rows = ((150, 276, 120), (160, 430, 140), (180, 590, 110))
    for row, (sag, y, lift) in enumerate(rows):
        bulbs += b.line(f"M70 {y - lift}C240 {y + sag} 560 {y + sag - 40} 740 {y - lift + 10}", INK, 6, 0.8)
        for step in range(1, 8):
            t = step / 8
            x = 70 * (1 - t) ** 3 + 720 * t * (1 - t) ** 2 + 1680 * t * t * (1 - t) + 740 * t**3
            top = (1 - t) ** 3 * (y - lift) + 3 * t * (1 - t) ** 2 * (y + sag)
            top += 3 * t * t * (1 - t) * (y + sag - 40) + t**3 * (y - lift + 10)
            color = colors[(step + row) % 4]
            bulbs += f'<circle cx="{x:.0f}" cy="{top + 34:.0f}" r="42" fill="{color}" opacity=".22"/>'
            bulbs += b.flat(f"M{x:.0f} {top + 6:.0f}c26 20 24 52 0 54-24-2-26-34 0-54z", color)
    return bulbs


def lamp(b: Brush) -> str:
    """A table lamp, lit."""
    return (
        b.flat("M210 420 120 660h560L590 420z", "#fff0c0", 0.28)
        + b.solid(
            "M388 420h24v90c50 16 60 60 40 96-10 18-34 24-34 36h-36c0-12-24-18-34-36-20-36-10-80 40-96z",
            b.accent,
        )
        + b.solid(oval(400, 642, 90, 14), b.dark)
        + b.body("M292 200h216l90 224H202z")
        + b.line("M206 420h388M294 204h212", b.light, 10, 0.8)
    )


def incense(b: Brush) -> str:
    """A bottle with scented reeds, and smoke."""
    bottle = (
        "M300 430c0-44 54-48 54-84v-34h92v34c0 36 54 40 54 84v168c0 36-18 52-52 52h-96c-34 0-52-16-52-52z"
    )
    return (
        b.line("M360 320 300 130M392 316 376 110M424 316 452 116M448 322 512 150", WOOD, 9)
        + b.sheer(0.93, b.body(bottle))
        + b.solid(box(340, 296, 120, 34, 10), b.accent)
        + b.flat(box(334, 474, 132, 96, 10), PAPER)
        + b.line("M362 508h76M374 538h52", b.dark, 7, 0.5)
        + b.line("M560 560c-50-50 50-90 0-160s20-90 10-130", "#fff", 14, 0.6)
    )
