-- The wear of a machine never falls, except by a repair or a maintenance.
WITH steps AS (
    SELECT
        replication, machine, event, time_us, kind, value,
        lag(kind) OVER in_order AS kind_before,
        lag(value) OVER in_order AS value_before
    FROM timeline
    WHERE (kind = 'measured' AND detail = 'wear') OR kind IN ('repaired', 'maintenance_finished')
    WINDOW in_order AS (PARTITION BY replication, machine ORDER BY event)
)
SELECT replication, machine, event, time_us, value_before, value
FROM steps
WHERE kind = 'measured' AND (value IS NULL OR value < 0 OR (kind_before = 'measured' AND value < value_before))
ORDER BY replication, event
