"""``shopfloor calibrate``: a log becomes a scenario that runs, with the evidence for each of its values."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopfloor.cli import log_options, options, terminal

if TYPE_CHECKING:
    from shopfloor.calibration import Calibration

__all__ = ["command"]

_FLOOR_AND_NAIVE = (
    "smaller is nearer to the plant; floor: how far the plant is from itself, so near it is as good as it gets; naive: a "
    "model of four means a station, which a scenario has to beat"
)
_NAMED = 3
"""Names that a line holds."""


def command(
    log: Annotated[
        Path,
        typer.Argument(
            metavar="LOG",
            help="A log file (CSV, Parquet, XES, OCEL 2.0), a run folder, or a folder of a log.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="A new folder for scenario.yaml, calibration.json, calibration.html."
        ),
    ] = Path("calibrated"),
    seed: Annotated[
        int, typer.Option(min=0, help="Of what is drawn on the way (goodness of fit, intervals).")
    ] = 0,
    test_share: Annotated[
        float,
        typer.Option(
            min=0, max=0.9, help="The last share of the log, on which the scenario is tried; 0: none."
        ),
    ] = 0.3,
    budget: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Simulations to spend on what no log shows; 60, fewer for long logs, if left out; 0: none.",
        ),
    ] = None,
    least: Annotated[
        int, typer.Option(min=5, help="How many observations stand at least behind every value that is told.")
    ] = 5,
    epsilon: Annotated[
        float | None,
        typer.Option(
            help="Differential privacy at the level of the case (needs the extra privacy): ways, orders and times of "
            "work with noise, all else left out."
        ),
    ] = None,
    pseudonyms: Annotated[
        bool,
        typer.Option(
            "--pseudonyms", help="Stations, products, causes are numbers, too, as people and machines are."
        ),
    ] = False,
    workers: options.Workers = 1,
    columns: log_options.Columns = None,
    stops: log_options.Stops = None,
    stop_columns: log_options.StopColumns = None,
    delimiter: log_options.Delimiter = None,
    encoding: log_options.Encoding = None,
    date_format: log_options.DateFormat = None,
    time_format: log_options.TimeFormat = None,
    time_unit: log_options.TimeUnit = None,
    time_zone: log_options.TimeZone = None,
    since: log_options.Since = None,
    until: log_options.Until = None,
    overlaps: log_options.Overlaps = "split",
    keep_log: log_options.KeepLog = None,
    force: options.Force = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Turn a log into a scenario that runs, and say how sure each value is."""
    from shopfloor.calibration import calibrate, check_asked, save
    from shopfloor.calibration.writing import figures

    options.check_place(out, force=force)
    check_asked(test_share=test_share, least=least, pseudonyms=pseudonyms, epsilon=epsilon)
    opened = log_options.opened(
        [log], columns=columns, stops=stops, stop_columns=stop_columns, keep=keep_log, pieces=True, delimiter=delimiter,
        encoding=encoding, date_format=date_format, time_format=time_format, time_unit=time_unit, time_zone=time_zone,
        since=since, until=until, overlaps=overlaps,
    )  # fmt: skip
    log_options.tell(opened, quiet=quiet)
    made = calibrate(
        opened.taken[0] if opened.taken else opened.logs[0],
        seed=seed,
        test_share=test_share,
        budget=budget,
        least=least,
        pseudonyms=pseudonyms,
        epsilon=epsilon,
        workers=workers,
    )
    save(made, out, replace=force)
    if json:
        of = {"warnings": list(made.doubts), **figures(made.draft), "privacy": made.privacy}
        terminal.print_json({**of, "taken_in": made.taken_in, "out": str(out)})
    else:
        print(_summary(made, out))
    for doubt in made.doubts:
        terminal.notice(terminal.folded(f"warning: {doubt}"), quiet=quiet)
    for note in made.draft.notes[len(made.warned) :]:
        terminal.notice(terminal.folded(f"note: {note}"), quiet=quiet)
    if made.ledger is not None:
        spent = f"epsilon {made.ledger.epsilon:.3g}, delta {made.ledger.delta:.1g}"
        told = f"differentially private at the level of the case: {spent}; this holds for scenario.yaml alone"
        terminal.notice(terminal.folded(told), quiet=quiet)
    if made.membership is not None:
        terminal.notice(terminal.folded(str(made.membership)), quiet=quiet)
        if made.membership.tells:
            told = f"warning: that is more than chance; a larger --least (now {made.least}) tells less, --epsilon bounds it"
            terminal.notice(terminal.folded(told), quiet=quiet)
    for sentence in _left_out(made):
        terminal.notice(terminal.folded(f"left out: {sentence}"), quiet=quiet)


def _left_out(made: "Calibration") -> list[str]:
    """What is left out and why; of many things of a kind for the same reason, the first ones by name."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for path, reason in sorted(made.draft.left_out.items()):
        of, rest = (path[1], ".".join(path[2:])) if len(path) > 1 else ("", "")
        alike.setdefault((path[0], rest, reason), []).append(of)
    told = []
    for (part, rest, reason), names in alike.items():
        some = ", ".join(names[:_NAMED]) + (
            f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        )
        one = ".".join(filter(None, (part, names[0], rest)))
        told.append(f"{one}: {reason}" if len(names) == 1 else f"{part}: {rest or 'all'} of {some}: {reason}")
    return told


def _summary(made: "Calibration", out: Path) -> str:
    plant = made.scenario
    places = len(made.draft.found.get("places", ()))
    parts = [
        terminal.counted(len(plant.products), "product"),
        terminal.counted(len(plant.stations) - places, "station"),
        *([terminal.counted(places, "place to wait", "places to wait")] if places else []),
        terminal.counted(sum(group.count for group in plant.people.values()), "person", "people"),
    ]
    values = terminal.counted(len(made.draft.evidence), "value")
    lines = [f"{', '.join(parts)}: {values} with their evidence, in {out / 'scenario.yaml'}"]
    return "\n".join([*lines, *_tried(made), *_tuned(made)])


def _tried(made: "Calibration") -> list[str]:
    """How near the scenario came on time that it was not fitted to."""
    if made.validation is None:
        return ["not tried: the log is too short, or --test-share is 0"]
    rows = [it for it in made.validation.apart if it.side == "test" and not it.name.partition(".")[2]]
    head = f"{'distance on unseen time':<26}{'scenario':>10}{'floor':>10}{'naive':>10}"
    told = [
        f"  {_with_unit(it.name):<24}{_cell(it.model)}{_cell(it.floor)}{_cell(it.baseline)}" for it in rows
    ]
    return [head, *told, terminal.folded(f"  {_FLOOR_AND_NAIVE}")]


def _with_unit(distance: str) -> str:
    return f"{distance}, {'0 to 1' if distance == 'n_gram' else 'h'}"


def _cell(value: float | None) -> str:
    return f"{'-' if value is None else _figure(value):>10}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _tuned(made: "Calibration") -> list[str]:
    told = made.tuning
    if told is None:
        return []
    fate = "kept" if told.kept else "not kept, for time that was held out does not agree"
    found = ", ".join(
        f"{'.'.join(knob.path)} {knob.said(x)}" for knob, x in zip(told.knobs, told.found, strict=True)
    )
    misfit = (
        f"waits and lives of jobs were {_figure(told.before)} times as far off as the plant is from itself, and are "
        f"{_figure(told.after)} times with it"
    )
    return [terminal.folded(f"looked for by {told.runs} simulations: {found}; {misfit}; {fate}")]
