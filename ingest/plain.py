"""Frozen dataclasses as JSON and back, exactly: what the box keeps.

A dataclass is a list of its fields' values in order, a tuple a list, a date its ISO form; where a field
may hold one of several dataclasses, the number of the one stands before it. Types come from the
annotations alone, so a file can make nothing but what is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Step = Callable[[Any], Any]


def to_json(value: Any, kind: Any) -> str:
    """``value``, which is of type ``kind``, as compact JSON in ASCII.

    kind: a dataclass, tuple[...], one of these or None, date, str, int, float, bool, or a Mapping of plain
    values. Raises TypeError for any other.
    """
    return json.dumps(_codec(kind)[0](value), separators=(",", ":"))


def from_json(text: str, kind: Any) -> Any:
    """What `to_json` was given, for the same ``kind``.

    Text of another kind raises whatever its decoding does (ValueError, TypeError, IndexError).
    """
    return _codec(kind)[1](json.loads(text))


def _same(value: Any) -> Any:
    return value


@cache
def _codec(kind: Any) -> tuple[Step, Step]:
    """How a value of this type is made plain, and made from what is plain."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is date:
        return date.isoformat, date.fromisoformat
    if is_dataclass(kind):
        return _dataclass_codec(kind)
    if origin in (Union, UnionType):
        return _union_codec(tuple(part for part in parts if part is not NoneType))
    if origin is tuple:
        return _tuple_codec(parts)
    if kind in (str, int, float, bool) or origin is Mapping:
        return _same, _same
    raise TypeError(f"{kind} cannot be kept")


def _dataclass_codec(kind: Any) -> tuple[Step, Step]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    steps = [_codec(hints[name]) for name in names]
    encoders = [(name, encode) for name, (encode, _) in zip(names, steps, strict=True)]
    decoders = [decode for _, decode in steps]

    def encode(value: Any) -> list[Any]:
        return [step(getattr(value, name)) for name, step in encoders]

    def decode(plain: list[Any]) -> Any:
        return kind(*[step(part) for step, part in zip(decoders, plain, strict=True)])

    return encode, decode


def _union_codec(kinds: tuple[Any, ...]) -> tuple[Step, Step]:
    """One type or None; or one of several dataclasses or None."""
    steps = [_codec(kind) for kind in kinds]
    if len(kinds) == 1:
        ((encode_one, decode_one),) = steps
        return (
            lambda value: None if value is None else encode_one(value),
            lambda plain: None if plain is None else decode_one(plain),
        )

    def encode(value: Any) -> Any:
        if value is None:
            return None
        number = kinds.index(type(value))
        return [number, steps[number][0](value)]

    return encode, lambda plain: None if plain is None else steps[plain[0]][1](plain[1])


def _tuple_codec(parts: tuple[Any, ...]) -> tuple[Step, Step]:
    if parts[1:] == (...,):
        encode, decode = _codec(parts[0])
        if encode is _same:
            return list, tuple
        return lambda value: [encode(part) for part in value], lambda plain: tuple(
            decode(part) for part in plain
        )
    steps = [_codec(part) for part in parts]
    return (
        lambda value: [step(part) for (step, _), part in zip(steps, value, strict=True)],
        lambda plain: tuple(step(part) for (_, step), part in zip(steps, plain, strict=True)),
    )
