"""A family is asked of a real log only where the log knows what the family reads."""

import pytest

from shopfloor.contracts.family import Family
from shopfloor.intake.fitting import fitting, gaps_without

WORK = {"case", "activity", "machine", "start", "end"}


def _with(sql: str, family: Family) -> Family:
    relation = family.shown["spells"].model_copy(update={"sql": sql})
    return family.model_copy(update={"shown": {"spells": relation}})


@pytest.mark.parametrize(
    ("sql", "given", "fits"),
    [
        ("SELECT w.world, o.started_us FROM worlds AS w JOIN operations AS o ON true", WORK, True),
        ("SELECT w.world, o.person FROM worlds AS w JOIN operations AS o ON true", WORK, False),
        ("SELECT w.world, o.person FROM worlds AS w JOIN operations AS o ON true", WORK | {"person"}, True),
        ("SELECT world FROM machine_states WHERE state = 'productive'", WORK, True),
        ("SELECT world FROM machine_states WHERE state IN ('productive', 'down')", WORK, False),
        ("SELECT world FROM machine_states WHERE state IN ('productive', 'down')", WORK | {"stops"}, True),
        ("SELECT world FROM machine_states WHERE state <> 'productive'", WORK, False),
        ("SELECT world FROM machine_states WHERE state NOT IN ('productive')", WORK, False),
        ("SELECT world, state FROM machine_states", WORK | {"stops"}, False),
        ("SELECT world FROM stoppages", WORK, False),
        ("SELECT world, mode FROM stoppages", WORK | {"stops"}, False),
        ("SELECT world, mode FROM stoppages", WORK | {"stops", "stops.cause"}, True),
        ("SELECT world FROM maintenances", WORK | {"stops"}, False),
        ("SELECT world FROM maintenances", WORK | {"stops", "stops.planned"}, True),
        ("SELECT world, plan FROM maintenances", WORK | {"stops", "stops.planned"}, False),
        ("SELECT world FROM machine_states WHERE state = 'maintenance'", WORK | {"stops"}, False),
        (
            "SELECT world FROM machine_states WHERE state = 'maintenance'",
            WORK | {"stops", "stops.planned"},
            True,
        ),
        ("SELECT world, due_us FROM jobs", WORK, False),
        ("SELECT world FROM jobs WHERE outcome = 'completed'", WORK, True),
        ("SELECT world FROM jobs WHERE outcome = 'scrapped'", WORK, False),
        ("SELECT world FROM jobs WHERE outcome IS DISTINCT FROM 'lost'", WORK, True),
        ("SELECT world FROM jobs WHERE outcome <> 'scrapped'", WORK, False),
        ("SELECT world, worked_us FROM operations", WORK - {"start"}, False),
        ("WITH stoppages AS (SELECT world FROM operations) SELECT world FROM stoppages", WORK, True),
    ],
)
def test_a_family_fits_where_all_that_it_reads_is_known(families, sql, given, fits):
    """Views, columns and the words that rows are chosen by decide; what is missing is told."""
    able, lacking = fitting([_with(sql, families["busier_machine"])], gaps_without(given))
    assert bool(able) is fits
    assert bool(lacking) is not fits


def test_a_simulated_log_has_no_gaps(tmp_path):
    """What was not taken in knows everything that its views say."""
    from shopfloor.intake import gaps_of

    assert gaps_of(tmp_path) == ()


def test_every_gap_names_a_view_that_there_is():
    """The list of gaps speaks of views and columns of the event log."""
    from shopfloor.questions.sqlcheck import SqlCheck

    check = SqlCheck()
    for given in (set[str](), WORK, WORK | {"stops"}):
        for gap in gaps_without(given):
            check.columns(f"SELECT {gap.column or '*'} FROM {gap.view}", {}, "log")
    check.close()
