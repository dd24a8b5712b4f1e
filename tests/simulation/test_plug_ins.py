"""How does a user's own policy get into a run, and what if it is none?

A plug-in here is what an installed package leaves behind: a module and its ``entry_points.txt`` on the path.
"""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from shopfloor.errors import RunError, ScenarioError
from shopfloor.simulation import simulate
from shopfloor.simulation.dispatch import DispatchPolicy, policy
from tests.simulation.plants import entries, small

HEAD = "from shopfloor.simulation.dispatch import DispatchPolicy\n"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Install a module with policies, each under a name."""

    def install(module: str, code: str, **names: str) -> None:
        site = tmp_path / f"site_{module}"
        site.mkdir()
        (site / f"{module}.py").write_text(HEAD + dedent(code), encoding="utf-8")
        info = site / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", encoding="utf-8"
        )
        points = "".join(f"{name} = {module}:{attribute}\n" for name, attribute in names.items())
        (info / "entry_points.txt").write_text(f"[shopfloor.dispatch]\n{points}", encoding="utf-8")
        monkeypatch.syspath_prepend(site)

    return install


def busy_plant(dispatch: str, **change: Any) -> Any:
    """Two people, five machines that need them."""
    names = ("a", "b", "c", "d", "e")
    return small(
        dispatch=dispatch,
        products={name: {"orders": {"every": "3 min"}, "route": [name]} for name in names},
        stations={name: {"processing": "4 min", "needs": {"skill": "work"}} for name in names},
        people={"crew": {"count": 2, "skills": {"work": 1.0}}},
        **change,
    )


def test_a_policy_of_ones_own_decides(installed: Any) -> None:
    """It is asked both questions, sees what the documentation promises, and its reasons stand in the log."""
    installed(
        "fewest",
        """
        class FewestWaiting(DispatchPolicy):
            def request_for(self, person, requests, floor):
                assert person.place is None and person.proficiency == {"work": 1.0}
                assert all(r.machine == f"{r.station}.1" and r.skill == "work" for r in requests)
                assert [r.since_us for r in requests] == sorted(r.since_us for r in requests)
                waiting = [floor.jobs_waiting(r.station) / floor.machines(r.station) for r in requests]
                return waiting.index(min(waiting)), "fewest_waiting"

            def person_for(self, request, people, floor):
                assert request.job is not None and request.priority == 0
                assert [floor.distance_m(person, request.station) for person in people] == [0.0] * len(people)
                return len(people) - 1, f"last_of_{len(people)}"
        """,
        fewest_waiting="FewestWaiting",
    )
    rows = entries(busy_plant("fewest_waiting"), "assigned")
    assert (rows[0].person, rows[0].detail) == ("crew.2", "last_of_2")
    assert rows[1].detail == "only_one_free"
    assert {row.detail for row in rows[2:]} == {"fewest_waiting"}


def test_workers_find_the_plug_in(installed: Any, tmp_path: Path) -> None:
    """A log that several processes have made is that of one."""
    installed(
        "lasts",
        """
        class Last(DispatchPolicy):
            def person_for(self, request, people, floor):
                return len(people) - 1, "last"
        """,
        last="Last",
    )
    scenario = busy_plant("last", replications=2)
    one, two = simulate(scenario), simulate(scenario, workers=2)
    assert one.events.equals(two.events)
    assert "last" in set(one.events["detail"])


ANSWERS = {
    "a_number_only": "0",
    "out_of_range": "(5, 'far')",
    "negative": "(-1, 'last')",
    "no_reason": "(0, '')",
    "not_a_number": "('crew.1', 'best')",
    "nothing": "None",
    "a_fraction": "(0.0, 'half')",
    "the_person": "(people[0], 'him')",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_is_no_answer_ends_the_run(answer: str, installed: Any, tmp_path: Path) -> None:
    """The error names the policy and what it said, and no replication is left half-written."""
    installed(
        "wrong",
        f"""
        class Wrong(DispatchPolicy):
            def person_for(self, request, people, floor):
                return {answer}
        """,
        wrong="Wrong",
    )
    with pytest.raises(RunError, match=r"Wrong answered .* in person_for; expected the number of one of 2"):
        simulate(busy_plant("wrong"), out=tmp_path / "log")
    assert not list((tmp_path / "log" / "events").iterdir())


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_policy_that_fails_ends_the_run(workers: int, installed: Any, tmp_path: Path) -> None:
    """The error names the policy, the question and the fault; in worker processes, too."""
    installed(
        "broken",
        """
        class Broken(DispatchPolicy):
            def request_for(self, person, requests, floor):
                return {}["nearest"]
        """,
        broken="Broken",
    )
    with pytest.raises(RunError, match="Broken failed in request_for: KeyError: 'nearest'"):
        simulate(busy_plant("broken", replications=2), workers=workers, out=tmp_path / "log")
    assert not list((tmp_path / "log" / "events").iterdir())


def test_a_plug_in_that_is_no_policy_is_refused(installed: Any) -> None:
    """Anything can be registered; only a DispatchPolicy is taken."""
    installed("others", "class Other: pass\nboom = 1 / 0 if False else None\n", other="Other", void="missing")
    with pytest.raises(RunError, match=r'"other" \(others:Other\) is no DispatchPolicy'):
        policy("other")
    with pytest.raises(RunError, match=r'"void" \(others:missing\) could not be loaded'):
        policy("void")


def test_names_of_plug_ins_are_known_on_load(installed: Any) -> None:
    """A misspelt name is told with those that are installed."""
    installed("mine", "class Mine(DispatchPolicy): pass\n", my_policy="Mine")
    with pytest.raises(ScenarioError, match="my_policy"):
        busy_plant("my_polcy")
    with pytest.raises(RunError, match=r"no policy is called .*help_bottleneck.*my_policy"):
        policy("my_polcy")
    assert isinstance(policy("my_policy"), DispatchPolicy)


def test_a_plug_in_does_not_stand_for_a_policy_of_the_engine(installed: Any) -> None:
    """What a scenario says means the same wherever it is run."""
    installed("shadow", "class Shadow(DispatchPolicy): pass\n", nearest="Shadow")
    assert type(policy("nearest")).__name__ == "Nearest"
