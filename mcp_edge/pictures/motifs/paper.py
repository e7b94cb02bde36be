"""Cards, notebooks, wrapping and what one writes with."""

from mcp_edge.pictures.brush import INK, PAPER, WOOD, Brush, box, heart, oval


def card(b: Brush) -> str:
    """A greeting card before its envelope."""
    return (
        b.solid(box(150, 380, 380, 266, 10), "#e9d9bf")
        + b.line("M154 386 340 520l186-134", "#cdb892", 7)
        + f'<g transform="rotate(6 500 420)">{b.body(box(350, 190, 310, 420, 10))}'
        + b.flat(box(386, 232, 238, 240, 8), PAPER)
        + b.flat(heart(505, 326, 124), b.accent)
        + b.line("M420 520h170M452 556h106", b.palette.print, 10, 0.85)
        + "</g>"
    )


def christmas_card(b: Brush) -> str:
    """A card with a fir tree on it."""
    return (
        b.solid(box(150, 390, 380, 256, 10), "#e9d9bf")
        + b.line("M154 396 340 524l186-128", "#cdb892", 7)
        + f'<g transform="rotate(5 490 400)">{b.body(box(340, 176, 320, 430, 10))}'
        + b.flat(box(374, 212, 252, 358, 8), PAPER)
        + b.flat("M500 250l66 96h-36l58 86h-44l52 78H404l52-78h-44l58-86h-36z", "#5d8064")
        + b.flat(box(484, 508, 32, 36), WOOD)
        + b.flat(oval(500, 250, 15) + oval(474, 382, 9) + oval(530, 420, 9) + oval(484, 466, 9), "#d6a54b")
        + "</g>"
    )


def notebook(b: Brush) -> str:
    """A notebook with a pencil."""
    return (
        f'<g transform="rotate(-5 400 420)">{b.solid(box(252, 196, 330, 450, 12), "#efe5d3")}'
        + b.body(box(236, 186, 330, 450, 14))
        + b.solid(box(236, 186, 52, 450, 14), b.dark)
        + b.flat(box(340, 262, 172, 104, 8), PAPER)
        + b.line("M366 300h120M382 330h88", b.dark, 8, 0.5)
        + b.line("M516 186v450", b.accent, 12)
        + "</g>"
        + pencil(b, 618, 250, 14)
    )


def pencil(b: Brush, x: float, y: float, turn: float) -> str:
    """A pencil pointing up, its tip at the point."""
    return (
        f'<g transform="translate({x:g} {y:g}) rotate({turn:g})">{b.solid("M-20 70h40v290h-40z", b.accent)}'
        f"{b.flat('M-20 70 0 0l20 70z', '#e8cfa5')}{b.flat('M-7 24 0 0l7 24z', INK)}"
        f"{b.flat('M-20 340h40v30h-40z', '#d98a93')}</g>"
    )


def pencils(b: Brush) -> str:
    """Pencils in a pot."""
    colors = ("#c65a63", "#e0b84c", "#54789f", "#6d8f6b")
    sticks = ""
    for color, (x, y, turn) in zip(
        colors, ((306, 232, -9), (372, 190, -2), (438, 204, 4), (500, 246, 11)), strict=True
    ):
        sticks += f'<g transform="translate({x} {y}) rotate({turn})">{b.solid("M-22 70h44v260h-44z", color)}'
        sticks += f"{b.flat('M-22 70 0 0l22 70z', '#e8cfa5')}{b.flat('M-8 25 0 0l8 25z', color)}</g>"
    return (
        sticks
        + b.body("M262 420h276v196c0 24-14 34-34 34H296c-20 0-34-10-34-34z")
        + b.flat(oval(400, 422, 138, 20), b.dark, 0.55)
        + b.line("M262 422c40 26 236 26 276 0", b.light, 8)
    )


def desk_things(b: Brush) -> str:
    """Note cards on a clipboard."""
    return (
        b.solid(box(214, 180, 372, 470, 22), WOOD)
        + b.flat(box(246, 232, 308, 388, 6), PAPER)
        + b.body(box(246, 232, 308, 120, 6))
        + b.line("M286 404h220M286 452h220M286 500h160M286 548h190", b.dark, 8, 0.35)
        + b.solid("M330 160h140l14 64H316z", b.accent)
        + b.solid(oval(400, 160, 26), b.shade(b.accent))
    )


def stickers(b: Brush) -> str:
    """A sheet of stickers with a curled corner."""
    star = "M470 400l16 36 40 4-30 26 9 38-35-20-35 20 9-38-30-26 40-4z"
    return (
        b.solid("M216 190h368v350l-90 100H216z", PAPER)
        + b.solid(heart(310, 290, 96))
        + b.solid(oval(470, 320, 48), b.accent)
        + b.solid(box(262, 410, 96, 96, 20), b.accent)
        + b.solid(star)
        + b.solid(oval(306, 570, 34), b.light)
        + b.solid(heart(400, 552, 70), b.dark)
        + b.flat("M584 540l-90 100c10-40 6-66-8-90 34 12 66 8 98-10z", b.light)
    )


def parcel(b: Brush) -> str:
    """A wrapped present with a bow."""
    return (
        b.body(box(206, 380, 388, 266, 12))
        + b.body(box(186, 312, 428, 84, 14), b.light)
        + b.solid(box(364, 312, 72, 334), b.accent)
        + b.solid(
            "M400 312c-60-110-170-130-180-66s90 70 180 66zM400 312c60-110 170-130 180-66s-90 70-180 66z",
            b.accent,
        )
        + b.flat(
            "M386 306c-50-60-110-70-120-50s50 44 120 50zM414 306c50-60 110-70 120-50s-50 44-120 50z",
            b.shade(b.accent),
            0.6,
        )
        + b.solid(oval(400, 306, 34, 28), b.shade(b.accent, 0.12))
    )


def wrap_rolls(b: Brush) -> str:
    """Rolls of wrapping paper with a ribbon."""
    rolls = ""
    for x, y, fill in ((250, 200, b.accent), (340, 160, b.base), (440, 190, b.light)):
        draw = b.body if fill == b.base else b.solid
        rolls += draw(f"M{x} {y}h84v{650 - y}h-84z", fill) + b.flat(
            oval(x + 42, y, 42, 15), b.shade(fill, 0.15)
        )
        rolls += b.flat(oval(x + 42, y, 18, 6), INK, 0.4)
    return (
        rolls
        + b.body("M440 620c60-70 90-150 130-160s70 60 60 190z")
        + b.line("M240 470c100 20 200 20 296-4", "#c9a253", 13)
    )


def gift_bag(b: Brush) -> str:
    """A paper bag with tissue peeping out."""
    return (
        b.flat("M260 330l40-120 50 70 50-110 50 110 60-80 30 130z", PAPER)
        + b.line("M330 340c0-130 140-130 140 0", b.dark, 13)
        + b.body("M236 320h328v330H236z")
        + b.flat("M500 320h64v330h-64z", b.dark, 0.25)
        + b.solid("M366 430h84l20 30v90h-104z", PAPER)
        + b.flat(heart(414, 478, 50), b.accent)
    )


def ribbon(b: Brush) -> str:
    """A reel of ribbon."""
    return (
        b.line("M560 470c90 20 60 130 120 150", b.base, 46)
        + b.body(oval(400, 440, 190))
        + b.flat(oval(400, 440, 128), b.dark, 0.35)
        + b.solid(oval(400, 440, 106), WOOD)
        + b.flat(oval(400, 440, 34), b.palette.wall)
        + b.line(oval(400, 440, 160), b.light, 6, 0.6)
    )
