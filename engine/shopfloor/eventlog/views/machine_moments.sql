-- One row per event that may change a machine's state, and one for the beginning: what is in the machine (slot), whether
-- it is down and who repairs it (breakdown), and whether it is on shift, from this event on.
--
-- Breakdowns and shifts change seldom. What they are is carried along as the greatest so far of a number that holds the
-- event in front and the state behind: to look back for the last row that says something would take quadratic time.
WITH first_shift_rows AS (
    SELECT replication, machine, arg_min(kind, event) AS kind
    FROM timeline
    WHERE machine IS NOT NULL AND kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended')
    GROUP BY replication, machine
),
tracks AS (
    SELECT
        r.replication, m.station, m.machine, CAST(-1 AS BIGINT) AS event, CAST(0 AS BIGINT) AS time_us,
        {'activity': 'empty', 'job': CAST(NULL AS VARCHAR), 'person': CAST(NULL AS VARCHAR)} AS slot,
        CAST(0 AS BIGINT) AS breakdown_code,
        CAST(coalesce(f.kind NOT IN ('shift_started', 'break_ended'), true) AS BIGINT) AS shift_code
    FROM replications AS r
    CROSS JOIN machines AS m
    LEFT JOIN first_shift_rows AS f ON f.replication = r.replication AND f.machine = m.machine
    UNION ALL
    SELECT
        replication, station, machine, event, time_us,
        {'activity': activity, 'job': CASE WHEN activity <> 'empty' THEN job END, 'person': person}, NULL, NULL
    FROM machine_slots
    UNION ALL
    SELECT
        replication, station, machine, event, time_us,
        NULL, (event + 1) * 4 + CASE WHEN modes_down = 0 THEN 0 WHEN repairs_running = 0 THEN 1 ELSE 2 END, NULL
    FROM breakdowns
    UNION ALL
    SELECT
        replication, station, machine, event, time_us,
        NULL, NULL, (event + 1) * 2 + CAST(kind IN ('shift_started', 'break_ended') AS BIGINT)
    FROM timeline
    WHERE machine IS NOT NULL AND kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended')
),
moments AS (
    SELECT
        replication, station, machine, event, time_us,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER so_far AS until_us,
        last_value(slot IGNORE NULLS) OVER so_far AS slot,
        max(breakdown_code) OVER so_far AS breakdown_code,
        max(shift_code) OVER so_far AS shift_code
    FROM tracks
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    m.replication, m.station, m.machine, m.event, m.time_us, m.until_us, m.slot,
    {'down': m.breakdown_code % 4 > 0, 'repairing': m.breakdown_code % 4 = 2, 'person': b.person} AS breakdown,
    m.shift_code % 2 = 1 AS on_shift
FROM moments AS m
LEFT JOIN breakdowns AS b ON b.replication = m.replication AND b.event = m.breakdown_code // 4 - 1
