#!/usr/bin/env python3
"""Check what a change adds: commit subjects, and the words of new names and docstrings.

    python tools/check_changes.py                    everything since the commits named below
    python tools/check_changes.py --message FILE     one commit message (the hook of `make hooks`)

Old names and old prose are left alone: they are cleaned when a package is rewritten. So names and
docstrings count only on lines that were added since WORDS_SINCE. Phrases of docstrings and comments
and the names of tests count since PHRASES_SINCE, and a phrase is looked for within one line.
Without the history of the project, as in a copy without `.git`, this says that it did not run.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXEMPT = ROOT / "tools" / "exempt_commits.txt"
SUBJECTS_SINCE = "f02420c37353f2f409e1a49ad936ad54d46ee2c8"
"""The last commit before subjects had a limit."""
WORDS_SINCE = "49e8e1484c051fd36997fbde41ffa1681d7a4ec2"
"""The last commit before new names and docstrings were checked."""
PHRASES_SINCE = "64ec1a934c5c556769164efec7cffbb4422c810a"
"""The last commit before phrases and the names of tests were checked."""
SUBJECT_LENGTH = 65
FOLDERS = ("app", "audit", "content", "referral_forms", "tests", "tools")

# A first line that starts so has to be read twice; so has a name with such a word in it.
RIDDLE = re.compile(
    r"(?:What|Whom|Whoever|Where|When|Who|That|Those|Since when|Until when|By when|As|Without"
    r"|Nobody|Of|One of|The same|And|Because)\b(?! (?:is|are|was|were) .*\?)"
)
THIN = 2
"""Words of a docstring that say no more than the name under it."""
WORDS = {
    "whom": "who",
    "whoever": "the person who",
    "somebody": "someone",
    "nobody": "no one",
    "everybody": "everyone",
    "anybody": "anyone",
    "beside": "next to",
    "ring": "call",
    "rang": "called",
    "rung": "called",
    "ringing": "calling",
    "stands": "is",
    "holds": "has",
    "tells": "says",
    "whole": "full",
    "raws": "raw_values",
    "homes": "dashboards",
    "strayed": "misplaced",
    "standing": "status",
    "shorts": "short_names",
    "would": "what it does",
    "whose": "the owner",
}
PARTICIPLES = re.compile(
    r"told|said|kept|rung|rang|sent|given|taken|seen|known|shown|written|begun|drawn|chosen|made"
    r"|left|gone|heard|held|asked|settled|strayed|rescued|practised|trained|decided|borrowed"
    r"|unchecked|unread|unseen|unsigned|signed|closed|added|changed|remembered|spoiled|confirmed"
    r"|listed|filled|marked|sealed|refused|proved|joined|invited|renamed|typed|stored|found|lost"
    r"|offered|apart|late|early|alone|elsewhere|again|after|before|beside|between|still"
)
PREPOSITIONS = re.compile(
    r"for|to|from|of|in|on|at|by|with|without|before|after|between|beside|over|under"
)
PHRASAL = re.compile(
    r"_?(?:(?:sign|log|fill|check|opt|let|read|put)(?:ed)?_(?:in|on)"
    r"|(?:carry|switch)_on|(?:hand|take|carry)_over)$"
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]{2,80}’(?!\w)|`[^`]*`")
"""Speech and code, which keep their own words."""
PHRASES = {
    r"whom(?:ever)?": "who, or two sentences",
    r"who(?:so)?ever": "anyone who, the person who",
    r"somebody": "someone",
    r"anybody": "anyone",
    r"everybody": "everyone",
    r"nobody": "no one, or say who does it",
    r"(?:in|on|for|from|with|by|to|of|at|under|through|after|against|between) which(?! order)": (
        "two sentences, or where, when"
    ),
    r"rings?|ringing|rang|rung": "call, called",
    r"may (?:never|only)|(?:nobody|no one) may": "must not, cannot",
    r"(?:need|needs|dare) not|ought to|shall (?:not|be|have)": "do not have to, must, will",
    r"(?:go|goes|going|went|gone) on with": "continue",
    r"(?:tells?|told|hears?|heard|knows?|knew|speaks?|spoke) of(?! course)": "about",
    r"also (?:when|if|where|not|without|from|after|before)": "even if, including when",
    r"(?:nothing|nobody|anything|somebody) of (?:it|them|this|that|these|those)": "nothing in it",
    r"of (?:its|their|his|her|your|my|our|one['’]s) own": "its own, a separate",
    r"by (?:itself|themselves)": "automatically, on its own",
    r"by when|since when|until when|from when": "when, how long",
    r"beside(?! (?:him|her|me|you|us|the (?:child|door|road|car))\b)": "next to, with",
    r"in place of": "instead of",
    r"mend(?:s|ed|ing)?": "fix, change",
    r"spoil(?:s|ed|t)": "damaged, corrupted",
    r"in vain|at this moment|any more|all the same": "without success, now, no longer, anyway",
    r"lest|whereby|wherein|thereby|thereof|therein|hereby|hence|thus|upon|whilst|amongst|anew": (
        "so, because, on, while, among, again"
    ),
    r"higher up": "escalate, someone more senior",
    r"officer for worries": "local authority designated officer (LADO)",
}
"""Phrases that are read twice, and what to write."""
FULLY = {"standing", "homes", "whole"}
"""Words that are right in the name of a test, which is a sentence."""
OLDER_NAMES = frozenset({"feared_lead_not_offered", "readers_entries_spoiled", "whole_job"})
"""Test modules that are older than these lists became longer, on 29 November 2026."""
ONE_WORD = re.compile(
    r"main|load|loads|dump|dumps|parse|encode|decode|render|verify|upgrade|downgrade|run|serve"
    r"|check"
)


def run_git(*arguments: str) -> str | None:
    """Return the output of git in this project, or None if it has no such history."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 - fixed words
    return done.stdout if done.returncode == 0 else None


def find_subject_faults(subject: str) -> Iterator[str]:
    """Yield how a commit subject breaks the rules of CONTRIBUTING.md."""
    if len(subject) > SUBJECT_LENGTH:
        yield f"{len(subject)} characters, at most {SUBJECT_LENGTH}"
    if re.search(r"[.;:]\s*$|; |: ", subject):
        yield "one change, without a semicolon, a colon or a full stop"
    if subject[:1].islower():
        yield "starts with a capital letter"


def find_commit_faults() -> Iterator[str] | None:
    """Yield the faults of every commit subject, or return None without history."""
    log = run_git("log", "--no-merges", "--format=%H %s", f"{SUBJECTS_SINCE}..HEAD")
    if log is None:
        return None
    exempt = set(EXEMPT.read_text(encoding="utf-8").split())
    return (
        f"{commit[:12]} {subject}\n    {fault}"
        for commit, _, subject in (line.partition(" ") for line in log.splitlines())
        if commit not in exempt
        for fault in find_subject_faults(subject)
    )


def read_added_lines(since: str) -> dict[str, set[int]] | None:
    """Return the numbers of the lines added to each Python file, or None without history."""
    diff = run_git("diff", "-U0", "-M", "--no-color", since, "--", *FOLDERS)
    if diff is None:
        return None
    added: dict[str, set[int]] = {}
    name = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            name = line.removeprefix("+++ b/")
        elif found := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            first, count = int(found[1]), int(found[2] or 1)
            added.setdefault(name, set()).update(range(first, first + count))
    return {name: lines for name, lines in added.items() if name.endswith(".py")}


def find_docstring_faults(node: ast.AST, lines: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the line and fault of each new docstring in a body, and of strings under attributes."""
    body = getattr(node, "body", None)
    for one in body if isinstance(body, list) else ():
        if not isinstance(one, ast.Expr) or one.lineno not in lines:
            continue
        text = one.value.value if isinstance(one.value, ast.Constant) else None
        if isinstance(text, str) and (fault := find_text_fault(text.strip())):
            yield one.lineno, fault


def find_text_fault(text: str) -> str | None:
    """Return why a docstring has to be read twice or says too little, or None."""
    first = text.partition("\n")[0]
    if RIDDLE.match(first):
        return f"docstring opens with “{first[:50]}”: say what it returns or does"
    if text == first and len(re.findall(r"\w+", first)) <= THIN:
        return f"docstring “{first}” says too little: name the thing, or verb and object"
    return None


def find_name_fault(name: str, is_file: bool) -> str | None:
    """Return why a new name is unclear, or None."""
    parts = name.strip("_").split("_")
    if bad := next((part for part in parts if part in WORDS), None):
        return f"“{bad}” in {name}: write “{WORDS[bad]}”"
    if PHRASAL.search(name):
        return None
    if PREPOSITIONS.fullmatch(parts[-1]) and len(parts) > 1:
        return f"{name} ends with a preposition: name the thing it is about"
    if is_file and len(parts) > 1 and PREPOSITIONS.fullmatch(parts[0]):
        return f"{name} starts with a preposition: name the thing it is about"
    if PARTICIPLES.fullmatch(parts[-1]) and (is_file or len(parts) == 1):
        return f"{name} is a participle: use a noun for a file, verb and object for a function"
    if not is_file and len(parts) == 1 and not ONE_WORD.fullmatch(name):
        return f"{name} is one word: use verb and object, such as load_draft"
    return None


def find_phrase_faults(text: str) -> Iterator[str]:
    """Yield each phrase of a line of prose that has to be read twice, and what to write."""
    plain = QUOTED.sub(" ", text)
    for phrase, instead in PHRASES.items():
        for found in re.finditer(rf"\b(?:{phrase})\b", plain, re.IGNORECASE):
            yield f"“{found[0]}”: write “{instead}”"


def find_test_name_fault(name: str) -> str | None:
    """Return why the name of a new test has to be read twice, or None."""
    bad = next((part for part in name.split("_")[1:] if part in WORDS.keys() - FULLY), None)
    if bad:
        return f"“{bad}” in {name}: write “{WORDS[bad]}”"
    if re.search(r"_(?:is|are)_no_(?!longer|one)", name):
        return f"{name}: write “is_not_a”"
    return None


def list_prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number and words of each line of a docstring, and of each comment."""
    source = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(ast.Constant(str())):
                for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                    yield line, source[line - 1].replace('"""', "")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def find_prose_faults(path: str, lines: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the line and fault of each phrase on new lines, and of each new test's name."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for line, words in list_prose(text):
        if line in lines:
            yield from ((line, fault) for fault in find_phrase_faults(words))
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef) or node.lineno not in lines:
            continue
        if node.name.startswith("test_") and (fault := find_test_name_fault(node.name)):
            yield node.lineno, fault


def is_named_freely(node: ast.FunctionDef, path: str) -> bool:
    """Whether a function is a private one, a view, a fixture or in a test, named as it likes."""
    hung = any(
        re.search(r"\.(get|post|route|command)|fixture", ast.unparse(d))
        for d in node.decorator_list
    )
    return hung or node.name.startswith("_") or path.startswith("tests/")


def find_python_faults(path: str, lines: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the line and fault of each new name or docstring of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    stem = Path(path).stem.removeprefix("test_")
    fault = find_name_fault(stem, True) if stem not in OLDER_NAMES else None
    if 1 in lines and fault:
        yield 1, fault
    for node in ast.walk(tree):
        yield from find_docstring_faults(node, lines)
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.lineno not in lines:
            continue
        fault = None if is_named_freely(node, path) else find_name_fault(node.name, False)
        if fault:
            yield node.lineno, fault


def find_word_faults() -> Iterator[str] | None:
    """Yield the faults of new names and docstrings, or return None without history."""
    checks = ((WORDS_SINCE, find_python_faults), (PHRASES_SINCE, find_prose_faults))
    added = [(read_added_lines(since), find_faults) for since, find_faults in checks]
    if any(lines is None for lines, _ in added):
        return None
    return (
        f"{path}:{line}: {fault}"
        for files, find_faults in added
        for path, lines in sorted((files or {}).items())
        if (ROOT / path).exists()
        for line, fault in find_faults(path, lines)
    )


def print_faults(title: str, faults: Iterator[str] | None) -> int:
    """Print the faults of one check and return how many there are."""
    if faults is None:
        sys.stdout.write(f"{title}: not run, there is no history here\n")
        return 0
    found = list(faults)
    for fault in found:
        sys.stdout.write(f"{title}: {fault}\n")
    return len(found)


def main(argv: list[str] | None = None) -> int:
    """Run the checks and return the exit status: 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--message", type=Path, help="check one commit message and nothing else")
    message = parser.parse_args(argv).message
    if message is not None:
        subject = message.read_text(encoding="utf-8").partition("\n")[0]
        merged = subject.startswith(("Merge ", "Revert ", "fixup! ", "squash! "))
        return 1 if not merged and print_faults("subject", find_subject_faults(subject)) else 0
    count = print_faults("commit subject", find_commit_faults()) + print_faults(
        "words", find_word_faults()
    )
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
