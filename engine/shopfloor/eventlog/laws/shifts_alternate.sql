-- Who comes was away, and who goes was there.
WITH steps AS (
    SELECT
        replication, coalesce(person, machine) AS who, event, time_us, kind,
        lag(kind) OVER (PARTITION BY replication, person, machine ORDER BY event) AS kind_before
    FROM timeline
    WHERE kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended')
)
SELECT replication, who, event, time_us, kind_before, kind
FROM steps
WHERE (kind IN ('shift_started', 'break_ended')) = (kind_before IN ('shift_started', 'break_ended'))
ORDER BY replication, event
