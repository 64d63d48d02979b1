"""Writing it down: drafts, the guided pages, signing, and more about what was signed."""

import app.recording.call_script.call_script_views
import app.recording.editor.draft_views
import app.recording.follow_up.follow_up_views
import app.recording.late.late_page_views
import app.recording.practice.practice_document_views
import app.recording.practice.practice_record_views
import app.recording.signing.sign_views  # noqa: F401 - each module hangs its views on the blueprint
from app.recording.blueprint import bp

__all__ = ["bp"]
