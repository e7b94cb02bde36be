"""Toys, games and things to make."""

from mcp_edge.pictures.brush import INK, METAL, PAPER, WOOD, Brush, box, heart, oval


def teddy(b: Brush) -> str:
    """A teddy bear with a scarf."""
    return (
        b.body(oval(290, 226, 56) + oval(510, 226, 56))
        + b.flat(oval(290, 226, 28) + oval(510, 226, 28), b.light)
        + b.body("M250 560c0-100 60-150 150-150s150 50 150 150c0 60-50 90-150 90s-150-30-150-90z")
        + b.body(oval(272, 616, 70, 46) + oval(528, 616, 70, 46), b.dark)
        + b.body(oval(400, 306, 142, 128))
        + b.flat(oval(400, 356, 62, 48), b.light)
        + b.flat(oval(346, 296, 13) + oval(454, 296, 13) + oval(400, 340, 20, 14), INK)
        + b.line("M400 354v22c-12 14-26 14-34 6M400 376c12 14 26 14 34 6", INK, 6)
        + b.solid(
            "M290 414c70 40 150 40 220 0l10 44c-80 40-160 40-240 0zM430 452l60 10 10 110-60-6z", b.accent
        )
    )


def doll(b: Brush) -> str:
    """A nesting doll."""
    return (
        b.body(
            "M400 150c84 0 120 60 116 120-2 50 54 90 54 200 0 130-50 180-170 "
            "180s-170-50-170-180c0-110 56-150 54-200-4-60 32-120 116-120z"
        )
        + b.flat(oval(400, 268, 82, 74), "#f3d9c0")
        + b.flat("M318 262c20-70 60-70 82-50 22-20 62-20 82 50-10-90-60-92-82-92s-72 2-82 92z", "#6b4a3a")
        + b.flat(oval(370, 276, 8) + oval(430, 276, 8), INK)
        + b.line("M386 306c10 8 18 8 28 0", "#b8423f", 6)
        + b.flat(oval(400, 500, 96, 112), b.light, 0.9)
        + b.flat(heart(400, 470, 120), b.accent)
    )


def blocks(b: Brush) -> str:
    """Building blocks with a star, a heart and a moon."""
    star = "M312 508l20 42 46 6-34 32 9 46-41-22-41 22 9-46-34-32 46-6z"
    return (
        b.body(box(222, 470, 180, 180, 20))
        + b.flat(star, b.palette.print)
        + b.solid(box(412, 470, 180, 180, 20), b.accent)
        + b.flat(heart(502, 544, 92), PAPER)
        + b.solid(box(318, 280, 180, 180, 20), b.light)
        + b.flat("M440 320c-60 0-80 100 0 110-30 20-100 4-100-56s70-80 100-54z", b.dark)
    )


def spinning_top(b: Brush) -> str:
    """A spinning top and two marbles."""
    return (
        b.solid(box(386, 200, 28, 120, 12), WOOD)
        + b.body("M210 400c0-70 90-96 190-96s190 26 190 96-130 160-190 246c-60-86-190-176-190-246z")
        + b.line("M218 384c90 44 274 44 364 0M250 466c80 34 220 34 300 0", b.palette.print, 14, 0.8)
        + b.solid(oval(610, 616, 38), b.accent)
        + b.solid(oval(204, 626, 30), b.light)
    )


def game(b: Brush) -> str:
    """Playing cards and a die."""
    ace = b.flat(heart(455, 356, 140), "#b8423f") + b.flat(heart(372, 250, 34), "#b8423f")
    spots = ((530, 570), (580, 570), (555, 595), (530, 620), (580, 620))
    return (
        b.moved("rotate(-14 330 420)", b.body(box(200, 200, 250, 370, 22)))
        + b.moved("rotate(9 470 420)", b.solid(box(330, 210, 250, 370, 22), PAPER), ace)
        + b.solid(box(500, 540, 110, 110, 22), b.accent)
        + b.flat("".join(oval(x, y, 10) for x, y in spots), PAPER)
    )


def sewing(b: Brush) -> str:
    """A reel of thread, a needle and buttons."""
    wound = "".join(f"M308 {y}c40 16 144 16 184 0" for y in range(330, 560, 26))
    return (
        b.solid(box(276, 250, 248, 54, 20) + box(276, 570, 248, 60, 20), WOOD)
        + b.body(box(306, 300, 188, 274, 10))
        + b.line(wound, b.dark, 5, 0.35)
        + b.line("M490 480c90 30 60 110 130 90", b.base, 8)
        + b.line("M600 230v380", METAL, 12)
        + b.solid(oval(206, 606, 46), b.accent)
        + b.flat(oval(192, 594, 8) + oval(220, 594, 8) + oval(192, 620, 8) + oval(220, 620, 8), PAPER)
    )


def yarn(b: Brush) -> str:
    """A ball of yarn with needles."""
    return (
        b.line("M230 190 520 560M570 190 290 560", WOOD, 15)
        + b.solid(oval(228, 186, 22) + oval(572, 186, 22), b.accent)
        + b.body(oval(400, 470, 176))
        + b.line(
            (
                "M262 380c90 20 190 100 240 230M240 440c90 10 170 80 200 200M320 320c90 30 "
                "190 110 240 220M400 296c80 30 130 80 168 150M250 560c60-110 160-190 "
                "290-200M300 620c60-110 150-190 270-220"
            ),
            b.dark,
            8,
            0.4,
        )
        + b.line("M540 590c90-20 40 70 140 50", b.base, 12)
    )


def money_box(b: Brush) -> str:
    """A piggy bank and a coin."""
    return (
        b.solid(box(288, 580, 60, 74, 16) + box(470, 580, 60, 74, 16), b.dark)
        + b.line("M620 470c40-10 50 30 24 40", b.dark, 12)
        + b.solid("M280 330 262 256l76 40z", b.dark)
        + b.body("M180 470c0-110 100-170 220-170s224 70 224 170-90 150-216 150-228-50-228-150z")
        + b.solid(oval(204, 484, 40, 48), b.light)
        + b.flat(oval(192, 480, 8, 12) + oval(216, 480, 8, 12) + oval(290, 420, 13), INK)
        + b.line("M370 330h86", INK, 11)
        + b.solid(oval(414, 262, 44), "#d6a54b")
    )
