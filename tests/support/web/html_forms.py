"""A form on a page as a browser sees it: what it would send, what may be chosen, its buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

TEXTS = {"text", "email", "tel", "password", "hidden", "search", "number"}


@dataclass
class Control:
    """A control: `value` is typed text; `options` are what a choice offers, `on` what is chosen."""

    name: str
    type: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    on: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    """Values of earlier controls with this name: a browser sends them all."""

    def sent(self) -> list[str]:
        """What a browser sends of it as it stands."""
        return (
            self.on if self.type in {"radio", "checkbox", "select"} else [*self.before, self.value]
        )


@dataclass
class Button:
    """A button: its words, and what it sends."""

    text: str
    name: str = ""
    value: str = ""


@dataclass
class Form:
    """One form. Setting an answer that the page does not offer fails, as it would for a person."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def set(self, name: str, values: list[str]) -> None:
        """Answer a question."""
        control = self.controls[name]
        if control.type in {"radio", "checkbox", "select"}:
            strange = set(values) - set(control.options)
            assert not strange, f"{name} does not offer {strange}"
            control.on = list(values)
        else:
            (control.value,) = values

    def sent(self, button: Button | None = None) -> dict[str, list[str]]:
        """What a browser sends when this button is pressed."""
        found = {name: control.sent() for name, control in self.controls.items()}
        if button and button.name:
            found[button.name] = [button.value]
        return {name: values for name, values in found.items() if values}

    def button(self, text: str) -> Button:
        """The button with these words, or words that begin so."""
        exact = [one for one in self.buttons if one.text == text]
        begins = [one for one in self.buttons if one.text.startswith(text)]
        assert exact or begins, f"no button {text!r} among {[b.text for b in self.buttons]}"
        return (exact or begins)[0]


class _Forms:
    """Takes the parts of a page from the parser, which calls the four methods without a dash."""

    def __init__(self, html: str) -> None:
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.text: Control | Button | None = None
        self.select: Control | None = None
        etree.HTML(html or "<html></html>", etree.HTMLParser(target=self))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take what opens a control."""
        found = dict(attributes)
        if tag == "form":
            self.form = Form(found.get("action", ""), found.get("method", "get"))
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and "name" in found:
            self._input(found)
        elif tag in {"textarea", "select"}:
            control = self.form.controls[found["name"]] = Control(found["name"], tag)
            self.text, self.select = (control, None) if tag == "textarea" else (None, control)
        elif tag == "option" and self.select is not None:
            self.select.options.append(found["value"])
            self.select.on = [found["value"]] if "selected" in found else self.select.on
        elif tag == "button":
            self.text = Button("", found.get("name", ""), found.get("value", ""))
            self.form.buttons.append(self.text)

    def _input(self, found: dict[str, str]) -> None:
        assert self.form is not None
        name, kind = found["name"], found.get("type", "text")
        if kind in TEXTS:
            same = self.form.controls.get(name)
            before = same.sent() if same else []
            self.form.controls[name] = Control(name, kind, found.get("value", ""), before=before)
            return
        control = self.form.controls.setdefault(name, Control(name, kind))
        control.options.append(found.get("value", "on"))
        if "checked" in found:
            control.on.append(control.options[-1])

    def end(self, tag: str) -> None:
        """Take what closes it."""
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag in {"textarea", "button"}:
            if isinstance(self.text, Button):
                self.text.text = " ".join(self.text.text.split())
            elif self.text is not None:  # a browser drops the first line feed of a text area
                self.text.value = self.text.value.removeprefix("\n")
            self.text = None

    def data(self, said: str) -> None:
        """Take its words."""
        if isinstance(self.text, Button):
            self.text.text += said
        elif self.text is not None:
            self.text.value += said

    def close(self) -> None:
        """End: nothing is left to do."""


def forms(html: str) -> list[Form]:
    """Every form of a page, in order."""
    return _Forms(html).forms


def form_to(html: str, action: str) -> Form:
    """The form that is sent to an address that ends so."""
    found = [one for one in forms(html) if one.action.endswith(action)]
    assert found, f"no form to {action} among {[one.action for one in forms(html)]}"
    return found[0]


def read_form(client, path: str, **typed: str) -> dict[str, str]:
    """Return what a short form sends: its id, what its page showed, and what is typed."""
    text = client.get(path).get_data(as_text=True)
    return dict(re.findall(r'type="hidden" name="(once|seen)" value="([^"]*)"', text)) | typed
