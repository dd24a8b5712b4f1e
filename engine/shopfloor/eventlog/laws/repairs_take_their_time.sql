-- A repair takes exactly the time that was planned, and what is left of it when it is interrupted is exact.
WITH steps AS (
    SELECT
        replication, machine, detail AS mode, event, kind, time_us,
        CAST(round(value * 1e6) AS BIGINT) AS value_us,
        lag(kind) OVER in_order AS kind_before,
        lag(time_us) OVER in_order AS time_before_us,
        CAST(round(lag(value) OVER in_order * 1e6) AS BIGINT) AS planned_us
    FROM timeline
    WHERE kind IN ('failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired')
    WINDOW in_order AS (PARTITION BY replication, machine, detail ORDER BY event)
)
SELECT replication, machine, mode, event, kind, time_before_us AS from_us, time_us AS until_us, planned_us, value_us AS left_us
FROM steps
WHERE kind_before IN ('repair_started', 'repair_resumed') AND kind IN ('repair_interrupted', 'repaired')
    AND (time_us - time_before_us)
        IS DISTINCT FROM (planned_us - CASE kind WHEN 'repair_interrupted' THEN value_us ELSE 0 END)
ORDER BY replication, event
