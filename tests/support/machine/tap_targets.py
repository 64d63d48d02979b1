"""Find what is too small to be hit by a shaking thumb: 44 by 44 CSS pixels (WCAG 2.2, 2.5.5).

Measured is what takes the tap: a button, a summary, a field, a link that stands by itself, and the
transparent input that lies over the ring or box of a radio or checkbox. A link within a sentence
is as high as its line: WCAG excepts it, and so does this. Never measured is what nobody sees.
"""

from __future__ import annotations

from playwright.sync_api import Page

LEAST = 44
MEASURE = """least => {
  const said = el => (el.innerText || el.value || el.name || el.id || "").trim().slice(0, 40);
  const block = el => {
    let at = el.parentElement;
    while (getComputedStyle(at).display === "inline") at = at.parentElement;
    return at;
  };
  const inSentence = el => {
    if (el.tagName !== "A" || getComputedStyle(el).display !== "inline") return false;
    const rest = block(el).cloneNode(true);
    rest.querySelectorAll("a, button, .govuk-visually-hidden").forEach(one => one.remove());
    return /[a-z0-9]/i.test(rest.textContent);
  };
  const every = "a[href], button, summary, input:not([type=hidden]), select, textarea";
  const hit = el => { // a list of tasks lays a lid over the whole row
    const over = getComputedStyle(el, "::after");
    const whole = over.position === "absolute" && over.content !== "none" && over.top === "0px"
      && over.bottom === "0px";
    return (whole ? el.offsetParent : el).getBoundingClientRect();
  };
  return [...document.querySelectorAll(every)].filter(el => {
    const box = hit(el);
    // Hidden from sight is one pixel, or a little more where a reader has zoomed.
    return el.checkVisibility({visibilityProperty: true}) && box.width >= 2 && box.height >= 2
      && !inSentence(el) && (box.height < least - 0.5 || box.width < least - 0.5);
  }).map(el => {
    const box = hit(el);
    const kind = el.tagName.toLowerCase() + (el.className ? "." + el.className : "");
    return `${kind} "${said(el)}" is ${Math.round(box.width)} by ${Math.round(box.height)}`;
  });
}"""


def too_small(page: Page) -> list[str]:
    """What is seen on this page, can be tapped, and is less than 44 pixels high or wide."""
    return page.evaluate(MEASURE, LEAST)
