"""The workbook: to read, to answer, to have confirmed. Nothing in it is counted or scored."""

import app.learning.answers
import app.learning.board
import app.learning.changed
import app.learning.checking
import app.learning.completion
import app.learning.confirming
import app.learning.copies
import app.learning.on_paper
import app.learning.paper
import app.learning.practice
import app.learning.practice_feedback
import app.learning.practice_sending
import app.learning.practice_talk
import app.learning.practice_turns
import app.learning.questions
import app.learning.reading
import app.learning.sending
import app.learning.trained
import app.learning.views  # noqa: F401 - each module hangs its views on the blueprint
from app.learning.blueprint import bp

__all__ = ["bp"]
