"""Bath, bed and boxes: the quiet corners of a house."""

from mcp_edge.pictures.brush import INK, METAL, PAPER, WOOD, Brush, box, heart, oval


def hot_water_bottle(b: Brush) -> str:
    """A hot water bottle in its cover."""
    return (
        b.solid(box(352, 150, 96, 60, 14), INK)
        + b.solid("M340 200h120l-14 70h-92z", b.dark)
        + b.body(
            "M350 256h100c10 34 122 20 122 116v220c0 40-20 60-60 "
            "60H288c-40 0-60-20-60-60V372c0-96 112-82 122-116z"
        )
        + b.line("M340 270h120", b.light, 18)
        + b.flat(heart(400, 430, 130), b.palette.print, 0.92)
    )


def soap(b: Brush) -> str:
    """A soap bottle with bubbles, and folded towels."""
    return (
        b.solid(box(420, 520, 230, 64, 28), b.accent)
        + b.solid(box(404, 584, 260, 66, 28), b.light)
        + b.line("M280 300v-70h80", METAL, 20)
        + b.solid(box(240, 292, 84, 44, 10), METAL)
        + b.body(box(190, 330, 184, 320, 40))
        + b.flat(box(218, 430, 128, 110, 12), PAPER)
        + b.line("M244 470h76M256 502h52", b.dark, 8, 0.5)
        + b.line(oval(470, 400, 42) + oval(550, 330, 28) + oval(590, 430, 22), "#fff", 7, 0.8)
    )


def towel(b: Brush) -> str:
    """A towel over a rail."""
    return (
        b.line("M150 230h500", WOOD, 22)
        + b.body("M256 216h288v400c-90 20-198 20-288 0z")
        + b.line("M256 520h288M256 552h288", b.light, 13, 0.85)
        + b.flat("M256 216h288v40H256z", b.dark, 0.25)
    )


def first_aid(b: Brush) -> str:
    """A tin with a cross and a plaster."""
    plaster = b.solid(box(400, 262, 220, 76, 38), "#e3b899") + b.flat(box(474, 262, 72, 76), "#d3a27f")
    return (
        b.body(box(190, 330, 420, 310, 36))
        + b.line("M196 410h408", b.dark, 7, 0.4)
        + b.solid("M370 430h60v50h50v60h-50v50h-60v-50h-50v-60h50z", PAPER)
        + b.moved("rotate(-24 500 300)", plaster)
    )


def pet_bowl(b: Brush) -> str:
    """A bowl with a bone."""
    bone = (
        "M250 360c-40-10-40-70 6-64 4-44 66-40 62 6h150c-4-46 58-50 62-6 46-6 46 54 6 "
        "64 40 10 40 70-6 64-4 44-66 40-62-6H318c4 46-58 50-62 6-46 6-46-54-6-64z"
    )
    return (
        f'<g transform="translate(0 30)">{b.solid(bone, PAPER)}</g>'
        + b.body("M230 450h340l70 200H160z")
        + b.flat(oval(400, 452, 170, 26), b.dark)
        + b.flat(
            oval(400, 574, 34, 28)
            + oval(352, 540, 15)
            + oval(384, 522, 15)
            + oval(418, 522, 15)
            + oval(450, 540, 15),
            b.palette.print,
        )
    )


def basket(b: Brush) -> str:
    """A woven basket with folded cloth."""
    weave = "".join(
        f"M{186 + step * 8} {440 + step * 44}q20-20 40 0t40 0 40 0 40 0 40 0 40 0 40 0 40 0 40 0"
        for step in range(5)
    )
    return (
        b.solid(box(250, 330, 300, 90, 40), b.accent)
        + b.line("M220 420c-10-260 370-260 360 0", WOOD, 24)
        + b.body("M166 414h468l-40 220c-2 12-10 18-22 18H228c-12 0-20-6-22-18z")
        + b.line(weave, b.dark, 8, 0.4)
        + b.solid(box(150, 396, 500, 44, 20), b.light)
    )


def boxes(b: Brush) -> str:
    """Two stacked keepsake boxes."""
    return (
        b.body(box(190, 470, 420, 180, 14))
        + b.solid(box(174, 440, 452, 56, 14), b.light)
        + b.solid(box(254, 310, 292, 130, 12), b.accent)
        + b.solid(box(240, 280, 320, 48, 12), b.tint(b.accent))
        + b.flat(box(340, 540, 120, 60, 8), PAPER)
        + b.line("M366 570h68", b.dark, 7, 0.6)
    )


def cabinet(b: Brush) -> str:
    """A small cabinet with drawers and a plant."""
    drawers = "".join(
        b.solid(box(226, y, 348, 104, 10), b.light) + b.solid(oval(400, y + 52, 15), WOOD)
        for y in (300, 416, 532)
    )
    return (
        b.flat(
            "M480 262c-10-70 20-100 50-110 6 50-10 90-50 110zM470 262c-10-60-44-80-74-84 2 46 30 80 74 84z",
            "#7f9b7c",
        )
        + b.solid("M440 226h76l-10 50h-56z", b.accent)
        + b.body(box(196, 272, 408, 384, 16))
        + drawers
    )


def stool(b: Brush) -> str:
    """A stool with a round seat."""
    return (
        b.line("M300 420 250 650M500 420l50 230M400 420v220", WOOD, 26)
        + b.line("M276 560h248", WOOD, 16)
        + b.body("M210 370c0-50 380-50 380 0v30c0 50-380 50-380 0z")
        + b.flat(oval(400, 368, 190, 36), b.light, 0.8)
    )


def slippers(b: Brush) -> str:
    """A pair of slippers."""
    shoe = "M0 0c10-70 70-100 120-80 50 16 80 60 170 60 40 0 60 20 60 50s-20 46-60 46H30C0 76-10 40 0 0z"
    lining = b.flat("M6 0c20-60 70-80 108-66 20 30-20 70-108 66z", PAPER)
    front = b.moved("translate(290 560)", b.body(shoe), lining, b.solid(oval(190, -16, 26), b.accent))
    return b.moved("translate(160 420)", b.body(shoe, b.dark)) + front
