-- The states of a machine follow each other without a gap or an overlap, from 0 to the horizon.
WITH spans AS (
    SELECT
        r.replication, m.machine, s.from_us, s.until_us,
        lag(s.until_us, 1, 0) OVER in_order AS begins_us,
        lead(s.from_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS ends_us
    FROM replications AS r
    CROSS JOIN machines AS m
    LEFT JOIN machine_states AS s ON s.replication = r.replication AND s.machine = m.machine
    WINDOW in_order AS (PARTITION BY r.replication, m.machine ORDER BY s.from_us)
)
SELECT replication, machine, from_us, until_us, begins_us, ends_us
FROM spans
WHERE from_us IS DISTINCT FROM begins_us OR until_us IS DISTINCT FROM ends_us OR until_us <= from_us
ORDER BY replication, machine, from_us
