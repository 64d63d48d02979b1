"""Gather every name that is stored, signed or in a URL, and say how two gatherings differ."""

from __future__ import annotations

from typing import Any

Names = dict[str, Any]


def gather_wire_names() -> Names:
    """Return all wire names of the code, by kind."""
    from tools.wire_names import literals, packs, page_names, structs, surface

    return {
        "actions of the log": surface.describe_log_actions(),
        "closed sets": surface.list_closed_sets(),
        "content packs": packs.list_pack_sections(),
        "cookies": literals.list_cookie_words(),
        "files": literals.list_file_names(),
        "forms": page_names.list_form_ids(),
        "forms of areas": page_names.map_area_forms(),
        "ids": literals.list_id_shapes(),
        "keys in packs": packs.list_pack_keys(),
        "kept in browsers": literals.list_browser_keys(),
        "labels of keys and contexts": literals.list_key_labels(),
        "ids are made from": literals.list_id_seeds(),
        "pages": page_names.describe_pages(),
        "stored words": literals.list_stored_words(),
        "structs": structs.describe_structs(),
        "tables": surface.describe_tables(),
        "training and practice": page_names.list_training_names(),
        "typed on pages": page_names.list_typed_names(),
        "words of the log": literals.list_log_words(),
        "URLs": surface.list_urls(),
        "URLs, after the question mark": literals.list_query_names(),
    }


def flatten_names(names: Any, start: str = "") -> dict[str, str]:
    """Return one line for each name: where it stands, and what is said of it."""
    if isinstance(names, dict):
        return {
            at: said
            for name, inner in names.items()
            for at, said in flatten_names(inner, f"{start} > {name}" if start else name).items()
        }
    if isinstance(names, list):
        return {f"{start} > {name}": "" for name in names}
    return {start: str(names)}


def compare_names(frozen: Names, now: Names) -> tuple[list[str], list[str]]:
    """Return what was removed or changed, and what was added, each in words."""
    old, new = flatten_names(frozen), flatten_names(now)
    lost = [f"removed: {at}" for at in sorted(old.keys() - new.keys())]
    lost += [
        f"changed: {at}: was {old[at] or 'nothing'!r}, is {new[at] or 'nothing'!r}"
        for at in sorted(old.keys() & new.keys())
        if old[at] != new[at]
    ]
    return lost, [f"added: {at}" for at in sorted(new.keys() - old.keys())]
