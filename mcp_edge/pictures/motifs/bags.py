"""Bags of every size."""

from mcp_edge.pictures.brush import INK, LEAF_GREEN, WOOD, Brush, box, oval

GOLD = "#cda75a"


def tote(b: Brush) -> str:
    """A shopping bag with leeks and flowers."""
    return (
        b.flat(
            (
                "M300 330C250 220 270 150 240 110c60 20 80 110 90 210z"
                "M350 320c-10-110 20-150 10-210 50 40 40 140 30 210z"
            ),
            LEAF_GREEN,
        )
        + b.solid(oval(500, 270, 44) + oval(448, 250, 34), b.accent)
        + b.line("M300 350c-10-190 210-190 200 0", b.dark, 22)
        + b.body("M196 326h408l34 300c2 18-8 26-24 26H186c-16 0-26-8-24-26z")
        + b.line("M200 350h400", b.dark, 6, 0.35)
    )


def handbag(b: Brush) -> str:
    """A handbag with a clasp."""
    return (
        b.line("M282 380c-10-230 246-230 236 0", b.dark, 24)
        + b.body(
            "M216 360h368c60 60 70 180 50 250-8 30-24 40-54 40H220c-30 0-46-10-54-40-20-70-10-190 50-250z"
        )
        + b.solid("M216 360h368c14 90-40 150-184 150S202 450 216 360z", b.dark)
        + b.solid(box(370, 480, 60, 56, 14), GOLD)
    )


def purse(b: Brush) -> str:
    """A purse with a kiss-lock."""
    return (
        b.solid(oval(372, 290, 26) + oval(428, 290, 26), GOLD)
        + b.body("M220 380c-70 60-90 270 10 270h340c100 0 80-210 10-270z")
        + b.line("M222 392c20-110 336-110 356 0", GOLD, 26)
        + b.line("M230 400h340", b.dark, 6, 0.4)
    )


def pouch(b: Brush) -> str:
    """A zipped bag with a tassel."""
    return (
        b.body(
            "M190 372c0-20 10-28 28-28h364c18 0 28 8 28 28 0 60 34 110 34 190 "
            "0 64-30 88-84 88H240c-54 0-84-24-84-88 0-80 34-130 34-190z"
        )
        + b.line("M202 384h396", b.shade(b.base, 0.5), 18)
        + b.line("M206 384h388", GOLD, 5)
        + b.line("M590 388c50 10 60 40 56 66", GOLD, 7)
        + b.solid("M630 450h34l12 96h-58z", b.accent)
    )


def backpack(b: Brush) -> str:
    """A small backpack."""
    return (
        b.line("M340 220c0-80 120-80 120 0", b.dark, 20)
        + b.body("M230 370c0-110 70-160 170-160s170 50 170 160v220c0 40-20 60-60 60H290c-40 0-60-20-60-60z")
        + b.body(box(274, 452, 252, 160, 30), b.accent)
        + b.line("M290 500h220", b.shade(b.accent), 8)
        + b.solid(box(376, 330, 48, 84, 16), WOOD)
        + b.line("M240 400h320", b.dark, 7, 0.4)
    )


def suitcase(b: Brush) -> str:
    """A suitcase with a tag."""
    return (
        b.line("M330 292c0-70 140-70 140 0", b.dark, 22)
        + b.body(box(170, 290, 460, 350, 40))
        + b.solid(box(232, 290, 44, 350) + box(524, 290, 44, 350), WOOD)
        + b.line("M400 320c60 60 70 100 40 150", INK, 6)
        + b.solid("M404 470h76l20 30v96h-96z", "#fbf6ec")
        + b.line("M424 530h54M424 560h40", b.accent, 8)
    )
