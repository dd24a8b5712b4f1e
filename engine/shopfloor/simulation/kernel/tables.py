"""How does compiled code reach the tables? Through one address, so that every call passes a plant as one number.

A NumPy array is seven numbers to compiled code, and two dozen of them in every call were measured to take more time
than the simulation, and most of the time of its compilation. Here a plant is the address of a directory: for each table
where it lies and its shape. ``plant.machines[3]`` reads the directory and gives the record, as it would with arrays.
Nothing is checked: a wrong row is a wrong address. So the same functions run without a compiler, too (``interpreted``),
and there every row is checked.
"""

# numba's extension points take what they are given by position, and have no types that mypy could check
from __future__ import annotations

import operator
from typing import Any, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import register_default
from numba.core.datamodel.models import PrimitiveModel, RecordModel
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import intrinsic

from shopfloor.simulation.kernel import records
from shopfloor.simulation.kernel.compiled import IS_INTERPRETED
from shopfloor.simulation.kernel.records import LINE, Plant, Table

__all__ = ["Directory", "bring", "plant_at"]

_WORD = ir.IntType(64)
_HALF = ir.IntType(32)
_BYTES = ir.IntType(8).as_pointer()
_LINES_BROUGHT = 2
_WORDS = 4
"""Of each table: its address, and its shape."""

_TABLES: dict[str, np.dtype[Any]] = {
    "run": records.RUN,
    "machines": records.MACHINE,
    "stations": records.STATION,
    "steps": records.STEP,
    "route": records.ELEMENT,
    "until": np.dtype(np.float64),
    "products": records.PRODUCT,
    "jobs": records.JOB,
    "stoppages": records.STOPPAGE,
    "wears": records.WEAR,
    "makings": records.MAKING,
    "fault_kinds": records.FAULT,
    "inspections": records.INSPECTION,
    "bases": np.dtype(np.float64),
    "people": records.PERSON,
    "skills": records.SKILL,
    "tasks": records.TASK,
    "proficiency": np.dtype(np.float64),
    "distances": np.dtype(np.float64),
    "answer": np.dtype(np.float64),
    "streams": records.STREAM,
    "speeds": np.dtype(np.float64),
    "paces": np.dtype(np.float64),
    "expected_us": np.dtype(np.float64),
    "shares": np.dtype(np.float64),
    "stretches": records.STRETCH,
    "batches": records.BATCH,
    "groups": records.GROUP,
    "parts": records.PART,
    "links": records.LINK,
    "initial": records.INITIAL,
    "clock": records.TIMED,
    "ring": records.HEAD,
    "urgent": records.HEAD,
    **{f"log_{column}": np.dtype(kind) for column, kind in records.LOG.items()},
    "log_measure": np.dtype(np.float64),
    "log_named": records.NAMED,
}
"""What the rows of a table are; whole numbers, where nothing is said."""
_NUMBER = np.dtype(np.int64)


class Directory:
    """Where the tables of a plant lie; whoever uses it keeps the plant."""

    def __init__(self, plant: Plant) -> None:
        self._entries = np.zeros((len(plant), _WORDS), np.int64)
        self.address: int = self._entries.ctypes.data
        self.plant = plant
        for entry, name, table in zip(self._entries, plant._fields, plant, strict=True):
            assert table.itemsize == _TABLES.get(name, _NUMBER).itemsize, name
            _note(entry, table)

    def take(self, plant: Plant) -> None:
        """Note where the tables lie that have changed places."""
        for entry, before, table in zip(self._entries, self.plant, plant, strict=True):
            if table is not before:
                _note(entry, table)
        self.plant = plant


def _note(entry: Table, table: Table) -> None:
    """Note where a table lies, and its shape."""
    assert table.flags.c_contiguous
    entry[0] = table.ctypes.data
    entry[1 : 1 + table.ndim] = table.shape


class _PlantType(types.Type):
    """A plant, in compiled code: the address of its directory."""

    def __init__(self) -> None:
        super().__init__("Plant")


class _RowType(types.Record):
    """A record whose whole numbers are all of 64 bits to whoever reads them, however few they are kept in."""

    def __init__(self, row: np.dtype[Any]) -> None:
        kept = numba.from_dtype(row)
        fields = [(name, field._asdict()) for name, field in kept.fields.items()]
        super().__init__(cast(Any, fields), kept.size, kept.aligned)


class _TableType(types.Type):
    """A table, in compiled code: the address of its entry in the directory."""

    def __init__(self, table: str) -> None:
        row = _TABLES.get(table, _NUMBER)
        self.row = numba.from_dtype(row) if row.names is None else _RowType(row)
        super().__init__(f"Table({table})")


register_default(_RowType)(RecordModel)


@register_default(_PlantType)
@register_default(_TableType)
class _AddressModel(PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _WORD)


_PLANT = _PlantType()


if IS_INTERPRETED:

    def plant_at(address: int) -> Plant:
        from shopfloor.simulation.kernel.interpreted import checked_plant_at

        return checked_plant_at(address)

    def bring(table: Table, row: int) -> None:
        """Let the processor bring the record that is needed soon."""

else:

    @intrinsic  # type: ignore[untyped-decorator]
    def plant_at(context: Any, address: Any) -> Any:
        """Return the plant whose directory lies at an address."""

        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return args[0]

        return _PLANT(types.int64), code

    @intrinsic  # type: ignore[untyped-decorator]
    def bring(context: Any, table: Any, row: Any) -> Any:
        """Let the processor bring the record that is needed soon, or its first lines, while it goes on with others."""

        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            size = table.row.size
            first = builder.add(_word(builder, args[0], 0), builder.mul(args[1], ir.Constant(_WORD, size)))
            for line in range(0, min(size, _LINES_BROUGHT * LINE), LINE):
                place = builder.inttoptr(builder.add(first, ir.Constant(_WORD, line)), _BYTES)
                builder.call(_prefetch(builder), [place, *(_HALF(number) for number in (0, 3, 1))])
            return context.get_dummy_value()

        return types.none(table, types.int64), code

    def _prefetch(builder: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [_BYTES, _HALF, _HALF, _HALF])
        return cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")


@infer_getattr
class _Tables(AttributeTemplate):  # type: ignore[misc]
    key = _PlantType

    def generic_resolve(self, plant: Any, table: str) -> Any:
        return _TableType(table) if table in Plant._fields else None


@lower_getattr_generic(_PlantType)  # type: ignore[untyped-decorator]
def _table(context: Any, builder: Any, kind: Any, plant: Any, table: str) -> Any:
    return builder.add(plant, ir.Constant(_WORD, Plant._fields.index(table) * _WORDS * 8))


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    key = _RowType

    def generic_resolve(self, row: Any, field: str) -> Any:
        kept = row.typeof(field)
        return types.int64 if kept is types.int32 else kept


@lower_getattr_generic(_RowType)  # type: ignore[untyped-decorator]
def _field(context: Any, builder: Any, kind: Any, row: Any, field: str) -> Any:
    kept = kind.typeof(field)
    place = cgutils.get_record_member(builder, row, kind.offset(field), context.get_data_type(kept))
    value = context.unpack_value(builder, kept, place, 1)
    return builder.sext(value, _WORD) if kept is types.int32 else value


@infer_global(len)
class _Length(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        return signature(types.intp, *args) if isinstance(args[0], _TableType) else None


@lower_builtin(len, _TableType)  # type: ignore[untyped-decorator]
def _length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _word(builder, args[0], 1)


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        table, place = args
        return signature(table.row, table, _place(place)) if isinstance(table, _TableType) else None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        table, place, _ = args
        return (
            signature(types.none, table, _place(place), table.row) if isinstance(table, _TableType) else None
        )


def _place(place: Any) -> Any:
    return (
        types.intp if isinstance(place, types.Integer) else cast(Any, types).UniTuple(types.intp, len(place))
    )


@lower_builtin(operator.getitem, _TableType, types.Any)  # type: ignore[untyped-decorator]
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    row = sig.args[0].row
    pointer = _pointer(context, builder, sig, args)
    # a record is where it lies; a number is what lies there
    return pointer if isinstance(row, types.Record) else builder.load(pointer)


@lower_builtin(operator.setitem, _TableType, types.Any, types.Any)  # type: ignore[untyped-decorator]
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    row, value = sig.args[0].row, args[2]
    pointer = _pointer(context, builder, sig, args)
    if isinstance(row, types.Record):
        cgutils.raw_memcpy(builder, pointer, value, ir.Constant(_WORD, 1), row.size)
    else:
        builder.store(value, pointer)
    return context.get_dummy_value()


def _pointer(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Where an element of a table lies: its place among all, the last index running fastest."""
    (table, place), row = args[:2], sig.args[0].row
    indexes = [place] if isinstance(sig.args[1], types.Integer) else cgutils.unpack_tuple(builder, place)
    number = indexes[0]
    for axis, index in enumerate(indexes[1:], 2):
        number = builder.add(builder.mul(number, _word(builder, table, axis)), index)
    kind = context.get_data_type(row)
    size = context.get_abi_sizeof(kind)
    address = builder.add(_word(builder, table, 0), builder.mul(number, ir.Constant(_WORD, size)))
    return builder.inttoptr(address, kind.as_pointer())


def _word(builder: Any, table: Any, number: int) -> Any:
    address = builder.add(table, ir.Constant(_WORD, 8 * number))
    return builder.load(builder.inttoptr(address, _WORD.as_pointer()))
