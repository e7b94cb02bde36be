"""Jewellery and small things to wear."""

import math

from mcp_edge.pictures.brush import INK, METAL, Brush, box, heart, oval

GOLD = "#cda75a"


def necklace(b: Brush) -> str:
    """Beads with a pendant, on a stand of soft cloth."""
    beads = ""
    for step in range(15):
        angle = math.pi * (step / 14)
        x, y = 400 - 176 * math.cos(angle), 300 + 220 * math.sin(angle)
        beads += b.solid(oval(round(x), round(y), 15 + 9 * math.sin(angle)), b.base if step % 3 else b.accent)
    return (
        b.flat("M300 130h200c0 80 20 110 110 150v370H190V280c90-40 110-70 110-150z", "#efe6d8")
        + b.flat("M500 130c0 80 20 110 110 150v370h-60c10-200-20-380-50-520z", "#d9cbb8", 0.6)
        + beads
        + b.body("M400 520c44 40 44 96 0 108-44-12-44-68 0-108z", b.accent)
    )


def earrings(b: Brush) -> str:
    """A pair of drop earrings on a card."""
    pair = ""
    for x in (320, 480):
        pair += b.line(f"M{x} 300c-30-50 30-60 20-10v60", GOLD, 8)
        pair += b.solid(oval(x + 18, 366, 20), b.accent)
        pair += b.body(f"M{x + 18} 386c64 70 58 150 0 156-58-6-64-86 0-156z")
    return b.flat(box(210, 170, 380, 450, 24), "#fbf6ec") + b.line("M240 222h320", "#e5d8c5", 8) + pair


def bracelet(b: Brush) -> str:
    """A bracelet of beads, lying down."""
    beads = shine = ""
    for step in range(22):
        angle = 2 * math.pi * step / 22
        x, y = round(400 + 190 * math.cos(angle)), round(520 + 96 * math.sin(angle))
        size = round(30 + 9 * math.sin(angle))
        beads += b.flat(oval(x, y, size), (b.base, b.light, b.base, b.accent)[step % 4])
        shine += oval(x - 8, y - 10, size // 4)
    return beads + b.flat(shine, "#fff", 0.5) + b.solid(heart(400, 618, 76), GOLD)


def ring(b: Brush) -> str:
    """A ring with a stone, in its box."""
    return (
        b.solid("M196 400 226 220c4-20 14-26 30-26h288c16 0 26 6 30 26l30 180z", b.accent)
        + b.body(box(180, 400, 440, 246, 26))
        + b.flat(box(220, 392, 360, 60, 24), "#f3eadb")
        + b.line("M320 424c-20-120 180-120 160 0", GOLD, 20)
        + b.solid("M350 300l24-36h52l24 36-50 58z", b.light)
        + b.line("M350 300h100M374 264l26 36 26-36M400 300v56", b.dark, 4, 0.5)
    )


def bow(b: Brush) -> str:
    """A bow for the hair."""
    return (
        b.solid("M372 430 300 640l52-30 32 40 30-180zM428 430l72 210-52-30-32 40-30-180z", b.dark)
        + b.body("M400 400C320 260 170 240 160 330s20 190 60 190 130-50 180-120z")
        + b.body("M400 400c80-140 230-160 240-70s-20 190-60 190-130-50-180-120z")
        + b.line("M400 404c-60-30-110-50-170-52M400 404c60-30 110-50 170-52", b.dark, 6, 0.4)
        + b.solid(box(358, 350, 84, 106, 30), b.accent)
    )


def key_ring(b: Brush) -> str:
    """A key and a charm on a ring."""
    return (
        b.line(oval(400, 250, 92), METAL, 18)
        + b.line("M352 330 300 420", METAL, 12)
        + b.line(oval(286, 468, 44), GOLD, 22)
        + b.line("M270 512 232 640M246 592l44 14M238 622l34 10", GOLD, 20)
        + b.line("M450 326 490 410", METAL, 12)
        + b.body(heart(500, 470, 196))
        + b.flat(oval(494, 428, 13), INK, 0.4)
    )


def trinket_box(b: Brush) -> str:
    """An open box with pearls."""
    pearls = "".join(
        b.solid(oval(x, y, 24), "#f3eadb")
        for x, y in ((300, 424), (346, 404), (394, 398), (444, 404), (490, 420))
    )
    return (
        b.body("M220 390 250 236c4-18 16-26 32-26h236c16 0 28 8 32 26l30 154z")
        + b.flat("M248 378 272 254c2-12 8-18 18-18h220c10 0 16 6 18 18l24 124z", b.shade(b.accent, 0.1))
        + pearls
        + b.line("M494 430c60 60 70 130 60 190", "#f3eadb", 13)
        + b.body(box(196, 428, 408, 220, 24))
        + b.solid(heart(400, 490, 74), GOLD)
    )
