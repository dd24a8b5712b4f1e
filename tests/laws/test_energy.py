"""Is energy power times time in each state?"""

import pytest

from tests.laws.measuring import plant, run, station

POWER = "{productive: 10 kW, setup: 4 kW, starved: 1500 W, blocked: 2 kW, down: 500 W, otherwise: 0.1 kW}"


def test_energy_is_power_times_time(engine: str) -> None:
    """Twenty minutes by hand.

    Press: works on a 0-6, is set up for b 6-9, works on b 9-15, is blocked until the oven is empty at 18, then starved. Oven:
    starved 0-6, works on a 6-18, on b 18-20. Press: 12 minutes at 10 kW, 3 at 4, 3 at 2, 2 at 1.5: (120 + 12 + 6 + 3) / 60 kWh. Oven: 6 at 0.1 kW, 14 at 3.
    """
    text = plant(
        {
            "press": station(processing="6 min", setup="{to: {b: 3 min}}", power=POWER),
            "oven": station(
                processing="12 min", queue="{capacity: 0}", power="{productive: 3 kW, otherwise: 100 W}"
            ),
        },
        products=dict.fromkeys("ab", "{orders: {at: [0 s]}, route: [press, oven]}"),
        horizon="20 min",
    )
    measured = run(text, engine)
    assert measured.value("energy", "machine:press.1") == pytest.approx(141 / 60, rel=1e-12)
    assert measured.value("energy", "station:oven") == pytest.approx((0.6 + 42) / 60, rel=1e-12)
    assert measured.value("energy") == pytest.approx((141 + 42.6) / 60, rel=1e-12)


def test_energy_is_the_sum_over_state_shares(engine: str) -> None:
    """Whatever happens: hours of the window times the sum of power and share of each state."""
    text = plant(
        {
            "press": station(
                machines="2",
                processing="{exponential: {mean: 5 min}}",
                power=POWER,
                failures="{jam: {time_to_failure: {exponential: {mean: 1 h}}, time_to_repair: {exponential: {mean: 9 min}}}}",
            ),
            "pack": station(processing="4 min", queue="{capacity: 2}"),
        },
        horizon="2 d",
        warm_up="3 h",
        replications=3,
    )
    measured = run(text, engine)
    kilowatts = {"productive": 10, "starved": 1.5, "blocked": 2, "down": 0.5, "waiting_for_repair": 0.1}
    shares = {state: measured.value(f"state_share.{state}", "station:press") for state in kilowatts}
    assert sum(shares.values()) == pytest.approx(1)
    expected = 2 * 45 * sum(kilowatts[state] * shares[state] for state in kilowatts)
    assert measured.value("energy", "station:press") == pytest.approx(expected, rel=1e-9)
    assert measured.value("energy") == pytest.approx(expected, rel=1e-9)
