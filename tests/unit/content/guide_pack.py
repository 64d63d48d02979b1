"""The pack that docs/content.md makes from nothing, as someone who follows the page has it."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "content.md"
NAME = "exampleton"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```toml\n# (exampleton/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = dict(BLOCK.findall(TEXT))


def write_guide_pack(packs: Path) -> None:
    """Write every file of the page's pack into the folder `packs`."""
    for file, text in BLOCKS.items():
        (packs / file).parent.mkdir(parents=True, exist_ok=True)
        (packs / file).write_text(text, encoding="utf-8")
