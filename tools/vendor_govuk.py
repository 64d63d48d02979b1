"""Make the vendored front-end files: run by a person before a release, never at install.

`python tools/vendor_govuk.py` fetches govuk-frontend with `npm pack` (the only use of Node), checks
the archive against the integrity value below, takes the marks of GOV.UK out, drops the components
Heard does not use, and writes govuk.css, govuk.js and VERSION.
`python tools/vendor_govuk.py sums` only writes SHA256SUMS again, after an edit of one of our own
files. An unexpected count of replacements stops the run; nothing guesses.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "6.3.0"  # the version govuk-frontend-jinja 4.1.0 was made for
INTEGRITY = (
    "sha512-cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7F"
    "ruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA=="
)
STATIC = Path(__file__).parent.parent / "app" / "static"
SUMS = "SHA256SUMS"
FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif'

# Components that no page of Heard has; and shortcuts that our own style sheet makes needless.
UNUSED = re.compile(
    r"\.govuk-(?:accordion|breadcrumbs|cookie-banner|exit-this-page|footer|header|generic-header"
    r"|logo|service-navigation|phase-banner|tabs|pagination)(?![a-z])"
    r"|\.govuk-\\!-(?:static|padding|font-size)"
)


def fetch_release(folder: Path) -> Path:
    """Download and unpack the release into `folder`; raise SystemExit when its hash is another."""
    subprocess.run(  # noqa: S603  fixed arguments, no shell
        ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"],  # noqa: S607  whichever npm is installed
        cwd=folder,
        check=True,
    )
    archive = folder / f"govuk-frontend-{VERSION}.tgz"
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise SystemExit(f"govuk-frontend {VERSION}: expected {INTEGRITY}, got {found}")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package" / "dist" / "govuk"


def split_css_blocks(css: str) -> Iterator[tuple[str, str]]:
    """Split minified CSS into (prelude, body) pairs; a statement such as @import has no body."""
    at = 0
    while at < len(css):
        opening, ending = css.find("{", at), css.find(";", at)
        if ending != -1 and (opening == -1 or ending < opening):
            yield css[at : ending + 1], ""
            at = ending + 1
            continue
        if opening == -1:
            return
        close = find_closing_brace(css, opening)
        yield css[at:opening], css[opening + 1 : close]
        at = close + 1


def find_closing_brace(css: str, opening: int) -> int:
    """Return where the brace opened at `opening` is closed; raise SystemExit when it is not."""
    depth = 0
    for place in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    raise SystemExit("unbalanced braces in the style sheet")


def drop_unused_rules(css: str) -> str:
    """Return the style sheet without the rules of components that are not used."""
    kept = []
    for prelude, body in split_css_blocks(css):
        if not body:
            kept.append(prelude)
        elif prelude.startswith(("@media", "@supports")):
            inner = drop_unused_rules(body)
            kept.append(f"{prelude}{{{inner}}}" if inner else "")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [part for part in prelude.split(",") if not UNUSED.search(part)]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors else "")
    return "".join(kept)


def remove_govuk_brand(css: str) -> str:
    """Take out the two font faces, the font's name and what points at the crest or the fonts."""
    css = re.sub(r"/\*!.*?\*/", "", css, flags=re.DOTALL)
    css, faces = re.subn(r"@font-face\{[^}]*\}", "", css)
    css, names = re.subn(r"GDS Transport,arial,sans-serif", FONTS, css)
    if faces != 2 or names < 50:
        raise SystemExit(f"expected 2 font faces and over 50 font names, got {faces} and {names}")
    css = drop_unused_rules(css)
    for word in ("GDS", "crown", "crest", "/assets/", "url("):
        if word.lower() in css.lower():
            raise SystemExit(f"{word} is still in the style sheet")
    return css


def write_static_sums(static: Path = STATIC) -> None:
    """Write SHA256SUMS: the sum of each file that the app serves."""
    names = sorted(path.name for path in static.iterdir() if path.name != SUMS)
    lines = [
        f"{hashlib.sha256((static / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    (static / SUMS).write_text("".join(lines))


def vendor_release(static: Path = STATIC) -> None:
    """Write govuk.css, govuk.js and VERSION, then the sums.

    LICENCE is kept by hand: npm has none.
    """
    with tempfile.TemporaryDirectory() as folder:
        release = fetch_release(Path(folder))
        css = (release / "govuk-frontend.min.css").read_text()
        js = (release / "govuk-frontend.min.js").read_text()
    mark = f"/* govuk-frontend {VERSION}, MIT, see LICENCE; made by tools/vendor_govuk.py */\n"
    css = re.sub(r"/\*# sourceMappingURL.*?\*/", "", css).removeprefix('@charset "UTF-8";')
    (static / "govuk.css").write_text(mark + remove_govuk_brand(css).strip() + "\n")
    js = re.sub(r"//# sourceMappingURL=.*", "", js)
    (static / "govuk.js").write_text(mark + js.strip() + "\n")
    (static / "VERSION").write_text(f"govuk-frontend {VERSION}\n{INTEGRITY}\n")
    write_static_sums(static)


if __name__ == "__main__":
    write_static_sums() if sys.argv[1:] == ["sums"] else vendor_release()
