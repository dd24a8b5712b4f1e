"""How would one write the line in Simantha?

Machines, buffers, a source that never starves them and a maintainer without limit, as its documentation teaches; times are
overridden, as it allows, because its own are whole numbers. What Simantha cannot say is said in the nearest way:

- a machine that breaks down loses the part that it holds, and its next part is begun anew. Fewer parts come out at the end;
- a log of events: what it collects (levels of buffers, production, maintenance) is counted as the rows that tell the same:
  four of each part that a machine made, three of a breakdown. It does not collect who was blocked.

Simantha: MIT licence.
"""

import random
from importlib.metadata import version

from simantha import Buffer, Machine, Sink, Source, System
from told import arguments, told


class ExponentialMachine(Machine):
    def get_cycle_time(self):
        return random.expovariate(1 / 60)

    def get_time_to_degrade(self):
        return random.expovariate(1 / 6000)

    def get_time_to_repair(self):
        return random.expovariate(1 / 300)


def run(machines, horizon_s, seed):
    random.seed(seed)
    source, sink = Source(), Sink()
    line = [
        # two states, sound and failed
        ExponentialMachine(name=f"m{n + 1}", degradation_matrix=[[0, 1], [0, 1]])
        for n in range(machines)
    ]
    buffers = [Buffer(name=f"b{n + 2}", capacity=10) for n in range(machines - 1)]
    before, after = [source, *buffers], [*buffers, sink]
    source.define_routing(downstream=[line[0]])
    for machine, giver, receiver in zip(line, before, after, strict=True):
        machine.define_routing(upstream=[giver], downstream=[receiver])
    for buffer, giver, receiver in zip(buffers, line, line[1:], strict=False):
        buffer.define_routing(upstream=[giver], downstream=[receiver])
    sink.define_routing(upstream=[line[-1]])
    system = System(objects=[source, *line, *buffers, sink])
    system.simulate(simulation_time=horizon_s, verbose=False)
    return line, sink


def count(result, from_s):
    line, sink = result
    made = sum(machine.parts_made for machine in line)
    down = sum(machine.maintenance_data["event"].count("repaired") for machine in line)
    parts = sum(time >= from_s for time in sink.level_data["time"])
    # beside four rows of a visit: released by the first machine, completed by the last
    return 4 * made + line[0].parts_made + line[-1].parts_made + 3 * down, parts


if __name__ == "__main__":
    given = arguments(__doc__)
    told(
        f"Simantha {version('simantha')}",
        lambda: run(given.machines, given.horizon_s, given.seed),
        count,
        given.horizon_s,
    )
