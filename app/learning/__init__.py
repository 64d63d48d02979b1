"""The workbook: to read, to answer, to have confirmed. Nothing in it is counted or scored."""

import app.learning.copies
import app.learning.paper
import app.learning.reading
import app.learning.views  # noqa: F401
from app.learning.blueprint import bp

__all__ = ["bp"]
