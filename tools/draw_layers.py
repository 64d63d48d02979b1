"""Draw the picture of the layers, docs/pictures/layers.svg, from the folders of the code.

    make frozen

runs this. The layers are in the order of the contract in pyproject.toml, and the boxes are the
folders that are there. `tests/policy/wording/test_docs_complete.py` compares the picture with both.
"""

from __future__ import annotations

import sys
import tomllib
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures" / "layers.svg"
WIDTH, LEFT, INNER, COLUMNS, ROW = 640, 20, 606, 5, 34
CONTRACT = "Inside app, downward only; journeys do not know one another"


class Layer(NamedTuple):
    """A layer as it is drawn: its folders under app, and if their subfolders are drawn too."""

    title: str
    caption: str
    folders: tuple[str, ...]
    subjects: bool = False


# From the top. Each imports only from those below it.
LAYERS = (
    Layer("Web server", "processes and connections: no page", ("web_server",)),
    Layer(
        "Journeys",
        "pages, buttons and commands: no table, no key, no log",
        (
            *("public", "setup", "accounts", "recording", "review", "referrals", "learning"),
            *("oversight", "upkeep_cli"),
        ),
    ),
    Layer("Operation", "log lines and metrics: no path, no name", ("operation",)),
    Layer("Access", "who is asking, what they can reach, one token on every POST", ("access",)),
    Layer("Services", "what can be done, one folder a subject", ("services",), subjects=True),
    Layer("Vault, models", "keys: seal, open, sign, prove · tables", ("vault", "models")),
    Layer("Database guard", "whether a database may be changed now", ("database_guard",)),
    Layer("Database", "SQLite or PostgreSQL, one write lock", ("database.py",)),
    Layer("Domain", "plain values and rules: no web, no keys", ("domain",), subjects=True),
)
NOT_DRAWN = {"migrations", "static", "templates"}
"""Folders that nothing imports."""
LIBRARIES = {
    "referral_forms": ("values in, paper out:", "summaries, council forms,", "the workbook as PDF"),
    "audit": ("the lines and tree of the log,", "and its verifier"),
    "content": (
        "packs: numbers, hours,",
        "words, workbook, scenarios.",
        "referral_forms uses it too",
    ),
}
WAY = {
    1: "app/recording",
    2: "app/services/drafts",
    3: "app/vault",
    4: "app/recording",
    5: "app/services/concerns",
    6: "app/vault",
    7: "app/services/audit_log",
    8: "app/referrals",
    9: "app/services/referrals",
    10: "referral_forms",
}
"""The steps of "The way of a record" in docs/architecture.md, and the box of each."""

HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 {height}" width="960"\
 height="{height}" role="img" aria-labelledby="t d" font-family="system-ui, 'Segoe UI', Arial,\
 sans-serif" font-size="14" fill="#0b0c0c">
<title id="t">Layers of Heard and the way of a record</title>
<desc id="d">From the top: {titles}. Each imports only from those below it. Next to them are the\
 libraries that the app uses: {libraries}. Numbers 1 to {steps} show where a record passes on its\
 way from a form to a PDF.</desc>
<defs>
<marker id="a" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7"\
 orient="auto"><path d="M0 0 10 5 0 10z" fill="#505a5f"/></marker>
<style>.l{{fill:#fff;stroke:#505a5f}}.h{{font-weight:700;font-size:16px}}\
.s{{fill:#505a5f;font-size:13px}}.c{{fill:#f3f2f1;stroke:#b1b4b6}}\
.u{{fill:#fff7bf;stroke:#b1b4b6}}.w{{stroke:#505a5f;stroke-width:1.5;fill:none;\
marker-end:url(#a)}}.n{{fill:#1d70b8}}.t{{fill:#fff;font-weight:700;font-size:12px;\
text-anchor:middle}}.m{{text-anchor:middle;font-size:13px}}</style>
</defs>
<rect width="960" height="{height}" fill="#fff"/>
"""


def list_boxes(layer: Layer) -> list[str]:
    """Return the folders that a layer is drawn with, by their paths."""
    if not layer.subjects:
        return [f"app/{name}" for name in layer.folders]
    home = f"app/{layer.folders[0]}"
    return sorted(f"{home}/{path.parent.name}" for path in (ROOT / home).glob("*/__init__.py"))


def read_contract() -> list[set[str]]:
    """Return the modules of each layer of app, from the top, as pyproject.toml has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == CONTRACT)
    return [set(line.replace("|", " ").split()) for line in layers]


def _draw_box(path: str, x: int, y: int, width: int) -> str:
    mark = "u" if path in WAY.values() else "c"
    steps = [step for step, box in WAY.items() if box == path]
    circles = "".join(
        f'<circle class="n" cx="{x + 10 + 20 * at}" cy="{y}" r="9"/>'
        f'<text class="t" x="{x + 10 + 20 * at}" y="{y + 4}">{step}</text>\n'
        for at, step in enumerate(steps)
    )
    return (
        f'<rect class="{mark}" x="{x}" y="{y}" width="{width}" height="26" rx="3"/>'
        f'<text class="m" x="{x + width // 2}" y="{y + 18}">{Path(path).stem}</text>\n{circles}'
    )


def _draw_layer(layer: Layer, y: int) -> tuple[str, int]:
    """Return a layer as SVG, and its height."""
    boxes = list_boxes(layer)
    rows = -(-len(boxes) // COLUMNS)
    is_service = layer.title == "Services"
    height = 38 + rows * ROW + (ROW if is_service else 0)
    width = (INNER - 8 * (COLUMNS - 1)) // COLUMNS
    lines = [
        f'<rect class="l" x="{LEFT}" y="{y}" width="{WIDTH}" height="{height}" rx="6"/>\n',
        f'<text class="h" x="{LEFT + 16}" y="{y + 23}">{layer.title}</text>',
        f'<text class="s" x="{LEFT + 160}" y="{y + 23}">{escape(layer.caption)}</text>\n',
    ]
    lines += [
        _draw_box(path, LEFT + 16 + at % COLUMNS * (width + 8), y + 36 + at // COLUMNS * ROW, width)
        for at, path in enumerate(boxes)
    ]
    if is_service:
        lines.append(_draw_box("app/services/unit_of_work", LEFT + 16, y + 36 + rows * ROW, INNER))
    return "".join(lines), height


def _draw_library(name: str, y: int) -> str:
    lines = "".join(
        f'<text class="s" x="716" y="{y + 52 + 18 * at}">{text}</text>\n'
        for at, text in enumerate(LIBRARIES[name])
    )
    return (
        f'<rect class="l" x="700" y="{y}" width="240" height="104" rx="6"/>\n'
        f'{_draw_box(name, 716, y + 10, 208)}{lines}<path class="w" d="M660 {y + 40}h38"/>\n'
    )


def _draw_legend(y: int) -> str:
    return (
        f'<path class="w" d="M700 {y}h24"/>\n'
        f'<text class="s" x="732" y="{y + 4}">imports from</text>\n'
        f'<circle class="n" cx="709" cy="{y + 24}" r="9"/>'
        f'<text class="t" x="709" y="{y + 28}">1</text>'
        f'<text class="s" x="732" y="{y + 28}">a step of the way of a record</text>\n'
    )


def draw_layers() -> str:
    """Return the picture as SVG."""
    y, body, places = 16, [], {}
    for layer in LAYERS:
        drawn, height = _draw_layer(layer, y)
        places[layer.title] = y
        arrow = f'<path class="w" d="M340 {y - 18}v16"/>\n' if y > 16 else ""
        body.append(f"{arrow}{drawn}")
        y += height + 20
    body.append('<text class="s" x="700" y="34">Libraries: they know nothing of the app</text>\n')
    at = places["Services"]
    body += [_draw_library(name, at + 124 * row) for row, name in enumerate(LIBRARIES)]
    body.append(_draw_legend(places["Domain"] + 30))
    head = HEAD.format(
        height=y,
        titles=", ".join(layer.title.lower() for layer in LAYERS),
        libraries=", ".join(LIBRARIES),
        steps=max(WAY),
    )
    return f"{head}{''.join(body)}</svg>\n"


def write_layers() -> tuple[list[str], list[str]]:
    """Write the picture if it is another one. Return what was written; nothing can fail."""
    if TARGET.read_text(encoding="utf-8") == (now := draw_layers()):
        return [], []
    TARGET.write_text(now, encoding="utf-8")
    return ["docs/pictures/layers.svg: drawn again"], []


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in write_layers()[0])
