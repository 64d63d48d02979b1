"""Words that are stored or signed and stand in the code as plain text: labels, ids, file names.

Read from the source by shape and place, never by the name of a variable, function or module, so
that a rename or a move changes nothing here. A few words that nobody stores are caught as well:
that costs a line, and a stored word that was missed would cost a record.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from app.vault.principals import Secret
from app.vault.server_secret import ServerSecret

ROOT = Path(__file__).resolve().parents[2]
_TOKEN = re.compile(r"[a-z][a-z0-9_:/-]*")
_LABEL = re.compile(r"[a-zA-Z][a-zA-Z0-9_. -]{0,40}")
_ID = re.compile(r"[a-z][a-z0-9_]*/(?:\{\}|[a-z0-9_.-]+)(?:/(?:\{\}|[a-z0-9_.-]+))*|\{\}(?:/\{\})+")
_FILE = re.compile(r"(?:[\w.{}-]+/)*[\w{}.-]+\.(?:jsonl?|txt|csv|pdf|zip|age|log|sqlite3|secret)")
_STORED_IN = ("app/access", "app/domain", "app/services", "app/vault", "app/models", "audit")
_STORED_TOO = "content/pack.py"
"""Names the pack under all others, which rows, lines and addresses name too."""
_KEYS_ARE_ASKED_IN = tuple(f"app/{one}" for one in ("access", "services", "recording", "learning"))
_NO_ID = re.compile(r"^(?:text|application|image)/|\.html$")
_PYTHONS_OWN = frozenset({"ascii", "big", "utf-8", "utf-8-sig", "surrogatepass", "NFC", "linux"})


def list_key_labels() -> list[str]:
    """Return the labels of keys, contexts and tags: what calls in the vault are given as text."""
    given = [text for tree in _trees("app/vault") for text in _given(tree)]
    services = [tree for folder in _KEYS_ARE_ASKED_IN for tree in _trees(folder)]
    given += [text for tree in services for text in _given(tree, Secret.key.__name__)]
    for folder in ("app", "audit"):
        given += [text for tree in _trees(folder) for text in _texts(tree, only=bytes)]
    return _each(one for one in given if _LABEL.fullmatch(one) and one not in _PYTHONS_OWN)


def _given(tree: ast.AST, method: str = "") -> Iterator[str]:
    """Yield texts that calls are given in order, not by keyword; `method`: calls of this alone."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_told(call, method):
            for one in call.args:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value


def _is_told(call: ast.Call, method: str) -> bool:
    if isinstance(call.func, ast.Attribute):
        return not method or call.func.attr == method
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return not method and not name.endswith("Error")


def list_log_words() -> list[str]:
    """Return the names that the log's lines, exports and receipts are written with."""
    found: list[str] = []
    for tree in _trees("audit"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict | ast.Set):
                inside = node.keys if isinstance(node, ast.Dict) else node.elts
                found += [text for one in inside if one for text in _texts(one)]
    return _each(text for text in found if _TOKEN.fullmatch(text))


def list_stored_words() -> list[str]:
    """Return the values of constants at the top of a module that look like a stored word."""
    return _sorted(
        text
        for folder in (*_STORED_IN, _STORED_TOO)
        for tree in _trees(folder)
        for node in tree.body
        if (isinstance(node, ast.Assign) or (isinstance(node, ast.AnnAssign) and node.value))
        for text in _plain(node)
        if _TOKEN.fullmatch(text)
    )


def _plain(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    """Yield a constant's text, or those of several constants on one line; not those of a list."""
    several = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple)
    for one in node.value.elts if several and isinstance(node.value, ast.Tuple) else [node.value]:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def list_id_shapes() -> list[str]:
    """Return the shapes of ids in the log and of a member's own documents, such as `draft/{}`."""
    return _sorted(
        text
        for folder in ("app/services", "app/domain", "app/recording", "app/learning", "audit")
        for tree in _trees(folder)
        for text in _texts(tree)
        if _ID.fullmatch(text) and not _NO_ID.search(text)
    )


def list_id_seeds() -> list[str]:
    """Return the texts from which ids of rows and tags are made, with `{}` for what is filled in.

    A press that is repeated finds its row by them.
    """
    makers = {"uuid5", ServerSecret.place_id.__name__, ServerSecret.throttle_tag.__name__}
    return _each(
        text
        for tree in _trees("app")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name_of(call.func) in makers
        for given in call.args
        if isinstance(given, ast.Constant | ast.JoinedStr)
        for text in _texts(given)
    )


def _name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def list_file_names() -> list[str]:
    """Return the names of files that are written, exported or handed over."""
    return _each(
        text
        for tree in (*_trees("app"), *_trees("audit"), ast.parse((ROOT / "config.py").read_text()))
        for text in _texts(tree)
        if _FILE.fullmatch(text)
    )


def list_cookie_words() -> list[str]:
    """Return the words of every module that sets a cookie: their names are among them."""
    return _each(
        text
        for tree in _trees("app")
        if _calls(tree, "set_cookie")
        for text in _texts(tree)
        if "cookie" not in text and re.fullmatch(r"[A-Za-z_{}-]+", text)
    )


def list_query_names() -> list[str]:
    """Return the names after the question mark of a URL that some view reads."""
    return _sorted(
        node.value
        for tree in _trees("app")
        for one in ast.walk(tree)
        for node in _asked(one)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _asked(node: ast.AST) -> list[ast.expr]:
    """Return the name for which `request.args` is asked by a call, in brackets or with `in`."""
    if isinstance(node, ast.Compare):
        return [node.left] if any(map(_is_args, node.comparators)) else []
    if isinstance(node, ast.Subscript):
        return [node.slice] if _is_args(node.value) else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.args[:1] if _is_args(node.func.value) else []
    return []


def _is_args(node: ast.AST) -> bool:
    return ast.unparse(node) == "request.args"


def list_browser_keys() -> list[str]:
    """Return the names under which our scripts keep anything in a browser, and where."""
    found: list[str] = []
    for path in sorted((ROOT / "app" / "static").glob("*.js")):
        if path.name == "govuk.js":  # not ours: it keeps nothing but which parts are open
            continue
        text = path.read_text(encoding="utf-8")
        found += re.findall(r"""["'](heard-[a-z0-9-]+)["']""", text)
        found += set(re.findall(r"\b(localStorage|sessionStorage|indexedDB)\b", text))
        found += re.findall(r"""Storage\.\w+\(["']?([^"',)]+)""", text)
    return _each(found)


@cache
def _trees(folder: str) -> tuple[ast.Module, ...]:
    place = ROOT / folder
    paths = [place] if place.is_file() else sorted(place.rglob("*.py"))
    kept = [path for path in paths if "migrations" not in path.parts]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in kept)


def _calls(tree: ast.Module, name: str) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == name for node in ast.walk(tree))


def _texts(tree: ast.AST, only: type = object) -> Iterator[str]:
    """Yield each text of a tree, without docstrings; `{}` stands for what is filled in.

    `only`: `bytes` for those alone.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            if isinstance(node.value, only):
                yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
            waiting += [part for part in node.values if isinstance(part, ast.FormattedValue)]
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            waiting += ast.iter_child_nodes(node)


def _sorted(found: Iterable[str]) -> list[str]:
    return sorted(set(found))


def _each(found: Iterable[str]) -> list[str]:
    """Return every text, and again with a number where it stands in more than one place."""
    count = Counter(found)
    return sorted(
        f"{text} (place {place})" if place > 1 else text
        for text in count
        for place in range(1, count[text] + 1)
    )
