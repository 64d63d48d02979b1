"""Structs that are sealed, signed, hashed or read from a file, field by field.

A struct is known by its tag or by the label given to it here, never by its class: a class may be
renamed, what was written with it may not. A field that is a struct itself is written out in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect

from app.domain.children import child_card
from app.domain.practice import debrief_schema
from app.domain.record import entry_schema, time_choices
from app.domain.routing import duty_rota
from app.domain.training import exchange_schema, outside_schema, reading_state, statement_schema
from app.domain.values import entry_values, packed_slips
from app.services.audit_log import concern_index, number_snapshot
from app.services.audit_log.replays import replay_snapshot
from app.services.auth import carried_forms, session_state
from app.services.auth.second_step import (
    passkey_sign_ins,
    step_proofs,
    step_rows,
    waiting_state,
)
from app.services.backup import backup_format
from app.services.concern_lists import filtered_lists, saved_lists
from app.services.confirmation import lead_proposals, sheet_renewal
from app.services.organisations import offline_org_cache, setup_drafts
from app.services.practice import practice_runs
from app.services.sealed_index import books
from app.services.training import paper_completions, private_drafts
from app.vault import certificates
from content import pack_files, pack_loader, pack_settings
from content.scenarios import scenario
from content.workbook import chapters, edition

LABELS: dict[str, type] = {
    "form: a choice between two times": time_choices.ChosenText,
    "box: a filter of concerns": filtered_lists.ListFilter,
    "box: a list of concerns that a reader saved": saved_lists.ListContent,
    "backup: the first line": backup_format.Header,
    "backup: the line before a table": backup_format.TableLine,
    "backup: the last line": backup_format.Trailer,
    "index: a slip": entry_values.Slip,
    "index: a book": books.BookContent,
    "index: a packed question": packed_slips.PackedQuestion,
    "index: a packed slip": packed_slips.PackedSlip,
    "index: packed slips": packed_slips.PackedSlips,
    "box: a page of training or practice as typed": private_drafts.LearningPage,
    "box: a practice conversation": practice_runs._Kept,
    "box: a set-up that is not finished": setup_drafts.PendingSetup,
    "box: answers of set-up": setup_drafts.SetupAnswers,
    "box: a recovery sheet that is not typed back": sheet_renewal.NewSheet,
    "box: a sign-in": session_state.SessionState,
    "box: a second step": step_rows.StepSecrets,
    "box: how somebody reads": reading_state.ReadingState,
    "carried: a form that waits for a passphrase": carried_forms.CarriedForm,
    "carried: a sign-in that waits for a code": waiting_state.WaitingSignIn,
    "carried: what passkeys sign on a page": step_proofs.Challenges,
    "carried: what a passkey signs at sign-in": passkey_sign_ins.SealedChallenge,
    "certificate": certificates.Certificate,
    "column: what somebody outside answered": outside_schema.OutsideAnswer,
    "box: what a link asks somebody outside": outside_schema.OutsideQuestion,
    "column: a lead who waits": lead_proposals.ProposedLead,
    "column: the rota": duty_rota.RotaPlan,
    "file: the organisation remembered": offline_org_cache._Details,
    "hash: a completion typed from paper": paper_completions.TypedCompletion,
    "hash: an answer of a self-check": chapters.CheckAnswer,
    "hash: the workbook": edition.Workbook,
    "pack: council form, head": pack_loader._Head,
    "pack: settings": pack_settings.PackSettings,
    "sealed: a card": entry_schema.Card,
    "sealed: the card of a child's file": child_card.ChildCard,
    "snapshot: a signed record in the index of concerns": concern_index.UnreadRecord,
    "snapshot: numbers": number_snapshot._Kept,
    "snapshot: a whole log, first line": replay_snapshot.SnapshotHead,
    "snapshot: a whole log, first line of any format": replay_snapshot._AnyHead,
    "workbook: chapter": chapters.Chapter,
    "workbook: scenario": scenario.Scenario,
    **{f"pack: {name}": shape for name, shape in pack_files.SECTIONS.items()},
}
ORDERED = frozenset(
    {
        "box: a sign-in",
        "hash: a completion typed from paper",
        "hash: an answer of a self-check",
        "hash: the workbook",
        "snapshot: a signed record in the index of concerns",
        "workbook: scenario",
    }
)
"""Those that are hashed or read in the order in which their fields stand in the class."""
UNIONS: dict[str, Any] = {
    "file": entry_schema.Entry,
    "child": child_card.FileEntry,
    "training": exchange_schema.OpenTrainingEntry,
    "practice": debrief_schema.OpenDebriefEntry,
    "training note": statement_schema.Statement,
}


def describe_structs() -> dict[str, dict[str, str]]:
    """Return the fields of each struct, by its label or by its union and tag."""
    found = {
        label: _fields_of(inspect.type_info(kind), ordered=label in ORDERED)
        for label, kind in LABELS.items()
    }
    for union, kinds in UNIONS.items():
        for info in _members(inspect.type_info(kinds)):
            found[f"{union} entry: {info.tag}"] = _fields_of(info)
    return dict(sorted(found.items()))


def find_labelled_classes() -> set[type]:
    """Return every class that `describe_structs` writes out, those inside others too."""
    seen: set[type] = set()
    for kind in (*LABELS.values(), *UNIONS.values()):
        for info in _members(inspect.type_info(kind)):
            _classes(info, seen)
    return seen


def _classes(info: Any, seen: set[type]) -> None:
    if isinstance(info, inspect.StructType):
        if info.cls in seen:
            return
        seen.add(info.cls)
        for field in info.fields:
            _classes(field.type, seen)
    for inner in _inner(info):
        _classes(inner, seen)


def _inner(info: Any) -> tuple[Any, ...]:
    if isinstance(info, inspect.UnionType):
        return tuple(info.types)
    if isinstance(info, inspect.TupleType):
        return tuple(info.item_types)
    if isinstance(info, inspect.DictType):
        return (info.key_type, info.value_type)
    return (info.item_type,) if isinstance(info, inspect.CollectionType) else ()


def _members(info: Any) -> tuple[Any, ...]:
    return tuple(info.types) if isinstance(info, inspect.UnionType) else (info,)


def _fields_of(info: Any, *, ordered: bool = False) -> dict[str, str]:
    found: dict[str, str] = {}
    if info.tag is not None:
        found["(tag)"] = f"{info.tag_field}={info.tag}"
    found |= dict(_paths(info, "", ordered))
    return dict(sorted(found.items()))


def _paths(info: inspect.StructType, start: str, ordered: bool) -> Iterator[tuple[str, str]]:
    yield f"{start}(strict)", "unknown fields refused" if info.forbid_unknown_fields else "no"
    if ordered:
        yield f"{start}(order)", ", ".join(field.encode_name for field in info.fields)
    for field in info.fields:
        at = start + field.encode_name
        yield at, _words(field.type) + ("" if field.required else ", may be absent")
        for mark, struct in _structs_in(field.type, ""):
            yield from _paths(struct, f"{at}{mark}.", ordered)


def _structs_in(info: Any, mark: str) -> Iterator[tuple[str, inspect.StructType]]:
    if isinstance(info, inspect.StructType):
        yield mark, info
    elif isinstance(info, inspect.DictType):
        yield from _structs_in(info.value_type, f"{mark}{{}}")
    elif isinstance(info, inspect.UnionType):
        for inner in info.types:
            yield from _structs_in(inner, mark)
    else:
        for inner in _inner(info):
            yield from _structs_in(inner, f"{mark}[]")


def _words(info: Any) -> str:
    if isinstance(info, inspect.StructType):
        return "struct"
    if isinstance(info, inspect.EnumType):
        return "one of " + ", ".join(str(one.value) for one in info.cls)
    if isinstance(info, inspect.LiteralType):
        return "one of " + ", ".join(map(str, info.values))
    if isinstance(info, inspect.UnionType):
        return " or ".join(sorted(map(_words, info.types)))
    if isinstance(info, inspect.DictType):
        return f"map of {_words(info.key_type)} to {_words(info.value_type)}"
    if isinstance(info, inspect.CustomType):
        return "map" if isinstance(info.cls, type) and issubclass(info.cls, Enum) else "custom"
    name = type(info).__name__.removesuffix("Type").lower()
    inner = ", ".join(map(_words, _inner(info)))
    return f"{name} of ({inner})" if inner else name


def find_unlabelled_classes() -> list[type[msgspec.Struct]]:
    """Return classes with a tag that no label and no union reaches."""
    known, waiting, found = find_labelled_classes(), [msgspec.Struct], []
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__struct_config__.tag is not None and one not in known:
                found.append(one)
    return [one for one in found if not one.__subclasses__()]
