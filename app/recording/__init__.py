"""Writing it down: drafts, the guided pages, signing, and more about what was signed."""

import app.recording.details
import app.recording.pages
import app.recording.phoning
import app.recording.practice
import app.recording.practice_paper
import app.recording.rescued
import app.recording.signing
import app.recording.tasks  # noqa: F401 - each module hangs its views on the blueprint
from app.recording.blueprint import bp

__all__ = ["bp"]
