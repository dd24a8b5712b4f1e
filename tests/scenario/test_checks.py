"""What must the checks of a whole plant let pass? Whatever makes sense, however unusual."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from shopfloor.document import from_plain
from shopfloor.errors import ScenarioError
from shopfloor.scenario import build, loads
from shopfloor.scenario.checks import whole_plant_problems
from shopfloor.scenario.policies import POLICIES, policy_names

HEAD = "scenario: sound\nclock: {start: 2026-01-05T06:00, horizon: 1 d}\n"
WELDING = "products: {cart: {orders: {every: 6 min}, route: [welding]}}\n"

SOUND = {
    "pallets go round": """
products:
  pump:
    orders: {every: 6 min}
    route: [{station: bench, assemble: {pallet: 1}}, {station: bench, disassemble: {pallet: 1}}]
  pallet: {route: [wash], initial: {wash: 3}}
stations: {bench: {processing: 1 min}, wash: {processing: 1 min}}
""",
    "parts of parts of parts": """
products:
  core: {route: [wash]}
  motor: {route: [{station: wash, disassemble: {core: 1}}]}
  used_pump: {orders: {every: 9 min}, route: [{station: wash, disassemble: {motor: 1}}]}
  pump: {orders: {every: 18 min}, route: [{station: bench, assemble: {core: 1, motor: 2}}]}
stations: {wash: {processing: 1 min}, bench: {processing: 1 min}}
""",
    "unlimited supply that an assembly holds back": """
products:
  cart: {orders: {every: 9 min}, route: [{station: bench, assemble: {axle: 2}}]}
  axle: {orders: {supply: unlimited}, route: [{station: press, assemble: {wheel: 2}}]}
  wheel: {orders: {every: 2 min}, route: [saw]}
stations: {bench: {processing: 1 min}, press: {processing: 1 min}, saw: {processing: 1 min}}
""",
    "a plant that empties itself": """
products: {pump: {route: [saw, test], initial: {saw: 5}}}
stations: {saw: {processing: 1 min}, test: {processing: 1 min, inspection: {false_alarms: 0.1}}}
""",
    "back to what every way has passed": """
products:
  pump:
    orders: {every: 6 min}
    route:
      - saw
      - choice:
          - {share: 0.5, route: [wash, {choice: [{share: 0.5, route: [dry]}, {share: 0.5, route: [saw, dry]}]}]}
          - {share: 0.5, route: [dry, wash]}
      - test
    initial: {wash: 2}
stations:
  saw: {processing: 1 min}
  wash: {processing: 1 min}
  dry: {processing: 1 min}
  test: {processing: 1 min, quality: {rework: {share: 0.1, at: wash, at_most: 1}}}
""",
    "batches from unlimited supply": """
products: {pump: {orders: {supply: unlimited}, route: [oven]}}
stations: {oven: {processing: 1 h, queue: {capacity: 0}, batch: {max: 8, min: 4}}}
""",
    "small numbers in a batch that waits at most so long": """
products: {pump: {orders: {wip: 2}, route: [oven]}}
stations: {oven: {processing: 1 h, batch: {max: 8, min: 4, wait_at_most: 1 h}}}
""",
    "a batch that just gets its promises": """
products:
  pump: {orders: {every: 6 min}, route: [oven, wash]}
  valve: {orders: {every: 6 min}, route: [kiln, {choice: [{share: 0.1, route: []}, {share: 0.9, route: [wash]}]}]}
stations:
  oven: {processing: 1 h, batch: {min: 3, max: 3}, blocking: before_service}
  kiln: {processing: 1 h, batch: {min: 9, max: 9}, blocking: before_service}
  wash: {processing: 1 min, machines: 2, queue: {capacity: 1}}
""",
    "no time at a step, some on the way": """
products: {pump: {orders: {wip: 2}, route: [saw, test]}}
stations: {saw: {processing: 0 s}, test: {processing: 0 s}}
travel: {otherwise: 1 min}
""",
    "a holiday for some": WELDING
    + """
holidays: [2026-01-05, 2026-01-06]
stations: {welding: {processing: 1 min, needs: {skill: welder}}}
people: {crew: {count: 1, skills: {welder: 1.0}, shift: day}, watch: {count: 1, skills: {welder: 0.5}, shift: night}}
shifts:
  day: {days: mon-fri, from: 06:00, to: 22:00}
  night: {days: mon-fri, from: 22:00, to: 06:00, on_holidays: work}
""",
    "a long holiday, then work": WELDING.replace("6 min", "6 h")
    + """
holidays: [2026-01-05, 2026-01-12, 2026-01-19]
stations: {welding: {processing: 1 min, shift: mondays}}
shifts: {mondays: {days: mon, from: 06:00, to: 22:00}}
""".replace("holidays", "clock: {start: 2026-01-05T06:00, horizon: 30 d}\nholidays"),
    "walks where people walk, times where jobs are moved": """
products: {cart: {orders: {every: 6 min}, route: [welding, painting]}}
stations: {welding: {processing: 1 min, needs: {skill: welder}}, painting: {processing: 1 min}}
people: {crew: {count: 1, skills: {welder: 1.0}, speed: 1 m/s, home: office}}
floor: {positions: {welding: [0, 0], office: [9, 9], stairs: [1, 1]}}
travel: {between: {painting: {welding: 1 min}}, speed: 1 m/s}
""",
    "a defect of a part, found in the whole": """
products:
  cart: {orders: {every: 9 min}, route: [{station: bench, assemble: {wheel: 2}}, test]}
  wheel: {orders: {every: 2 min}, route: [saw]}
stations:
  saw: {processing: 1 min, quality: {defects: {crack: 0.1}}}
  bench: {processing: 1 min}
  test: {processing: 1 min, inspection: {finds: [crack]}}
""",
    "a family called as its only product": """
products: {red: {orders: {every: 9 min}, route: [paint]}, blue: {orders: {every: 9 min}, route: [paint]}}
stations: {paint: {processing: 1 min, setup: {families: {red: [red]}, between: {red: {blue: 1 min}}}}}
""",
}  # fmt: skip


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_makes_sense_is_accepted(text: str) -> None:
    """None of these unusual plants is a contradiction."""
    head = HEAD if "clock:" not in text else "scenario: sound\n"
    assert loads(head + text).scenario == "sound"


def test_a_policy_of_an_installed_package_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its entry point is enough; a scenario only names it."""
    metadata = tmp_path / "my_plant-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: my-plant\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[shopfloor.dispatch]\nyoungest_first = my_plant:Youngest\n")
    text = HEAD + WELDING + "stations: {welding: {processing: 1 min}}\ndispatch: youngest_first\n"
    with pytest.raises(ScenarioError, match="expected a policy that is built in or installed"):
        loads(text)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert policy_names() == (*POLICIES, "youngest_first")
    assert loads(text).dispatch == "youngest_first"


def test_data_without_places_is_told_by_path() -> None:
    """What a notebook puts together has no lines; the paths say where."""
    data: dict[str, Any] = {
        "scenario": "bad",
        "clock": {"start": "2026-01-05T06:00", "horizon": "1 d"},
        "products": {
            "cart": {
                "orders": {"every": "1 h"},
                "route": [{"station": "bench", "assemble": {"wheel": 4}, "disassemble": {"crate": 1}}],
            },
            "wheel": {"orders": {"wip": 9}, "route": ["bench"], "stock": {"capacity": 2}},
            "crate": {"orders": {"wip": 9}, "route": ["bench"]},
        },
        "stations": {"bench": {"processing": "1 min"}},
    }
    with pytest.raises(ScenarioError) as caught:
        build(data)
    assert [problem.path for problem in caught.value.problems] == [
        "$.products.crate.orders.wip",
        "$.products.wheel.stock.capacity",
    ]
    assert "None" not in str(caught.value)


def test_large_plants_are_checked_in_no_time() -> None:
    """A thousand products, each a part of the next, through a thousand stations and forks: less than a second
    for each hundred."""
    count = 1000
    stations = {f"s{n}": {"processing": "1 min", "queue": {"capacity": 5}} for n in range(count)}
    forks = [
        {"choice": [{"share": 0.5, "route": [f"s{n}"]}, {"share": 0.5, "route": []}]} for n in range(count)
    ]
    products: dict[str, Any] = {
        f"p{n}": {"route": ["s0", {"station": "s1", "disassemble": {f"p{n - 1}": 1}}]}
        for n in range(1, count)
    }
    products["p0"] = {"route": ["s0", *forks]}
    products[f"p{count - 1}"]["orders"] = {"every": "1 h"}
    began = time.process_time()
    assert whole_plant_problems(from_plain({"products": products, "stations": stations})) == []
    assert time.process_time() - began < 10
