-- One row per event with which a person is given, begins or ends a task; what is begun or ended for all jobs of a
-- batch at once is one event.
SELECT
    replication, person, event, time_us, kind, job, station, machine, detail,
    kind IN (
        'setup_started', 'setup_resumed', 'work_started', 'work_resumed', 'work_restarted', 'repair_started',
        'repair_resumed', 'maintenance_started', 'maintenance_resumed', 'walk_started'
    ) AS begins
FROM timeline
WHERE person IS NOT NULL AND kind IN (
    'assigned', 'setup_started', 'setup_interrupted', 'setup_resumed', 'setup_finished', 'work_started',
    'work_interrupted', 'work_resumed', 'work_restarted', 'work_finished', 'repair_started', 'repair_interrupted',
    'repair_resumed', 'repaired', 'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed',
    'maintenance_finished', 'walk_started', 'walk_ended'
)
WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
QUALIFY NOT coalesce(
    starts_with(kind, 'work') AND kind = lag(kind) OVER in_order AND machine = lag(machine) OVER in_order
        AND time_us = lag(time_us) OVER in_order AND job <> lag(job) OVER in_order,
    false
)
