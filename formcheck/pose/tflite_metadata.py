"""Add TFLite metadata to a network: the input normalisation without which mediapipe's Tasks API refuses it."""

from __future__ import annotations

import struct
from enum import IntEnum

_METADATA_NAME = b"TFLITE_METADATA"
_ALIGNMENT = 16


def add_normalisation(model: bytes, mean: float, std: float) -> bytes:
    """The TFLite model with metadata that says its input is ``(pixel - mean) / std``.

    Parameters
    ----------
    model : bytes
        A TFLite file with one image as input.
    mean, std : float
        In units of 8-bit pixel values.

    Notes
    -----
    TFLite files are flatbuffers: tables of relative offsets. A new root table, with longer lists of metadata and
    buffers, is put in front of the old file, which stays as it is. Repacking the file with the flatbuffers library
    would give other bytes with each version of that library, and no sha256 of the result could be pinned.
    Field numbers: ``schema.fbs`` of TensorFlow Lite, ``metadata_schema.fbs`` of TFLite Support.
    """
    old = _fields(model, _target(model, 0))
    root_fields = sorted({*old, _Model.BUFFERS, _Model.METADATA})
    entries = [at for at in _items(model, old.get(_Model.METADATA)) if not _is_tflite_metadata(model, at)]
    buffers = _items(model, old[_Model.BUFFERS])

    out = bytearray(struct.pack("<I4s", 0, b"TFL3"))
    into_old: list[tuple[int, int]] = []
    start, root = _table(out, root_fields)
    _point(out, 0, start)
    for field in old:
        if field == _Model.VERSION:
            out[root[field] : root[field] + 4] = model[old[field] : old[field] + 4]
        elif field not in (_Model.BUFFERS, _Model.METADATA):
            into_old.append((root[field], _target(model, old[field])))
    slots = _vector(out, root[_Model.BUFFERS], len(buffers) + 1)
    into_old += zip(slots, buffers, strict=False)
    buffer_start, buffer = _table(out, [0])
    _point(out, slots[-1], buffer_start)
    _bytes(out, buffer[0], _normalisation_metadata(mean, std))
    slots = _vector(out, root[_Model.METADATA], len(entries) + 1)
    into_old += zip(slots, entries, strict=False)
    entry_start, entry = _table(out, [0, 1])
    _point(out, slots[-1], entry_start)
    struct.pack_into("<I", out, entry[1], len(buffers))
    _bytes(out, entry[0], _METADATA_NAME, end=b"\0")
    out += bytes(-len(out) % _ALIGNMENT)
    for at, old_target in into_old:
        _point(out, at, len(out) + old_target)
    return bytes(out) + model


class _Model(IntEnum):
    """Fields of TFLite's root table that need handling of their own."""

    VERSION = 0
    BUFFERS = 4
    METADATA = 6


def _normalisation_metadata(mean: float, std: float) -> bytes:
    """The flatbuffer model > subgraph > input tensor > process unit > normalisation, each list of length one."""
    out = bytearray(struct.pack("<I4s", 0, b"M001"))
    start, model = _table(out, [3])
    _point(out, 0, start)
    graph = _only(out, model[3], [2])
    tensor = _only(out, graph[2], [4])
    unit = _only(out, tensor[4], [0, 1])
    struct.pack_into("<I", out, unit[0], 1)  # the options that follow are NormalizationOptions
    start, options = _table(out, [0, 1])
    _point(out, unit[1], start)
    for field, value in ((0, mean), (1, std)):
        (slot,) = _vector(out, options[field], 1)
        struct.pack_into("<f", out, slot, value)
    return bytes(out)


def _table(out: bytearray, fields: list[int]) -> tuple[int, dict[int, int]]:
    """Append a table of empty 4-byte fields; gives its position and that of each field."""
    count = max(fields) + 1
    size = 4 + 2 * count
    out += bytes(-(len(out) + size) % 4)
    offsets = {field: 4 + 4 * i for i, field in enumerate(fields)}
    out += struct.pack(f"<HH{count}H", size, 4 + 4 * len(fields), *(offsets.get(i, 0) for i in range(count)))
    start = len(out)
    out += struct.pack("<i", size) + bytes(4 * len(fields))
    return start, {field: start + offset for field, offset in offsets.items()}


def _only(out: bytearray, at: int, fields: list[int]) -> dict[int, int]:
    """Append a list of one table that the field at ``at`` points to; gives the positions of the table's fields."""
    (slot,) = _vector(out, at, 1)
    start, inner = _table(out, fields)
    _point(out, slot, start)
    return inner


def _vector(out: bytearray, at: int, count: int) -> list[int]:
    """Append a list of ``count`` empty 4-byte items that the field at ``at`` points to; gives their positions."""
    out += bytes(-len(out) % 4)
    _point(out, at, len(out))
    out += struct.pack("<I", count) + bytes(4 * count)
    return [len(out) - 4 * (count - i) for i in range(count)]


def _bytes(out: bytearray, at: int, data: bytes, end: bytes = b"") -> None:
    """Append bytes that the field at ``at`` points to, aligned as TFLite demands of buffers."""
    out += bytes(-(len(out) + 4) % _ALIGNMENT)
    _point(out, at, len(out))
    out += struct.pack("<I", len(data)) + data + end


def _point(out: bytearray, at: int, target: int) -> None:
    struct.pack_into("<I", out, at, target - at)


def _target(data: bytes, at: int) -> int:
    return at + int(struct.unpack_from("<I", data, at)[0])


def _fields(data: bytes, table: int) -> dict[int, int]:
    """Positions of the fields that a table has."""
    vtable = table - struct.unpack_from("<i", data, table)[0]
    (size,) = struct.unpack_from("<H", data, vtable)
    offsets = struct.unpack_from(f"<{(size - 4) // 2}H", data, vtable + 4)
    return {field: table + offset for field, offset in enumerate(offsets) if offset}


def _items(data: bytes, at: int | None) -> list[int]:
    """Positions of the tables in the list that the field at ``at`` points to."""
    if at is None:
        return []
    vector = _target(data, at)
    (count,) = struct.unpack_from("<I", data, vector)
    return [_target(data, vector + 4 + 4 * i) for i in range(count)]


def _is_tflite_metadata(data: bytes, entry: int) -> bool:
    name = _target(data, _fields(data, entry)[0])
    (length,) = struct.unpack_from("<I", data, name)
    return data[name + 4 : name + 4 + length] == _METADATA_NAME
