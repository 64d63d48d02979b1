"""Parse each source file once a process, for all the rules that look through all of them."""

from __future__ import annotations

import ast
from functools import cache


@cache
def parse_source(text: str) -> ast.Module:
    """Return the tree of a text; never change it, for every rule is given the same one."""
    return ast.parse(text)
