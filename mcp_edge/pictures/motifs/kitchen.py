"""Things to drink and bake with."""

from mcp_edge.pictures.brush import METAL, PAPER, WOOD, Brush, box, oval


def mug(b: Brush) -> str:
    """A mug with steam."""
    return (
        b.line("M520 410c96-14 116 128-12 138", b.dark, 34)
        + b.body("M250 372h280v196c0 56-34 84-84 84H334c-50 0-84-28-84-84z")
        + b.flat(oval(390, 372, 140, 26), b.dark)
        + b.flat(oval(390, 376, 124, 19), "#6f4a37")
        + steam(b, 350, 320)
        + steam(b, 430, 300)
    )


def steam(b: Brush, x: float, y: float) -> str:
    """A curl of steam above a point."""
    return b.line(f"M{x:g} {y:g}c-34-34 34-54 0-96", "#fff", 12, 0.6)


def cup_and_saucer(b: Brush) -> str:
    """A teacup on its saucer."""
    return (
        b.body(oval(390, 636, 220, 30), b.light)
        + b.flat(oval(390, 628, 120, 14), b.dark, 0.35)
        + b.line("M528 440c80-20 96 92-30 106", b.dark, 22)
        + b.body("M236 418h308c0 120-50 206-154 206S236 538 236 418z")
        + b.flat(oval(390, 418, 154, 27), b.dark)
        + b.flat(oval(390, 422, 138, 20), "#b9744a")
        + steam(b, 370, 366)
        + steam(b, 430, 350)
    )


def teapot(b: Brush) -> str:
    """A round teapot."""
    return (
        b.line("M530 452c100-30 110 124-8 128", b.dark, 30)
        + b.solid("M262 500c-70-6-70-74-120-96l34-22c50 16 60 60 106 60z", b.dark)
        + b.body("M240 520c0-96 68-150 152-150s152 54 152 150-60 130-152 130-152-34-152-130z")
        + b.solid("M300 392c10-34 44-52 92-52s82 18 92 52c-60 14-124 14-184 0z", b.light)
        + b.solid(oval(392, 326, 24, 22), b.accent)
        + b.flat(oval(392, 650, 100, 12), b.dark, 0.5)
    )


def plate(b: Brush) -> str:
    """A plate propped up, with a spoon beside it."""
    return (
        b.body(oval(370, 440, 206))
        + b.line(oval(370, 440, 140), b.palette.print, 7, 0.55)
        + b.flat(oval(370, 440, 132), b.light, 0.55)
        + b.solid("M608 646V470h18v176z", METAL)
        + b.solid(oval(617, 420, 30, 56), METAL)
    )


def bowl(b: Brush) -> str:
    """A bowl with berries."""
    berries = "".join(
        b.solid(oval(x, y, 34), color)
        for x, y, color in (
            (300, 432, "#b0475a"),
            (362, 412, "#c65a63"),
            (430, 410, "#a33f55"),
            (492, 430, "#c65a63"),
        )
    )
    return (
        berries
        + b.body("M196 430h408c0 130-74 206-150 220H346c-76-14-150-90-150-220z")
        + b.line("M200 434c120 22 280 22 400 0", b.light, 10, 0.8)
    )


def glass(b: Brush) -> str:
    """A stemmed glass and a little bottle."""
    tint = b.tint(b.base, 0.35)
    bottle = "M214 600V440c0-24 26-30 26-60v-76h52v76c0 30 26 36 26 60v160c0 34-14 48-52 48s-52-14-52-48z"
    goblet = (
        "M400 300h210c10 130-26 210-92 222v86c0 8 62 12 62 34H430c0-22 62-26 62-34v-86c-66-12-102-92-92-222z"
    )
    return (
        b.sheer(0.88, b.body(bottle, tint))
        + b.solid(box(236, 272, 60, 36, 8), WOOD)
        + b.sheer(0.86, b.body(goblet, tint))
        + b.flat("M414 384h182c-8 80-40 118-91 122-51-4-83-42-91-122z", b.accent, 0.75)
        + b.line("M430 330c-2 60 6 100 22 130", "#fff", 10, 0.6)
    )


def tin(b: Brush) -> str:
    """A round tin with a lid."""
    return (
        b.body("M232 400h336v216c0 50-336 50-336 0z")
        + b.solid("M222 372c0-54 356-54 356 0v44c0 52-356 52-356 0z", b.light)
        + b.flat(oval(400, 370, 178, 40), b.tint(b.base, 0.6))
        + b.solid(oval(400, 352, 30, 18), b.accent)
    )


def cake_stand(b: Brush) -> str:
    """A cake on a stand."""
    cream = (
        "M270 372c0-40 56-62 130-62s130 22 130 62v34c-18 "
        "30-34-4-52 14s-30 22-50 0-36 22-56 0-34 16-50 0-34 "
        "18-52-14z"
    )
    return (
        b.solid("M372 500h56l22 130H350z", b.dark)
        + b.solid(oval(400, 636, 120, 20), b.base)
        + b.solid("M270 372h260v96H270z", "#d9a06b")
        + b.solid(cream, PAPER)
        + b.solid(oval(400, 296, 26), "#b8423f")
        + b.body("M176 468h448c0 44-90 56-224 56s-224-12-224-56z")
    )


def cupcake(b: Brush) -> str:
    """A cupcake in its case."""
    folds = "".join(f"M{x} 478l{(400 - x) / 9:.0f} 164" for x in range(280, 540, 40))
    return (
        b.body("M244 470h312l-46 180H290z")
        + b.line(folds, b.dark, 5, 0.35)
        + b.solid(
            (
                "M226 472c-20-70 40-92 60-100 4-60 60-84 114-84s110 "
                "24 114 84c20 8 80 30 60 100-50 26-298 26-348 0z"
            ),
            PAPER,
        )
        + b.line("M280 430c60 24 180 24 250-4M320 364c50 20 110 20 150 0", b.tint(b.accent, 0.3), 12, 0.7)
        + b.solid(oval(400, 276, 30), "#b8423f")
    )


def utensils(b: Brush) -> str:
    """Spoons and a whisk in a pot."""
    return (
        b.solid("M318 470 286 250h20l34 220z", WOOD)
        + b.solid(oval(292, 222, 36, 52), WOOD)
        + b.solid("M396 470V270h18v200z", METAL)
        + b.line(
            "M405 280c-60-60-40-130 0-140 40 10 60 80 0 140M405 280c-24-50-20-110 0-140 20 30 24 90 0 140",
            METAL,
            7,
        )
        + b.solid("M470 470l34-230h20l-32 230z", WOOD)
        + b.solid(box(484, 180, 66, 84, 18), WOOD)
        + b.body("M270 452h260l-24 160c-4 26-18 38-40 38H334c-22 0-36-12-40-38z")
        + b.line("M272 462h256", b.light, 14, 0.8)
    )


def pan(b: Brush) -> str:
    """A pan with a fried egg, from above."""
    return (
        b.solid("M540 384 700 262c22-16 44 14 22 32L566 424z", WOOD)
        + b.body(oval(360, 470, 200))
        + b.flat(oval(360, 470, 166), b.shade(b.base, 0.45))
        + b.solid("M250 470c0-80 80-60 116-84s112 20 98 84 20 96-60 104-154-24-154-104z", PAPER)
        + b.solid(oval(360, 478, 46), "#e8b23f")
    )


def apron(b: Brush) -> str:
    """An apron on a peg."""
    return (
        b.line("M318 262c0-110 164-110 164 0", b.dark, 16)
        + b.solid(oval(400, 176, 16), WOOD)
        + b.body("M310 250h180c4 70 20 110 76 136v250c-110 34-222 34-332 0V386c56-26 72-66 76-136z")
        + b.line("M234 400c-70 20-90 70-70 120M566 400c70 20 90 70 70 120", b.dark, 13)
        + b.solid(box(318, 450, 164, 104, 16), b.light)
        + b.line("M318 470h164", b.accent, 10)
    )
