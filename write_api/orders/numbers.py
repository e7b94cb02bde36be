"""Numbers of orders, for people to say and type."""

import secrets

# No I, L, O or U: nothing looks like something else, and nothing is a word. 50 random bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
READ_AS = str.maketrans("ILO", "110")


def new_number() -> str:
    """Return a number such as CL-7K3MQ-2XP9D."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return _written(letters)


def normal_number(typed: str) -> str:
    """Return a number as it is kept, however somebody typed it."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum()).removeprefix("CL")
    return _written(letters.translate(READ_AS))


def _written(letters: str) -> str:
    return f"CL-{letters[:5]}-{letters[5:]}"
