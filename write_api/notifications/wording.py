"""The words of every mail: what happened, what to press, what to do when it was somebody else."""

from dataclasses import dataclass

NOTHING_HAPPENS = "If it was not you, do nothing: without this mail nobody can go on."
ACT = "If it was not you, choose a new password at once: that stops it."
PROBABLY = "Somebody, probably you,"


@dataclass(frozen=True)
class Wording:
    """One kind of mail. {name} and {minutes} are filled in; there is a button where there is an `action`."""

    subject: str
    opening: str
    action: str = ""
    closing: str = NOTHING_HAPPENS


MAILS = {
    "sign_up": Wording(
        "Finish your CraftLocal account",
        f"{PROBABLY} wants to open a CraftLocal account with this address. Open the link within {{minutes}} "
        "minutes, say what we may call you, and choose a password.",
        "Finish the account",
    ),
    "already_here": Wording(
        "You have a CraftLocal account",
        f"{PROBABLY} wanted to open a CraftLocal account with this address. It has one already: sign in as "
        "ever. If you do not know the password any more, you can choose a new one within {minutes} minutes.",
        "Choose a new password",
    ),
    "reset": Wording(
        "Choose a new CraftLocal password",
        f"Hello {{name}}. {PROBABLY} asked for a new password for your CraftLocal account. Open the link "
        "within {minutes} minutes to choose one.",
        "Choose a new password",
    ),
    "no_account": Wording(
        "No CraftLocal account with this address",
        f"{PROBABLY} asked for a new CraftLocal password. There is no account with this address: perhaps you "
        "used another one. Or open an account now, within {minutes} minutes.",
        "Open an account",
    ),
    "change_email": Wording(
        "Confirm your new address for CraftLocal",
        f"{PROBABLY} wants to use this address for a CraftLocal account. Open the link within {{minutes}} "
        "minutes to confirm that it is yours.",
        "Confirm this address",
    ),
    "address_taken": Wording(
        "This address has a CraftLocal account",
        f"{PROBABLY} wanted to use this address for another CraftLocal account. It belongs to an account "
        "already, and nothing was changed.",
        closing="If it was not you, there is nothing to do.",
    ),
    "email_changing": Wording(
        "Your CraftLocal address is about to change",
        f"Hello {{name}}. {PROBABLY} asked to change the address of your CraftLocal account. It changes as "
        "soon as the link in a mail to the new address is opened.",
        "Choose a new password",
        ACT,
    ),
    "password_changed": Wording(
        "Your CraftLocal password was changed",
        "Hello {name}. The password of your CraftLocal account was changed. Every other browser was signed out, "
        "and apps that acted for you were disconnected.",
        "Choose a new password",
        ACT,
    ),
}
