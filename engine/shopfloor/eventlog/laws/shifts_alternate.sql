-- Who comes was away, and who goes was there; who is absent was away and stays away until the next shift.
WITH steps AS (
    SELECT
        replication, coalesce(person, machine) AS who, event, time_us, kind,
        lag(kind) OVER (PARTITION BY replication, person, machine ORDER BY event) AS kind_before
    FROM timeline
    WHERE kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended', 'absent')
)
SELECT replication, who, event, time_us, kind_before, kind
FROM steps
WHERE CASE
    WHEN kind = 'absent' THEN kind_before NOT IN ('shift_ended', 'absent')
    WHEN kind_before = 'absent' THEN kind <> 'shift_started'
    ELSE (kind IN ('shift_started', 'break_ended')) = (kind_before IN ('shift_started', 'break_ended'))
END
ORDER BY replication, event
