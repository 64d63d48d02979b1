"""A lead's task to decide, on a later day, which child a concern is about. Pure.

It is a task as any other. Its stored words are how it is recognised, so they never change.
"""

from app.domain.record.entry_schema import AssignedTask

WHICH_CHILD = "Decide which child this is"


def make_which_child_task_text(name: str) -> str:
    """Return the words of the task. `name`: of the child, where the concern has several."""
    return f"{WHICH_CHILD}: {name}" if name else WHICH_CHILD


def find_child_to_decide_on(task: AssignedTask) -> str:
    """Return the child, of those of the record, that is to be decided on; "" for another task."""
    is_ask = task.what == WHICH_CHILD or task.what.startswith(f"{WHICH_CHILD}: ")
    return task.children[0] if is_ask and len(task.children) == 1 else ""
