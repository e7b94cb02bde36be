"""Parties and the feasts of the year."""

import math

from mcp_edge.pictures.brush import INK, PAPER, WOOD, Brush, box, oval

FIR = "#5d8064"
GOLD = "#cda75a"


def bunting(b: Brush) -> str:
    """Two rows of flags."""
    flags = ""
    for row, (y, sag) in enumerate(((220, 90), (430, 100))):
        flags += b.line(f"M40 {y}q360 {2 * sag} 720 0", INK, 8, 0.8)
        for step in range(6):
            x = 82 + step * 112
            t = (x + 38 - 40) / 720
            top = y + 4 * sag * t * (1 - t)
            draw = b.body if (step + row) % 2 else b.solid
            fill = (b.base, b.accent, b.light)[(step + row * 2) % 3] if draw is b.solid else b.base
            flags += draw(f"M{x} {top - 6:.0f}h84l-42 116z", fill)
    return flags


def balloons(b: Brush) -> str:
    """Three balloons on strings."""
    strings = b.line("M290 430c20 80 90 100 106 220M410 390v260M520 440c-20 80-90 100-106 210", INK, 4, 0.7)
    made = ""
    for x, y, fill in ((280, 300, b.accent), (520, 310, b.light), (400, 240, b.base)):
        draw = b.body if fill == b.base else b.solid
        made += draw(
            (
                f"M{x} {y - 130}c80 0 112 60 104 122-8 66-60 116-104 "
                "140-44-24-96-74-104-140-8-62 24-122 104-122z"
            ),
            fill,
        )
        made += b.flat(f"M{x - 14} {y + 150}h28l-14-20z", b.shade(fill)) + b.flat(
            oval(x - 44, y - 56, 14, 28), "#fff", 0.5
        )
    return strings + made


def party_table(b: Brush) -> str:
    """A paper cup with a straw, and plates."""
    return (
        b.solid(oval(480, 628, 180, 26), b.light)
        + b.solid(oval(480, 610, 180, 26), b.accent)
        + b.line("M340 330 400 140l60-14", b.accent, 18)
        + b.body("M212 320h236l-34 306c-2 14-10 20-24 20H270c-14 0-22-6-24-20z")
        + b.flat(oval(330, 320, 118, 19), b.light)
        + b.flat(oval(330, 322, 100, 13), b.dark, 0.5)
        + b.solid("M452 596c0-60 50-90 96-90s92 30 92 90z", "#e3b899")
        + b.solid(oval(548, 500, 17), "#b8423f")
    )


def bauble(b: Brush) -> str:
    """A bauble on a fir branch."""
    needles = "".join(
        f"M{x} {140 + x * 0.05:.0f}l-26-{36 + x % 5 * 4}m26 {36 + x % 5 * 4}l-26 44"
        for x in range(90, 720, 21)
    )
    return (
        b.line("M60 142 730 176", WOOD, 12)
        + b.line(needles, FIR, 8)
        + b.line("M400 164v110", GOLD, 6)
        + b.solid(box(366, 262, 68, 50, 10), GOLD)
        + b.body(oval(400, 470, 172))
        + b.flat(oval(336, 400, 26, 48), "#fff", 0.4)
    )


def fir_tree(b: Brush) -> str:
    """A small tree in a pot."""
    lights = "".join(
        b.flat(oval(x, y, 13), color)
        for x, y, color in (
            (360, 300, GOLD),
            (440, 350, b.accent),
            (330, 410, b.accent),
            (410, 440, GOLD),
            (490, 470, b.light),
            (300, 500, GOLD),
        )
    )
    return (
        b.solid(box(380, 520, 40, 60), WOOD)
        + b.body(
            "M400 150l100 140h-50l90 120h-56l96 130H220l96-130h-56l90-120h-50z",
            FIR if b.base == b.light else b.base,
        )
        + lights
        + b.solid("M310 560h180l-22 90H332z", b.accent)
        + b.flat("M400 112l13 28 30 4-22 21 6 30-27-15-27 15 6-30-22-21 30-4z", GOLD)
    )


def wreath(b: Brush) -> str:
    """A wreath with berries and a bow."""
    berries = leaves = ""
    for step in range(26):
        turn = step * 360 / 26
        color = (FIR, "#7f9b7c", "#4f7058")[step % 3]
        leaves += (
            f'<use href="#leaf" fill="{color}" transform="rotate({turn:.0f} 400 400) rotate(38 400 200)"/>'
        )
        if step % 3 == 0:
            angle = math.radians(turn)
            berries += oval(round(400 + 186 * math.sin(angle)), round(400 - 186 * math.cos(angle)), 16)
    loops = "M400 588c-50-70-130-70-130-16s70 60 130 16zM400 588c50-70 130-70 130-16s-70 60-130 16z"
    return (
        '<defs><path id="leaf" d="M400 244c40-44 20-84 0-100-20 16-40 56 0 100z"/></defs>'
        + b.line(oval(400, 400, 178), WOOD, 24)
        + leaves
        + b.flat(berries, b.accent)
        + b.body(loops)
        + b.solid("M384 590l-40 110 36-14zM416 590l40 110-36-14z", b.dark)
        + b.solid(oval(400, 584, 26), b.dark)
    )


def stocking(b: Brush) -> str:
    """A stocking on a hook."""
    return (
        b.line("M480 190c0-50-50-50-50-6", b.dark, 13)
        + b.body(
            "M330 260h180v190c0 40 10 60-20 100-40 54-130 110-190 110-70 0-84-70-30-100 40-24 60-50 60-100z"
        )
        + b.solid("M236 604c-20 60 60 70 110 40-10-50-50-80-86-66z", b.accent)
        + b.solid(box(310, 196, 220, 84, 26), PAPER)
    )


def easter_egg(b: Brush) -> str:
    """A painted egg in grass, with two small ones."""
    grass = "".join(f"M{x} 656l{(x % 5) * 8 - 16} -70" for x in range(170, 640, 22))
    egg = "M0-130c70 0 100 90 100 140 0 70-40 110-100 110S-100 80-100 10c0-50 30-140 100-140z"
    return (
        f'<g transform="translate(560 566) scale(.62)">{b.solid(egg, b.accent)}</g>'
        f'<g transform="translate(240 572) scale(.56)">{b.solid(egg, b.light)}</g>'
        + b.body("M400 196c112 0 164 148 164 240 0 128-66 204-164 204s-164-76-164-204c0-92 52-240 164-240z")
        + b.line(
            (
                "M244 400c52-30 52 30 104 0s52 30 104 0 52 30 104 "
                "0M246 486c52-30 52 30 104 0s52 30 104 0 52 30 100 0"
            ),
            b.palette.print,
            11,
            0.75,
        )
        + b.line(grass, "#7f9b7c", 11)
    )


def rabbit(b: Brush) -> str:
    """A sitting rabbit."""
    return (
        b.body(
            "M330 300c-50-120-40-190 0-190s50 90 50 180zM430 290c0-90 20-180 60-180s40 80-20 196z", b.light
        )
        + b.body("M230 560c0-110 90-160 176-160s164 60 164 160c0 60-40 90-164 90s-176-30-176-90z")
        + b.body(oval(400, 356, 112, 100), b.light)
        + b.flat(oval(362, 340, 11) + oval(440, 340, 11), INK)
        + b.flat("M386 378h30l-15 18z", "#d98a93")
        + b.solid("M330 450c60 30 90 30 146 0l-14 40c-40 16-80 16-118 0z", b.accent)
        + b.solid(oval(566, 596, 40), PAPER)
    )
