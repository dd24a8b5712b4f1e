-- One row per event that may change whether a machine is able to work, and one for the beginning: which failure,
-- repair, due maintenance and maintenance last from this event on, each told by the number of the event that began it
-- (null: none), and whether the machine is on shift.
--
-- What lasts is carried along as the greatest so far of a number that holds the event that ends it in front and the
-- event that began it behind (2147483647: open at the horizon). The greatest is what lasts longest; where its end has
-- passed, nothing lasts. To look back for the last row that says something would take quadratic time.
WITH steps AS (
    SELECT
        replication, station, machine, event, time_us, kind,
        kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended') AS is_shift,
        lead(event, 1, 2147483647) OVER plan AS next_event,
        coalesce(
            min(event) FILTER (kind IN ('repaired', 'maintenance_finished')) OVER (
                plan ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
            ), 2147483647
        ) AS last_event
    FROM timeline
    WHERE machine IS NOT NULL AND kind IN (
        'failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired', 'maintenance_due',
        'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed', 'maintenance_finished',
        'shift_started', 'shift_ended', 'break_started', 'break_ended'
    )
    WINDOW plan AS (PARTITION BY replication, machine, starts_with(kind, 'maintenance'), detail ORDER BY event)
),
first_shift_rows AS (
    SELECT replication, machine, arg_min(kind, event) AS kind
    FROM steps
    WHERE is_shift
    GROUP BY replication, machine
),
tracks AS (
    SELECT
        r.replication, m.station, m.machine, CAST(-1 AS BIGINT) AS event, CAST(0 AS BIGINT) AS time_us,
        CAST(NULL AS BIGINT) AS down, CAST(NULL AS BIGINT) AS repair, CAST(NULL AS BIGINT) AS due,
        CAST(NULL AS BIGINT) AS maintenance,
        CAST(coalesce(f.kind NOT IN ('shift_started', 'break_ended'), true) AS BIGINT) AS shift
    FROM replications AS r
    CROSS JOIN machines AS m
    LEFT JOIN first_shift_rows AS f ON f.replication = r.replication AND f.machine = m.machine
    UNION ALL
    SELECT
        replication, station, machine, event, time_us,
        CASE WHEN kind = 'failed' THEN last_event * 2147483648 + event END,
        CASE WHEN kind IN ('repair_started', 'repair_resumed') THEN next_event * 2147483648 + event END,
        CASE WHEN kind = 'maintenance_due' THEN last_event * 2147483648 + event END,
        CASE WHEN kind IN ('maintenance_started', 'maintenance_resumed') THEN next_event * 2147483648 + event END,
        CASE WHEN is_shift THEN (event + 1) * 2 + CAST(kind IN ('shift_started', 'break_ended') AS BIGINT) END
    FROM steps
),
carried AS (
    SELECT
        replication, station, machine, event, time_us,
        max(down) OVER so_far AS down,
        max(repair) OVER so_far AS repair,
        max(due) OVER so_far AS due,
        max(maintenance) OVER so_far AS maintenance,
        max(shift) OVER so_far AS shift
    FROM tracks
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    replication, station, machine, event, time_us,
    CASE WHEN down // 2147483648 > event THEN down % 2147483648 END AS down_event,
    CASE WHEN repair // 2147483648 > event THEN repair % 2147483648 END AS repair_event,
    CASE WHEN due // 2147483648 > event THEN due % 2147483648 END AS due_event,
    CASE WHEN maintenance // 2147483648 > event THEN maintenance % 2147483648 END AS maintenance_event,
    shift % 2 = 1 AS on_shift
FROM carried
