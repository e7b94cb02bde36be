"""Things that hang on a wall or lie about a room."""

from mcp_edge.pictures.brush import INK, LEAF_GREEN, METAL, PAPER, WOOD, Brush, box, heart, oval


def wall_art(b: Brush) -> str:
    """A framed print of hills and a sun."""
    return (
        b.solid(box(200, 150, 400, 480, 8), WOOD)
        + b.flat(box(228, 178, 344, 424), PAPER)
        + b.body(box(262, 212, 276, 356))
        + b.flat(oval(456, 306, 44), b.palette.print, 0.9)
        + b.flat("M262 470c70-80 120-60 160-10s70 30 116-30v138H262z", b.light, 0.85)
        + b.flat("M262 520c80-50 180-10 276 10v38H262z", b.accent)
    )


def sign(b: Brush) -> str:
    """A sign on a string."""
    return (
        b.line("M250 330 400 190l150 140", INK, 7)
        + b.solid(oval(400, 186, 13), METAL)
        + b.body(box(160, 326, 480, 220, 26))
        + b.line(box(182, 348, 436, 176, 16), b.palette.print, 6, 0.7)
        + b.flat(heart(400, 408, 78), b.palette.print)
        + b.line("M226 436h86M488 436h86", b.palette.print, 9, 0.8)
    )


def clock(b: Brush) -> str:
    """A round wall clock at ten past ten."""
    ticks = "".join(
        f'<path d="M400 232v22" transform="rotate({turn} 400 400)"/>' for turn in range(0, 360, 30)
    )
    return (
        b.body(oval(400, 400, 216))
        + b.flat(oval(400, 400, 176), PAPER)
        + f'<g stroke="{INK}" stroke-width="8" stroke-linecap="round">{ticks}</g>'
        + b.line("M400 400 318 338", INK, 14)
        + b.line("M400 400 492 318", INK, 10)
        + b.solid(oval(400, 400, 16), b.accent)
    )


def mirror(b: Brush) -> str:
    """An oval mirror in a frame."""
    return (
        b.body(oval(400, 396, 196, 246))
        + b.flat(oval(400, 396, 152, 200), "#dce8ea")
        + b.flat("M300 470 470 222c22 10 40 26 52 48L330 540c-16-18-26-44-30-70z", "#fff", 0.5)
        + b.solid(oval(400, 148, 34, 24), b.accent)
    )


def photo_frame(b: Brush) -> str:
    """A standing frame with two people drawn in it."""
    return (
        b.body(box(214, 190, 372, 456, 14))
        + b.flat(box(262, 238, 276, 360), PAPER)
        + b.flat(box(288, 264, 224, 308), b.tint(b.accent, 0.6))
        + b.flat("M300 572c0-80 30-110 62-110s62 30 62 110zM400 572c0-66 26-92 54-92s54 26 54 92z", b.accent)
        + b.flat(oval(362, 420, 34) + oval(454, 446, 29), "#e3b899")
    )


def cushion(b: Brush) -> str:
    """A plump cushion."""
    return (
        b.body(
            "M208 296c60 20 324 20 384 0 26-8 40 10 34 34-18 84-18 190 0 272 6 26-8 44-34 "
            "36-60-18-324-18-384 0-26 8-40-10-34-36 18-82 18-188 0-272-6-24 8-42 34-34z"
        )
        + b.line("M226 318c80 18 268 18 348 0M226 616c80-16 268-16 348 0", b.dark, 5, 0.35)
        + b.solid(oval(400, 468, 16), b.accent)
    )


def doormat(b: Brush) -> str:
    """A mat before a door, with boots."""
    fringe = "".join(f"M{x} 652v22" for x in range(150, 660, 24))
    boot = "M0 0h66v120c0 20 60 14 60 50 0 14-10 18-24 18H0z"
    return (
        b.solid(box(250, 150, 300, 420, 10), b.accent)
        + b.line(box(284, 190, 232, 150, 6) + box(284, 370, 232, 150, 6), b.shade(b.accent), 7, 0.5)
        + b.solid(oval(520, 372, 13), METAL)
        + b.body("M180 566h440l50 88H130z")
        + b.line(fringe, b.dark, 5, 0.7)
        + f'<g transform="translate(478 452)">{b.solid(boot, "#5f6f5c")}</g>'
    )


def hook(b: Brush) -> str:
    """A rail of three hooks with a cup and a key."""
    hooks = "".join(
        b.line(f"M{x} 330v90c0 44-60 44-60 6", METAL, 18) + b.solid(oval(x, 306, 30), b.accent)
        for x in (236, 400, 564)
    )
    return (
        b.body(box(130, 262, 540, 88, 20))
        + hooks
        + b.line("M340 440v40", INK, 5)
        + b.line(oval(340, 512, 28), "#c9a253", 13)
        + b.line("M340 540v92M340 600h30M340 630h24", "#c9a253", 13)
    )


def vase(b: Brush) -> str:
    """Flowers in a vase."""
    petals = "".join(
        f'<ellipse cy="-34" rx="20" ry="32" transform="rotate({turn})"/>' for turn in range(0, 360, 60)
    )
    blooms = "".join(
        (
            f'<g transform="translate({x} {y}) scale({size})"><g '
            f'fill="{color}">{petals}</g>'
            f"{b.flat(oval(0, 0, 18), '#f0d48a')}</g>"
        )
        for x, y, size, color in (
            (290, 250, 1, b.accent),
            (412, 176, 1.15, b.tint(b.base, 0.25)),
            (520, 262, 0.95, b.accent),
        )
    )
    return (
        b.line(
            "M390 470C360 380 320 330 290 262M400 470c0-120 6-180 12-280M410 470c30-90 80-140 110-196",
            LEAF_GREEN,
            9,
        )
        + b.flat(
            "M352 400c-70 4-90-30-96-56 60-6 90 16 96 56zM442 410c60-10 84-44 84-74-56 6-82 34-84 74z",
            LEAF_GREEN,
        )
        + blooms
        + b.body("M336 430h128c-10 40 56 70 56 140 0 54-40 80-120 80s-120-26-120-80c0-70 66-100 56-140z")
    )


def mobile(b: Brush) -> str:
    """A mobile of hearts and stars on threads."""
    drops = ""
    for x, y, color in (
        (190, 420, b.base),
        (296, 520, b.accent),
        (400, 440, b.light),
        (504, 540, b.base),
        (610, 420, b.accent),
    ):
        drops += b.line(f"M{x} 232v{y - 232}", INK, 4, 0.7) + b.body(heart(x, y, 88), color)
    return (
        b.line("M400 90v130M170 232h460", WOOD, 14)
        + b.line("M400 96 200 226M400 96l200 130", INK, 4, 0.7)
        + drops
    )


def hanging_heart(b: Brush) -> str:
    """A stuffed heart on a ribbon, with a bell."""
    return (
        b.line("M400 110v190", b.accent, 14)
        + b.body(heart(400, 372, 370))
        + b.line(
            "M372 300c-60-60-90-20-64 10 20 20 60 10 92-4 32 14 72 24 92 4 26-30-4-70-64-10", b.accent, 13
        )
        + b.solid(oval(400, 308, 24), b.accent)
    )


def bird(b: Brush) -> str:
    """A bird ornament on a branch."""
    return (
        b.line("M120 600c160-30 380-20 560-60", WOOD, 20)
        + b.flat(
            "M560 556c20-50 70-60 110-54-12 46-60 70-110 54zM220 586c-30-40-80-40-110-24 20 36 70 46 110 24z",
            LEAF_GREEN,
        )
        + b.solid("M470 470c90 20 140 70 190 40-30-60-110-110-170-120z", b.dark)
        + b.body(
            "M250 400c0-90 80-130 150-110 90 24 140 110 130 180-10 70-80 100-150 90-90-12-130-80-130-160z"
        )
        + b.solid("M352 440c60-20 130 0 150 60-60 40-140 20-150-60z", b.accent)
        + b.flat("M256 356l-64 26 62 26z", "#d9a541")
        + b.flat(oval(310, 372, 14), INK)
        + b.line("M370 556v40M420 556v36", "#d9a541", 9)
    )
