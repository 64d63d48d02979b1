"""Compile each template, route, query and line of the log once a process, for all tests.

Most of a web test was compiling: every test makes an app of its own, and a new app has compiled
nothing. A test that spoils a copy of the packs reads all of them again, though one file differs.
What is shared is code, found by its source, and tables of TOML, of which each reader has a copy. No
app's state is in it: a filter, a global or a converter is looked up in the app that runs the code.
A real server compiles for itself.
"""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Callable
from copy import copy
from functools import lru_cache
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from audit import events

Builder = Callable[..., tuple[str, str]]


class CompiledTemplates(BytecodeCache):
    """Compiled templates in memory, by name, file and a checksum of the source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if this very source was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


class CompiledAddresses:
    """Functions that build addresses, by the text of their rule."""

    def __init__(self, compile_builder: Callable[[Rule, bool], Builder]) -> None:
        self._compile = compile_builder
        self._builders: dict[tuple[object, ...], Builder] = {}

    def builder(self, rule: Rule, append_unknown: bool) -> Builder:
        """Return the function for a rule. It holds the values of the defaults of that rule."""
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), append_unknown, defaults)
        if key not in self._builders:
            self._builders[key] = self._compile(rule, append_unknown)
        return self._builders[key]


class CompiledRules:
    """Parts of rules that are compiled already, by the text of the rule."""

    def __init__(self, compile_rule: Callable[[Rule], None]) -> None:
        self._compile = compile_rule
        self._known: dict[tuple[object, ...], dict[str, Any]] = {}

    def compile(self, rule: Rule) -> None:
        """Compile a rule, or take what one of the same text was compiled to."""
        if rule.defaults or rule.host or rule.subdomain:
            self._compile(rule)
            return
        key = (rule.rule, rule.merge_slashes)
        if key not in self._known:
            self._compile(rule)
            self._known[key] = {name: copy(getattr(rule, name)) for name in _COMPILED}
            return
        for name, value in self._known[key].items():
            setattr(rule, name, copy(value))
        rule._build = rule._compile_builder(False).__get__(rule, None)
        rule._build_unknown = rule._compile_builder(True).__get__(rule, None)


_COMPILED = ("_parts", "_trace", "_converters", "arguments")


class CompiledQueries(LRUCache):
    """Compiled SQL, by its statement and by the kind of database, not by the engine that asked."""

    def get(self, key, default=None):
        """Return the SQL of a statement, if an engine of this kind compiled it before."""
        return super().get(_name_dialect(key), default)

    def __setitem__(self, key, value) -> None:
        super().__setitem__(_name_dialect(key), value)


def _name_dialect(key: tuple) -> tuple:
    dialect, *statement = key
    return (type(dialect), dialect.server_version_info, *statement)


class ReadTables:
    """Tables of TOML by the text that they were read from. Each reader has them for its own."""

    def __init__(self, read: Callable[..., dict[str, Any]]) -> None:
        self._read = read
        self._known: dict[str, bytes] = {}

    def read(self, text: str, /, **how: Any) -> dict[str, Any]:
        """Read a text, or copy what the same text was read as."""
        if how:
            return self._read(text, **how)
        if text not in self._known:
            self._known[text] = pickle.dumps(self._read(text))
        return pickle.loads(self._known[text])  # noqa: S301 - of our own making, just above


def _share_queries() -> None:
    queries = CompiledQueries(2000)
    Engine._compiled_cache = property(lambda _: queries, lambda _, own: None)  # type: ignore[assignment]


def share() -> None:
    """Let every app of this process share what was compiled."""
    _share_queries()
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    shared = CompiledAddresses(Rule._compile_builder)
    Rule._compile_builder = lambda rule, append_unknown=True: shared.builder(rule, append_unknown)  # type: ignore[method-assign]
    rules = CompiledRules(Rule.compile)
    Rule.compile = lambda rule: rules.compile(rule)  # type: ignore[method-assign]
    tomllib.loads = ReadTables(tomllib.loads).read
    events.parse_event = lru_cache(maxsize=4096)(events.parse_event)


share()
