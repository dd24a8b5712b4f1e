-- One row per interval in which a person keeps a state and a machine; the intervals of a person tile [0, horizon).
WITH states AS (
    SELECT
        replication, crew, person, time_us, coalesce(task.activity, presence) AS state,
        task.station AS station, task.machine AS machine
    FROM people_moments
    WHERE until_us > time_us  -- of several events at one instant the last counts
),
changes AS (
    SELECT *
    FROM states
    WINDOW so_far AS (PARTITION BY replication, person ORDER BY time_us)
    QUALIFY lag(state) OVER so_far IS DISTINCT FROM state
        OR lag(station) OVER so_far IS DISTINCT FROM station
        OR lag(machine) OVER so_far IS DISTINCT FROM machine
)
SELECT
    replication, crew, person, state, station, machine, time_us AS from_us,
    lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER (PARTITION BY replication, person ORDER BY time_us) AS until_us
FROM changes
