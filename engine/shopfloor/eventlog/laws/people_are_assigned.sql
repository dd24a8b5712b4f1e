-- Who begins something was given that task last (or goes on from the setup to the work), and who walks was sent
-- there.
WITH side_by_side AS (
    SELECT
        replication, person, event, time_us, kind, begins, job, station, machine,
        lag(kind) OVER in_order AS kind_before,
        lag(job) OVER in_order AS job_before,
        lag(station) OVER in_order AS station_before,
        lag(machine) OVER in_order AS machine_before
    FROM tasks
    WHERE kind <> 'walk_ended'
    WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
),
walked AS (  -- behind a walk stands the machine that it was made for
    SELECT * EXCLUDE (machine_before), coalesce(machine_before, lag(machine_before) OVER in_order) AS machine_before
    FROM side_by_side
    WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
)
SELECT replication, person, event, time_us, kind, station, machine, kind_before, station_before, machine_before
FROM walked
WHERE begins AND NOT coalesce(
    CASE
        WHEN kind = 'walk_started' THEN kind_before = 'assigned' AND station = station_before
        WHEN kind_before IN ('assigned', 'walk_started') THEN machine = machine_before
        ELSE kind_before = 'setup_finished' AND starts_with(kind, 'work') AND machine = machine_before AND job = job_before
    END,
    false
)
ORDER BY replication, event
