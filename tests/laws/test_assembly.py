"""Do parts become one job, and one job parts, as they should?"""

import pytest

from tests.laws.measuring import EFFORTS, Effort, lines, plant, run, station, story
from tests.laws.theory import lines as line_theory

EXPONENTIAL = "{exponential: {mean: %s}}"


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize(("capacity", "minutes"), [(1, (1, 1, 1)), (3, (1, 1, 1)), (2, (1, 0.8, 0.6))])
def test_two_machines_feed_a_third(
    engine: str, effort: Effort, capacity: int, minutes: tuple[float, float, float]
) -> None:
    """Assembly from two bounded stocks: throughput of the Markov chain (Ammar and Gershwin)."""
    text = plant(
        {
            name: station(processing=EXPONENTIAL % f"{mean} min")
            for name, mean in zip(("left", "right", "join"), minutes, strict=True)
        },
        products={
            "shell": f"{{orders: {{supply: unlimited}}, route: [left], stock: {{capacity: {capacity}}}}}",
            "core": f"{{orders: {{supply: unlimited}}, route: [right], stock: {{capacity: {capacity}}}}}",
            "whole": "{orders: {supply: unlimited}, route: [{station: join, assemble: {shell: 1, core: 1}}]}",
        },
        horizon=f"{500 * effort.times} min",
        warm_up="100 min",
        replications=10,
    )
    rates = tuple(1 / mean for mean in minutes)
    expected = line_theory.assembly_line(rates, capacity)
    run(text, engine).rate("job_completed", product="whole").agrees_with(expected, effort)


CART = {
    "wheel": "{orders: {at: [0 s, 1 min, 2 min, 3 min]}, route: [turning]}",
    "bed": "{orders: {at: [0 s]}, route: [sawing]}",
    "cart": "{orders: {at: [1 min]}, route: [{station: joining, assemble: {wheel: 2, bed: 1}}]}",
}


def test_an_assembly_waits_for_its_parts(engine: str) -> None:
    """Two wheels (ready at 4 and 8) and a bed (ready at 10) make a cart, begun at 10 and done at 13.

    The cart is there at 1: nothing is ready, and the wheel is the first part missing. The wheels that come later stay in
    their stock.
    """
    text = plant(
        {
            "turning": station(processing="4 min"),
            "sawing": station(processing="10 min"),
            "joining": station(processing="3 min"),
        },
        products=CART,
        horizon="17 min",
    )
    skipped = ["job_released", "queue_entered", "work_finished"]
    assert story(text, engine, without=skipped) == lines("""
        0 loaded wheel-1 turning.1
        0 loaded bed-1 sawing.1
        0 work_started wheel-1 turning.1
        0 work_started bed-1 sawing.1
        1 loaded cart-1 joining.1
        1 parts_awaited cart-1 joining.1 wheel
        4 stocked wheel-1
        4 loaded wheel-2 turning.1
        4 work_started wheel-2 turning.1
        8 stocked wheel-2
        8 loaded wheel-3 turning.1
        8 work_started wheel-3 turning.1
        10 stocked bed-1
        10 assembled wheel-1 joining.1 cart-1
        10 assembled wheel-2 joining.1 cart-1
        10 assembled bed-1 joining.1 cart-1
        10 parts_taken cart-1 joining.1
        10 work_started cart-1 joining.1
        12 stocked wheel-3
        12 loaded wheel-4 turning.1
        12 work_started wheel-4 turning.1
        13 job_completed cart-1
        16 stocked wheel-4
    """)


def test_parts_that_are_there_are_taken_at_once(engine: str) -> None:
    """A cart ordered at 12 finds two wheels and a bed: it does not wait, and the number of parts is told."""
    text = plant(
        {
            "turning": station(processing="4 min"),
            "sawing": station(processing="10 min"),
            "joining": station(processing="3 min"),
        },
        products={**CART, "cart": CART["cart"].replace("1 min", "12 min", 1)},
        horizon="17 min",
    )
    told = ("parts_awaited", "parts_taken", "job_completed")
    assert story(text, engine, *told) == ["12 parts_taken cart-1 joining.1", "15 job_completed cart-1"]
    events = run(text, engine).events
    assert events["value"][events["kind"] == "parts_taken"].tolist() == [3]


def test_a_full_stock_blocks_its_machine(engine: str) -> None:
    """Room for one lid: the second waits in its machine from 2 until the box of minute 7 takes the first."""
    text = plant(
        {"press": station(processing="1 min"), "packing": station(processing="5 min")},
        products={
            "lid": "{orders: {supply: unlimited}, route: [press], stock: {capacity: 1}}",
            "box": "{orders: {at: [7 min]}, route: [{station: packing, assemble: {lid: 1}}]}",
        },
        horizon="13 min",
    )
    told = ("stocked", "blocked", "unblocked", "assembled", "job_completed")
    assert story(text, engine, *told) == lines("""
        1 stocked lid-1
        2 blocked lid-2 press.1 after_service>lid
        7 assembled lid-1 packing.1 box-1
        7 unblocked lid-2 press.1 after_service>lid
        7 stocked lid-2
        8 blocked lid-3 press.1 after_service>lid
        12 job_completed box-1
    """)


def test_a_job_is_taken_apart(engine: str) -> None:
    """A pallet of minute 0 is opened for 2 minutes: two boxes go their way (3 minutes each, one after the other), the
    wood goes on to the saw for 4."""
    text = plant(
        {
            "opening": station(processing="2 min"),
            "checking": station(processing="3 min"),
            "saw": station(processing="4 min"),
        },
        products={
            "pallet": "{orders: {at: [0 s]}, route: [{station: opening, disassemble: {box: 2}}, saw]}",
            "box": "{route: [checking]}",
        },
        horizon="20 min",
    )
    assert story(text, engine, without=["loaded"]) == lines("""
        0 job_released pallet-1
        0 queue_entered pallet-1 opening
        0 work_started pallet-1 opening.1
        2 work_finished pallet-1 opening.1
        2 disassembled pallet-1 opening.1
        2 job_released box-1 pallet-1
        2 queue_entered box-1 checking
        2 job_released box-2 pallet-1
        2 queue_entered box-2 checking
        2 queue_entered pallet-1 saw
        2 work_started box-1 checking.1
        2 work_started pallet-1 saw.1
        5 work_finished box-1 checking.1
        5 job_completed box-1
        5 work_started box-2 checking.1
        6 work_finished pallet-1 saw.1
        6 job_completed pallet-1
        8 work_finished box-2 checking.1
        8 job_completed box-2
    """)
    events = run(text, engine).events
    assert events["value"][events["kind"] == "disassembled"].tolist() == [2]


def test_what_is_taken_apart_can_be_put_together(engine: str) -> None:
    """Each crate brings two lids and four feet; a lid and two feet make a table: as many tables as lids, none left over."""
    text = plant(
        {
            "opening": station(processing="1 min"),
            "planing": station(processing="1 min"),
            "joining": station(processing="1 min"),
        },
        products={
            "crate": "{orders: {at: [0 s, 10 min, 20 min]}, route: [{station: opening, disassemble: {lid: 2, foot: 4}}]}",
            "lid": "{route: [planing]}",
            "foot": "{route: [planing]}",
            "table": "{orders: {wip: 1}, route: [{station: joining, assemble: {lid: 1, foot: 2}}]}",
        },
        horizon="60 min",
    )
    measured = run(text, engine)
    assert measured.value("completed", "product:table") == 6
    assert measured.count("assembled") == 18
    assert measured.count("stocked") == 18
