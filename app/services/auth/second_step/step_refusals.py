"""Say why a code or passkey lets no one in, and whether it counts as a wrong try.

This module checks nothing.
"""

from enum import Enum, unique

WRONG_CODE = (
    "That code is not right. Enter the one that your app shows now. If it is wrong again, check "
    "that the time on your device is right, or use a recovery code."
)
USED_CODE = "That code was used already. Wait for your app to show the next one, then enter it."
NOT_A_CODE = "Enter the six digits that your app shows, or a recovery code."
NO_RECOVERY_CODE = "Use your passkey, or enter a recovery code."
WRONG_RECOVERY = (
    "That recovery code is not right, or it was used already. Check it against your paper, or "
    "enter another one."
)
CLOCK_WAS_AHEAD = (
    "The server’s clock was wrong, so we cannot check codes from your app for now. Enter a "
    "recovery code."
)
NO_APP = (
    "Your account has no authenticator app. Use your passkey, or enter a recovery code in the box "
    "for it."
)
WRONG_PASSKEY = (
    "We could not accept that passkey. It might have been removed. Try again, use another one, or "
    "enter a code."
)
TOO_MANY_CODES = (
    "Someone entered too many wrong codes. If it was not you, they know your passphrase. Enter a "
    "recovery code, then change your passphrase. You can still call about a child."
)


@unique
class StepFault(Enum):
    """Why a code or passkey lets no one in, with the words for it."""

    WRONG_DIGITS = WRONG_CODE
    WRONG_RECOVERY = WRONG_RECOVERY
    """Or one that was used: nothing tells them apart, because a used one is forgotten."""
    USED_DIGITS = USED_CODE
    EARLY_DIGITS = CLOCK_WAS_AHEAD
    NOT_A_CODE = NOT_A_CODE
    TOO_MANY = TOO_MANY_CODES
    NO_APP = NO_APP
    NO_CODE = NO_RECOVERY_CODE
    WRONG_PASSKEY = WRONG_PASSKEY


class RefusedStepError(Exception):
    """A code or passkey that lets no one in, and why."""

    def __init__(self, fault: StepFault) -> None:
        super().__init__(fault.name)
        self.fault = fault

    @property
    def words(self) -> str:
        """The words for the person who used it."""
        return self.fault.value

    @property
    def is_guess(self) -> bool:
        """Whether it counts as a wrong try. Digits that were right once, or came early, do not."""
        return self.fault in {
            StepFault.WRONG_DIGITS,
            StepFault.WRONG_RECOVERY,
            StepFault.WRONG_PASSKEY,
        }

    @property
    def is_digits(self) -> bool:
        """Whether wrong digits were typed: the log counts those from everywhere."""
        return self.fault is StepFault.WRONG_DIGITS
