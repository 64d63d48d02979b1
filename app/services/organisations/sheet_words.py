"""What a recovery sheet says of itself: it is found in a safe years later, by somebody else.

The same sentences stand on the sheet that the browser prints and in the file of the command line.
"""

LOG_KEY = "Key to check the log with:"


def sentences(organisation: str, lead_title: str) -> tuple[str, ...]:
    """What it opens and for whom, where to keep it, when it is asked for."""
    return (
        f"This sheet opens the records of {organisation} in Heard. Whoever holds it and the "
        f"server, or a copy of its data, can read everything that was sent to the "
        f"{lead_title}s or the seniors.",
        "Lock it away, apart from the server: in a safe, or in a sealed envelope with the head or "
        "chair. Do not photograph it and do not send it.",
        f"Heard asks for it when a senior is confirmed. Keep it too for the day when every "
        f"{lead_title} has lost passphrase and recovery card: then nothing else opens what "
        "was sent to them. Nobody will ask for it by phone or by mail.",
    )
