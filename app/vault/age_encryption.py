"""Lock bytes for somebody outside, in the format of the program `age` (age-encryption.org/v1).

For a key that the receiver gave; or, started as a program of its own by
`services/referrals/encrypted_copy`, for the words on the first line of its input. It imports
nothing of ours, writes nothing to disk, keeps nothing and opens nothing: whoever has neither key
nor words cannot, and that includes Heard.
"""

import sys

from pyrage import RecipientError, encrypt, passphrase, x25519


class NotAnAgeKeyError(ValueError):
    """The text is no public key of age. Never says what it was."""


def encrypt_to_age_key(data: bytes, key: str) -> bytes:
    """Encrypt `data` for the holder of the secret half of `key`, "age1…".

    Raises NotAnAgeKeyError: also for a secret key, which nobody should have sent.
    """
    try:
        to = x25519.Recipient.from_str(key.strip())
    except (RecipientError, UnicodeError):
        raise NotAnAgeKeyError("not an age key") from None
    locked: bytes = encrypt(data, [to])
    return locked


if __name__ == "__main__":
    words, _, rest = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(passphrase.encrypt(rest, words.decode()))
