"""Offer four words as a passphrase, the same ones again while a form comes back with errors.

No row and no hidden field holds the words. The form carries a ticket, and the words follow from it,
from the server secret and from the browser's own token: whoever finds the ticket later, in a
history or a saved page, learns nothing from it. A ticket is good for an hour, for one browser.
This module never logs or stores a passphrase.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from app.domain.private_struct import PrivateStruct
from app.services.passphrase_rules.word_files import load_generated_words
from app.vault.server_secret import ServerSecret

COUNT = 4
TICKET_LIFETIME = timedelta(hours=1)


class WordOffer(PrivateStruct, frozen=True):
    """Four words, and the ticket from which they follow."""

    ticket: str
    words: str


def make_word_offer(server: ServerSecret, browser: str, now: datetime) -> WordOffer:
    """Return new words for a browser. `browser`: a token that only this browser holds."""
    return _offer(server, browser, f"{int(now.timestamp())}.{secrets.token_hex(16)}")


def find_word_offer(
    server: ServerSecret, browser: str, ticket: str, now: datetime
) -> WordOffer | None:
    """Return the words of a ticket; None where it is not ours, not this browser's or too old."""
    made, _, rest = ticket.partition(".")
    chance, _, _ = rest.partition(".")
    if not (made.isascii() and made.isdecimal() and len(made) <= 11):
        return None
    offer = _offer(server, browser, f"{made}.{chance}")
    good = hmac.compare_digest(offer.ticket.encode(), ticket.encode("utf-8", "replace"))
    age = now.timestamp() - int(made)
    return offer if good and abs(age) <= TICKET_LIFETIME.total_seconds() else None


def _offer(server: ServerSecret, browser: str, start: str) -> WordOffer:
    words, chosen = load_generated_words(), []
    left = int(_tag(server, "words", browser, start), 16)  # 256 bits: no word is likelier
    for _ in range(COUNT):
        left, place = divmod(left, len(words))
        chosen.append(words[place])
    return WordOffer(f"{start}.{_tag(server, 'ticket', browser, start)}", " ".join(chosen))


def _tag(server: ServerSecret, purpose: str, browser: str, start: str) -> str:
    text = f"offered {purpose} {start} {browser}"
    return hmac.new(server.flask_key.encode(), text.encode(), "sha256").hexdigest()
