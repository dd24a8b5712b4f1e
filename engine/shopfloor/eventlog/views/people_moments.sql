-- One row per event that may change a person's state, and one for the beginning: what the person does, and whether he
-- or she is there, from this event on. Presence is carried along as shifts are in machine_moments.
WITH first_shift_rows AS (
    SELECT replication, person, arg_min(kind, event) AS kind
    FROM timeline
    WHERE person IS NOT NULL AND kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended', 'absent')
    GROUP BY replication, person
),
tracks AS (
    SELECT
        r.replication, c.crew, c.person, CAST(-1 AS BIGINT) AS event, CAST(0 AS BIGINT) AS time_us,
        CAST(NULL AS event_kind) AS kind,
        {
            'activity': CAST(NULL AS VARCHAR), 'station': CAST(NULL AS VARCHAR), 'machine': CAST(NULL AS VARCHAR)
        } AS task,
        CAST(
            CASE WHEN f.kind IN ('shift_started', 'absent') THEN 2 WHEN f.kind = 'break_ended' THEN 1 ELSE 0 END AS BIGINT
        ) AS presence_code
    FROM replications AS r
    CROSS JOIN crew_members AS c
    LEFT JOIN first_shift_rows AS f ON f.replication = r.replication AND f.person = c.person
    UNION ALL
    SELECT
        t.replication, c.crew, t.person, t.event, t.time_us, t.kind,
        CASE
            WHEN t.kind IN ('setup_started', 'setup_resumed')
                THEN {'activity': 'setting_up', 'station': t.station, 'machine': t.machine}
            WHEN t.kind IN ('work_started', 'work_resumed', 'work_restarted')
                THEN {'activity': 'working', 'station': t.station, 'machine': t.machine}
            WHEN t.kind IN ('repair_started', 'repair_resumed')
                THEN {'activity': 'repairing', 'station': t.station, 'machine': t.machine}
            WHEN t.kind IN ('maintenance_started', 'maintenance_resumed')
                THEN {'activity': 'maintaining', 'station': t.station, 'machine': t.machine}
            WHEN t.kind = 'walk_started' THEN {'activity': 'walking', 'station': t.station, 'machine': NULL}
            ELSE {'activity': NULL, 'station': NULL, 'machine': NULL}
        END,
        NULL
    FROM timeline AS t
    JOIN crew_members AS c ON c.person = t.person
    WHERE t.kind IN (
        'setup_started', 'setup_interrupted', 'setup_resumed', 'setup_finished', 'work_started', 'work_interrupted',
        'work_resumed', 'work_restarted', 'work_finished', 'repair_started', 'repair_interrupted', 'repair_resumed',
        'repaired', 'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed', 'maintenance_finished',
        'walk_started', 'walk_ended'
    )
    UNION ALL
    SELECT
        t.replication, c.crew, t.person, t.event, t.time_us, t.kind, NULL,
        CASE t.kind
            WHEN 'absent' THEN 3 WHEN 'shift_ended' THEN 2 WHEN 'break_started' THEN 1
            WHEN 'shift_started' THEN 0 WHEN 'break_ended' THEN 0
        END + (t.event + 1) * 4
    FROM timeline AS t
    JOIN crew_members AS c ON c.person = t.person
    WHERE t.kind IN ('shift_started', 'shift_ended', 'break_started', 'break_ended', 'absent', 'assigned')
),
moments AS (
    SELECT
        replication, crew, person, event, time_us, kind,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER so_far AS until_us,
        last_value(task IGNORE NULLS) OVER so_far AS task,
        max(presence_code) OVER so_far AS presence_code
    FROM tracks
    WINDOW so_far AS (PARTITION BY replication, person ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    replication, crew, person, event, time_us, until_us, kind, task,
    CASE presence_code % 4 WHEN 0 THEN 'idle' WHEN 1 THEN 'on_break' WHEN 2 THEN 'off_shift' ELSE 'absent' END AS presence
FROM moments
