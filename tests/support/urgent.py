"""Find what is drawn in the red of 999, now or under a pointer, and does not ring 999."""

from __future__ import annotations

from playwright.sync_api import Page

FIND = """() => {
  if (!getComputedStyle(document.documentElement).getPropertyValue("--urgent")) return [];
  const probe = document.createElement("i");
  probe.style.color = "var(--urgent)";
  document.body.append(probe);
  const red = getComputedStyle(probe).color;
  probe.remove();
  const rings = el => el.closest('a[href="tel:999"]');
  const drawn = el => [null, "::before", "::after"].some(part => {
    const s = getComputedStyle(el, part);
    if (part && s.content === "none") return false;  // there is no such part, and asking takes long
    return [s.color, s.backgroundColor, s.borderTopColor, s.borderLeftColor, s.outlineColor]
      .includes(red);
  });
  // What a pointer or the focus would bring is not drawn yet: ask to whom it would come.
  const state = /:(hover|focus|active|visited)[a-z-]*/g;
  const rules = list => [...list].flatMap(one => [one, ...rules(one.cssRules || [])]);
  const later = [...document.styleSheets].flatMap(sheet => rules(sheet.cssRules))
    .filter(one => one.selectorText?.match(state) && one.cssText.includes("var(--urgent)"))
    .map(one => one.selectorText.replace(state, ""));
  return [...document.querySelectorAll("body, body *")]
    .filter(el => !rings(el) && (drawn(el) || later.some(one => el.matches(one))))
    .map(el => `${el.tagName.toLowerCase()}.${el.className}`);
}"""


def in_red(page: Page) -> list[str]:
    """Whatever on this page wears the red that stands for 999 alone."""
    found: list[str] = page.evaluate(FIND)
    return found
