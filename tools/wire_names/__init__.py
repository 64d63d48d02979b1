"""Gather every name that is stored, signed or in a URL, and say how two gatherings differ."""

from __future__ import annotations

from typing import Any

Names = dict[str, Any]


def gathered() -> Names:
    """Return all wire names of the code, by kind."""
    from tools.wire_names import literals, packs, pages, structs, surface

    return {
        "actions of the log": surface.actions(),
        "closed sets": surface.sets(),
        "content packs": packs.sections(),
        "cookies": literals.cookies(),
        "files": literals.file_names(),
        "forms": pages.forms(),
        "forms of areas": pages.forms_of_areas(),
        "ids": literals.ids(),
        "keys in packs": packs.keys(),
        "kept in browsers": literals.in_browsers(),
        "labels of keys and contexts": literals.key_labels(),
        "ids are made from": literals.seeds_of_ids(),
        "pages": pages.pages(),
        "stored words": literals.stored_words(),
        "structs": structs.structs(),
        "tables": surface.tables(),
        "training and practice": pages.training(),
        "typed on pages": pages.typed(),
        "words of the log": literals.words_of_the_log(),
        "URLs": surface.urls(),
        "URLs, after the question mark": literals.asked_in_urls(),
    }


def flat(names: Any, start: str = "") -> dict[str, str]:
    """Return one line for each name: where it stands, and what is said of it."""
    if isinstance(names, dict):
        return {
            at: said
            for name, inner in names.items()
            for at, said in flat(inner, f"{start} > {name}" if start else name).items()
        }
    if isinstance(names, list):
        return {f"{start} > {name}": "" for name in names}
    return {start: str(names)}


def differences(frozen: Names, now: Names) -> tuple[list[str], list[str]]:
    """Return what was removed or changed, and what was added, each in words."""
    old, new = flat(frozen), flat(now)
    lost = [f"removed: {at}" for at in sorted(old.keys() - new.keys())]
    lost += [
        f"changed: {at}: was {old[at] or 'nothing'!r}, is {new[at] or 'nothing'!r}"
        for at in sorted(old.keys() & new.keys())
        if old[at] != new[at]
    ]
    return lost, [f"added: {at}" for at in sorted(new.keys() - old.keys())]
