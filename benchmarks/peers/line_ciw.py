"""How would one write the line in Ciw?

A network of nodes with one server each and room for ten in front. What Ciw cannot say is said in the nearest way:

- endless supply: arrivals at twice the pace of the line, and those who find no room at the first node are turned away;
- breakdowns: a schedule of the server, drawn before the run, that takes it away and gives it back, ``preemption="resume"``;
- a server that goes while its customer is blocked: Ciw would count the time that is left below zero, so a Node of its own
  kind, which is how Ciw is extended, leaves nothing;
- a log of events: one record for each visit. It is counted as the rows that tell the same: four of a visit, two more of a
  visit that was blocked, two of an interruption, three of a breakdown.

Ciw: MIT licence.
"""

import random
from importlib.metadata import version

import ciw
from told import arguments, told


class Node(ciw.Node):
    def interrupt_service(self, individual):
        super().interrupt_service(individual)
        individual.time_left = max(0.0, individual.time_left)


def breakdowns(horizon_s, draw):
    """A server who is there, away, there ... until after the horizon."""
    now, ends = 0.0, []
    while now <= horizon_s:
        for mean_s in (6000, 300):
            now += draw(1 / mean_s)
            ends.append(now)
    return ciw.Schedule(
        numbers_of_servers=[1, 0] * (len(ends) // 2), shift_end_dates=ends, preemption="resume"
    )


def run(machines, horizon_s, seed):
    ciw.seed(seed)
    draw = random.Random(seed).expovariate
    schedules = [breakdowns(horizon_s, draw) for _ in range(machines)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1 / 40)] + [None] * (machines - 1),
        service_distributions=[ciw.dists.Exponential(1 / 60)] * machines,
        number_of_servers=schedules,
        # Ciw adds the servers who are there at the beginning, and before its first shift nobody is
        queue_capacities=[11] * machines,
        routing=[[float(to == here + 1) for to in range(machines)] for here in range(machines)],
    )
    simulation = ciw.Simulation(network, node_class=Node)
    simulation.simulate_until_max_time(horizon_s)
    records = simulation.get_all_records()
    down = sum(sum(end < horizon_s for end in each.shift_end_dates) for each in schedules) / 2
    return records, down


def count(result, machines, from_s):
    records, down = result
    events = parts = 0
    for record in records:
        if record.record_type == "service":
            events += 6 if record.time_blocked > 0 else 4
            events += (record.node == 1) + (record.node == machines)  # released, completed
            parts += record.node == machines and record.exit_date >= from_s
        elif record.record_type == "interrupted service":
            events += 2
    return events + int(3 * down), parts


if __name__ == "__main__":
    given = arguments(__doc__)
    told(
        f"Ciw {version('ciw')}",
        lambda: run(given.machines, given.horizon_s, given.seed),
        lambda result, from_s: count(result, given.machines, from_s),
        given.horizon_s,
    )
