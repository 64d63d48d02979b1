"""Preview a content pack as its files are now: its numbers, its rules and what is left to do.

Files are read again as soon as one of them changes, so whoever writes a pack sees it at once. The
server uses a pack as it was when it started. This module changes nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache

from app.domain.private_struct import PrivateStruct
from app.errors import NotFoundError
from content import pack_files, pack_findings, pack_loader, pack_text
from content.contacts.contact_directory import DirectoryEntry, list_pack_directory_entries
from content.content_error import ContentError
from content.council_forms import FormBox
from content.findings.pack_finding import PackFinding
from content.pack import Pack
from content.pack_settings import TimeLimit
from content.workbook import workbook_loader

FileStamps = tuple[tuple[str, int, int, int], ...]
NO_LINK = "(no address)"
NOT_SET = "Not set. No one at the council has confirmed it."
WAYS = {"portal": "the council’s online form", "secure_email": "secure email", "post": "post"}


class PackChoice(PrivateStruct, frozen=True):
    """A pack to choose: its name, its title, and what is wrong with it now, or ""."""

    name: str
    title: str
    fault: str


class FormPreview(PrivateStruct, frozen=True):
    """A council's form: each box with the answers that go into it, or why no one can use it."""

    title: str
    version: str
    fault: str = ""
    boxes: tuple[tuple[str, str], ...] = ()
    by_hand: tuple[tuple[str, str], ...] = ()


class PackPreview(PrivateStruct, frozen=True):
    """A pack. `rows`: what it decides, in words. `waits`: what a person has to do, with the key.

    `wrong`: faults that leave the pack in use, with file, line and key. `links`: pages that the
    workbook names. `forms`: the council's own.
    """

    name: str
    title: str
    fault: str
    entries: tuple[DirectoryEntry, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()
    waits: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    forms: tuple[FormPreview, ...] = ()


def list_packs() -> tuple[PackChoice, ...]:
    """Return every pack that lies in the folder of packs."""
    found = []
    for name in pack_loader.list_pack_names():
        pack, fault = _read(name)
        found.append(PackChoice(name, pack.marked_title if pack else name, fault))
    return tuple(found)


def preview_pack(name: str, lead_title: str, today: date) -> PackPreview:
    """Return what people whose pack this is would read on `today`. Raises NotFoundError."""
    if name not in pack_loader.list_pack_names():
        raise NotFoundError(f"no pack {name}")
    pack, fault = _read(name)
    unread = pack_findings.list_unread_file_findings(name, pack_files.PACKS)
    waits = _describe_findings(unread)
    if pack is None:
        return PackPreview(name, name, fault, waits=waits)
    found = _list_findings_as_of(name, _list_file_stamps(), today)
    return PackPreview(
        name,
        pack.marked_title,
        fault,
        list_pack_directory_entries(pack, today),
        _rows(pack, lead_title, today),
        _describe_findings(one for one in found if one.problem == "broken"),
        (*waits, *_describe_findings(one for one in found if one.problem != "broken")),
        () if fault else _list_links_as_of(name, _list_file_stamps()),
        tuple(_list_forms(pack)),
    )


def _list_forms(pack: Pack) -> Iterator[FormPreview]:
    for one in pack.wrong_forms.values():
        yield FormPreview(one.title or one.key, one.version, str(one.fault))
    for form in pack.council_forms.values():
        boxes = ((box.label, _describe_box(box)) for box in form.boxes.values())
        by_hand = tuple(form.by_hand.items())
        yield FormPreview(form.title, form.version, "", tuple(boxes), by_hand)


def _describe_box(box: FormBox) -> str:
    """Return which answers a box shows, and which of them tick it or choose its states."""
    states = [f"{token} is {state or 'left out'}" for token, state in box.options.items()]
    chosen = ", ".join((*box.tick, *states))
    return ": ".join(filter(None, (", ".join(box.keys), chosen)))


def _read(name: str) -> tuple[Pack | None, str]:
    return _read_as_of(name, _list_file_stamps())


def _list_file_stamps() -> FileStamps:
    """Return the path, the times of its last changes and the size of every file of the packs."""
    stamps = []
    for path in sorted(pack_files.PACKS.rglob("*")):
        stat = None
        with suppress(OSError):  # gone since it was listed, or a link that leads nowhere
            stat = path.stat()
        times = (stat.st_ctime_ns, stat.st_mtime_ns, stat.st_size) if stat else (0, 0, 0)
        stamps.append((str(path), *times))
    return tuple(stamps)


@lru_cache(maxsize=64)
def _read_as_of(name: str, stamps: FileStamps) -> tuple[Pack | None, str]:
    try:
        pack = pack_loader.load_pack_from(pack_files.PACKS, name)
    except ContentError as error:
        return None, str(error)
    if pack.kind == "contacts":
        return pack, ""
    try:
        workbook_loader.load_workbook_from(pack_files.PACKS, name)
    except ContentError as error:
        return pack, str(error)
    return pack, ""


def _rows(pack: Pack, lead_title: str, today: date) -> tuple[tuple[str, str], ...]:
    said, settings = pack_text.fill_pack_text(pack, lead_title, today), pack.settings
    clocks = settings.clocks
    months = settings.training.renew_after_months
    titles = [
        *(one.title for one in pack.council_forms.values()),
        *(one.title or one.key for one in pack.wrong_forms.values()),
    ]
    return (
        ("Council", settings.council),
        ("Children’s services are called", settings.spoc),
        ("Sending a referral", said.delivery.line),
        ("Ways to send it", ", ".join(map(WAYS.__getitem__, settings.delivery.written)) or "None"),
        ("Link for a referral", settings.delivery.portal or "None"),
        (
            "Days or hours to send it in writing",
            _describe_limit(clocks.written_confirmation),
        ),
        ("Days or hours until the council decides", _describe_limit(clocks.decision)),
        ("If no one answers", said.escalation.line),
        ("Duty to report child sexual abuse", f"{said.csa_duty.heading} {said.csa_duty.line}"),
        (
            "Legal bases for sharing a concern",
            "; ".join(one.label for one in settings.sharing.bases),
        ),
        ("Training is renewed", f"Every {months} months" if months else NOT_SET),
        ("About renewing training", settings.training.text),
        ("Council referral form", ", ".join(titles) or "None"),
    )


def _describe_limit(limit: TimeLimit | None) -> str:
    if limit is None:
        return NOT_SET
    if limit.working_days is not None:
        return f"{limit.working_days}, not counting weekends and bank holidays"
    return ", then ".join(_describe_minutes(minutes) for minutes in limit.minutes)


def _describe_minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        return f"{minutes} minutes"
    return f"{hours} hour{'s' if hours != 1 else ''}"


def _describe_findings(found: Iterable[PackFinding]) -> tuple[tuple[str, str], ...]:
    """Return where each is, with its file and line if they are known, and what to do."""
    return tuple(
        (f"{one.place}: {one.key}" if one.place else one.key, f"{one.words}. {one.cure}.")
        for one in found
    )


@lru_cache(maxsize=64)
def _list_findings_as_of(name: str, stamps: FileStamps, today: date) -> tuple[PackFinding, ...]:
    pack, _ = _read_as_of(name, stamps)
    return pack_findings.list_own_findings(pack, pack_files.PACKS, today) if pack else ()


@lru_cache(maxsize=64)
def _list_links_as_of(name: str, stamps: FileStamps) -> tuple[tuple[str, str], ...]:
    pack, _ = _read_as_of(name, stamps)
    if pack is None or pack.kind != "authority":
        return ()
    links = workbook_loader.load_workbook_from(pack_files.PACKS, name).links.values()
    return tuple((one.label, f"{one.text} {one.web or NO_LINK}") for one in links)
