-- One row per interval in which a machine keeps its state, its job and its person; the intervals of a machine tile
-- [0, horizon). Where several states would fit, the first below counts.
WITH states AS (
    SELECT
        replication, station, machine, time_us, slot.job AS job,
        CASE
            WHEN breakdown.down AND breakdown.repairing THEN 'down'
            WHEN breakdown.down THEN 'waiting_for_repair'
            WHEN slot.activity IN ('setup', 'productive') THEN slot.activity
            WHEN NOT on_shift THEN 'off_shift'
            WHEN slot.activity = 'blocked' THEN 'blocked'
            WHEN slot.activity = 'held' THEN 'waiting_for_person'
            ELSE 'starved'
        END AS state,
        CASE
            WHEN breakdown.down AND breakdown.repairing THEN breakdown.person
            WHEN NOT breakdown.down AND slot.activity IN ('setup', 'productive') THEN slot.person
        END AS person
    FROM machine_moments
    WHERE until_us > time_us  -- of several events at one instant the last counts
),
changes AS (
    SELECT *
    FROM states
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY time_us)
    QUALIFY lag(state) OVER so_far IS DISTINCT FROM state
        OR lag(job) OVER so_far IS DISTINCT FROM job
        OR lag(person) OVER so_far IS DISTINCT FROM person
)
SELECT
    replication, station, machine, state, job, person, time_us AS from_us,
    lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER (PARTITION BY replication, machine ORDER BY time_us) AS until_us
FROM changes
