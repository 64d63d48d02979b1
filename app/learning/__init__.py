"""The workbook: to read, to answer, to have confirmed. Nothing in it is counted or scored."""

import app.learning.copies  # noqa: F401 - each module hangs its views on the blueprint
import app.learning.paper  # noqa: F401
import app.learning.reading  # noqa: F401
import app.learning.views  # noqa: F401
from app.learning.blueprint import bp

__all__ = ["bp"]
