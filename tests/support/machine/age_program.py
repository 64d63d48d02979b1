"""The real `age` program, as a receiver would use it. It asks for words on a terminal alone."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

from tests.support.machine.needed_programs import program

PUBLIC = re.compile(r"age1[0-9a-z]+")
PATIENCE = 60.0


def new_key(folder: Path) -> tuple[Path, str]:
    """A file with a new secret key, and its public half."""
    path = folder / "receiver.txt"
    subprocess.run([program("age-keygen", "age"), "-o", path], check=True, capture_output=True)
    found = PUBLIC.search(path.read_text(encoding="utf-8"))
    assert found is not None
    return path, found[0]


def opened_with_key(locked: bytes, secret: Path) -> bytes:
    """What the holder of a secret key reads. Raises CalledProcessError when it does not open."""
    command = [program("age", "age"), "--decrypt", "--identity", str(secret)]
    return subprocess.run(command, input=locked, check=True, capture_output=True).stdout


def opened_with_words(locked: bytes, words: str, folder: Path) -> bytes | None:
    """What somebody who was told the words reads; None when they do not open it."""
    source, target = folder / "locked.age", folder / "opened.zip"
    source.write_bytes(locked)
    command = [program("age", "age"), "--decrypt", "--output", str(target), str(source)]
    on_a_terminal = [program("script", "bsdutils"), "-qec", shlex.join(command), os.devnull]
    done = subprocess.run(
        on_a_terminal, input=words.encode() + b"\n", capture_output=True, timeout=PATIENCE
    )
    return target.read_bytes() if done.returncode == 0 else None
