"""What a shop's name and place must be. Each says what is wrong, or nothing."""

from write_api.accounts.rules import name_problem, normal_name

SHORTEST_NAME = 3
LONGEST_PLACE = 80


def shop_name_problem(name: str) -> str:
    """Say what is wrong with a shop's name."""
    if problem := name_problem(name, whose="your shop's name"):
        return problem
    return "" if len(normal_name(name)) >= SHORTEST_NAME else f"Use {SHORTEST_NAME} characters or more."


def place_problem(place: str, *, needed: str = "") -> str:
    """Say what is wrong with a town or a region; without `needed` it may be empty."""
    normal = normal_name(place)
    if needed and not normal:
        return f"Enter {needed}."
    return "" if len(normal) <= LONGEST_PLACE else f"Use {LONGEST_PLACE} characters or fewer."
