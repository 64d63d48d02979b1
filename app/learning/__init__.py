"""The workbook: to read, to answer, to have confirmed. Nothing in it is counted or scored."""

import app.learning.completion.check_code_views
import app.learning.completion.completion_views
import app.learning.completion.paper_completion_views
import app.learning.practice.feedback_views
import app.learning.practice.practice_views
import app.learning.practice.sending_views
import app.learning.practice.talk_views
import app.learning.practice.turn_views
import app.learning.training.answer_copy_views
import app.learning.training.answer_sending_views
import app.learning.training.board_views
import app.learning.training.confirmation_views
import app.learning.training.group_views
import app.learning.training.outside_answer_views
import app.learning.training.outside_link_views
import app.learning.training.question_views
import app.learning.training.start_views
import app.learning.training.team_training_views
import app.learning.workbook.reading_views
import app.learning.workbook.service_worker
import app.learning.workbook.views  # noqa: F401 - each module hangs its views on the blueprint
from app.learning.blueprint import bp

__all__ = ["bp"]
