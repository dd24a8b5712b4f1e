-- One row per interval of a machine, with the clock that runs in it, and what all clocks show when it begins: so the
-- time that a machine spent in a state between any two moments is the difference of two readings, however long it is.
WITH intervals AS (
    SELECT
        replication, machine, from_us, until_us, until_us - from_us AS span_us,
        CASE
            WHEN state IN ('down', 'waiting_for_repair') THEN 'down'
            WHEN state IN ('maintenance', 'waiting_for_maintenance') THEN 'maintained'
            ELSE state
        END AS clock
    FROM machine_states
)
SELECT
    replication, machine, clock, from_us, until_us,
    coalesce(sum(span_us) FILTER (clock = 'productive') OVER earlier, 0) AS productive_us,
    coalesce(sum(span_us) FILTER (clock = 'setup') OVER earlier, 0) AS setup_us,
    coalesce(sum(span_us) FILTER (clock = 'down') OVER earlier, 0) AS down_us,
    coalesce(sum(span_us) FILTER (clock = 'maintained') OVER earlier, 0) AS maintained_us,
    coalesce(sum(span_us) FILTER (clock = 'off_shift') OVER earlier, 0) AS off_shift_us,
    coalesce(sum(span_us) FILTER (clock = 'blocked') OVER earlier, 0) AS blocked_us,
    coalesce(sum(span_us) FILTER (clock = 'waiting_for_parts') OVER earlier, 0) AS waiting_for_parts_us,
    coalesce(sum(span_us) FILTER (clock = 'waiting_for_person') OVER earlier, 0) AS waiting_for_person_us,
    coalesce(sum(span_us) FILTER (clock = 'starved') OVER earlier, 0) AS starved_us
FROM intervals
WINDOW earlier AS (PARTITION BY replication, machine ORDER BY from_us ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
