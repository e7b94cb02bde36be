"""The garden, the rain and the road."""

from mcp_edge.pictures.brush import INK, LEAF_GREEN, METAL, WOOD, Brush, box, oval


def pot_plant(b: Brush) -> str:
    """A plant in a pot."""
    leaf = "M0 0C-60-60-60-170 0-230 60-170 60-60 0 0z"
    leaves = "".join(
        f'<path d="{leaf}" fill="{color}" transform="translate(400 440) rotate({turn}) scale({size})"/>'
        for turn, size, color in (
            (-62, 0.9, "#6d8f6b"),
            (62, 0.9, "#6d8f6b"),
            (-32, 1.08, LEAF_GREEN),
            (34, 1.08, "#86a683"),
            (0, 1.2, "#5d8064"),
        )
    )
    return (
        leaves
        + b.body("M272 440h256l-36 190c-2 14-10 20-24 20H332c-14 0-22-6-24-20z")
        + b.solid(box(252, 410, 296, 64, 14), b.light)
    )


def watering_can(b: Brush) -> str:
    """A watering can."""
    return (
        b.line("M330 350c-10-130 170-130 200 10", b.dark, 20)
        + b.line("M560 420c90 10 90 150-6 170", b.dark, 20)
        + b.solid("M300 560 150 330l-44 20-12-24 110-52 12 24-30 16 130 170z", b.dark)
        + b.body("M290 380h276v230c0 28-16 40-40 40H330c-24 0-40-12-40-40z")
        + b.flat(oval(428, 380, 138, 22), b.dark)
        + b.flat("M120 380c-16 30-20 50-6 56s20-20 6-56zM84 410c-16 30-20 50-6 56s20-20 6-56z", "#86acc6")
    )


def birdhouse(b: Brush) -> str:
    """A birdhouse on a pole."""
    return (
        b.solid(box(384, 520, 32, 134), WOOD)
        + b.body("M264 340h272v220c0 14-8 20-20 20H284c-12 0-20-6-20-20z")
        + b.solid("M400 160 620 350l-30 34-190-160-190 160-30-34z", b.accent)
        + b.flat(oval(400, 410, 54), INK, 0.8)
        + b.line("M400 500v44", WOOD, 16)
    )


def windmill(b: Brush) -> str:
    """A toy windmill in the grass."""
    sail = "M400 320C390 200 470 160 520 190 530 260 480 310 400 320z"
    sails = "".join(
        f'<g transform="rotate({turn} 400 320)">{b.body(sail, fill)}</g>'
        for turn, fill in ((0, b.base), (90, b.accent), (180, b.base), (270, b.accent))
    )
    grass = "".join(f"M{x} 656l{(x % 7) * 6 - 18} -60" for x in range(250, 560, 24))
    return (
        b.solid(box(390, 320, 20, 330), WOOD)
        + sails
        + b.solid(oval(400, 320, 22), b.light)
        + b.line(grass, LEAF_GREEN, 10)
    )


def umbrella(b: Brush) -> str:
    """An open umbrella and raindrops."""
    drops = "".join(
        f"M{x} {y}c-14 26-16 44-2 48s16-20 2-48z" for x, y in ((180, 480), (270, 560), (560, 540), (640, 470))
    )
    return (
        b.line("M400 180v400c0 80 100 80 100 6", WOOD, 18)
        + b.body(
            "M130 420C140 250 260 170 400 170s260 80 270 250c-40-50-100-50-134 "
            "0-34-50-102-50-136 0-34-50-102-50-136 0-34-50-94-50-134 0z"
        )
        + b.line("M400 172c-80 60-120 140-136 246M400 172c80 60 120 140 136 246M400 172v246", b.dark, 6, 0.4)
        + b.flat(drops, "#86acc6")
        + b.line("M400 170v-30", WOOD, 14)
    )


def parasol(b: Brush) -> str:
    """A folding fan."""
    ribs = "".join(
        f'<path d="M400 610V240" transform="rotate({turn} 400 610)"/>' for turn in range(-60, 61, 15)
    )
    return (
        b.body("M400 610 80 426C130 290 260 220 400 220s270 70 320 206z")
        + f'<g stroke="{b.dark}" stroke-width="6" opacity=".45">{ribs}</g>'
        + b.line("M80 426C130 290 260 220 400 220s270 70 320 206", b.accent, 16)
        + b.flat("M400 610l-120-68c20-50 70-80 120-80s100 30 120 80z", WOOD)
        + b.solid(oval(400, 606, 20), "#c9a253")
    )


def bicycle(b: Brush) -> str:
    """A bicycle."""
    return (
        b.line(oval(240, 520, 124) + oval(570, 520, 124), INK, 16)
        + b.line("M240 520 330 340h190l50 180M330 340l80 180h-170M410 520l110-180", b.base, 18)
        + b.line("M520 340l-14-60h60M310 320l20 40", METAL, 16)
        + b.solid(box(264, 296, 96, 30, 14), WOOD)
        + b.body(box(530, 250, 110, 84, 16), b.accent)
        + b.solid(oval(410, 520, 24), METAL)
    )
