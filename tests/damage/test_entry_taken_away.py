"""An entry that a database writer takes away leaves a gap that every later reader is shown."""

from uuid import uuid4

from sqlalchemy import delete, update

from app.domain.entries import Part
from app.models.concern import Concern, Entry, Wrap
from app.services import additions, drafts, files, fsck, signing

PARTS = (Part("account", ("c1",), {"worry": "He would not say where he slept."}),)


def add(world, concern_id, words: str) -> int:
    return additions.add_words(world.desk("sam"), concern_id, additions.NewWords(uuid4(), words))


def test_its_number_is_never_used_again_and_the_gap_is_shown(world):
    desk = world.desk("sam")
    what = signing.ToSign(drafts.begin(desk), PARTS, frozenset())
    concern_id = signing.sign(desk, what)
    number = add(world, concern_id, "She said it again today.")
    session = world.session()
    gone = session.query(Entry).filter_by(concern_id=concern_id, number=number).one().id
    session.execute(delete(Wrap).where(Wrap.entry_id == gone))
    session.execute(delete(Entry).where(Entry.id == gone))
    session.execute(update(Concern).values(entries=number - 1))
    session.commit()
    assert add(world, concern_id, "Something harmless.") == number + 1
    file = files.open_file(world.desk("jo"), concern_id)
    assert [one.refused for one in file.entries] == [False, True, False]
    assert any(f"{concern_id}/{number}" in line for line in fsck.findings(world.desk()))
