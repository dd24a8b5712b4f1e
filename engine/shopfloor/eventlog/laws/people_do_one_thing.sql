-- A person begins something only when free, and ends only what he or she has begun, at the same machine.
WITH tasks AS (
    SELECT
        replication, person, event, time_us, kind, machine,
        kind IN (
            'setup_started', 'setup_resumed', 'work_started', 'work_resumed', 'work_restarted', 'repair_started',
            'repair_resumed'
        ) AS begins,
        CASE
            WHEN kind IN ('setup_started', 'setup_interrupted', 'setup_resumed', 'setup_finished') THEN 'setup'
            WHEN kind IN ('repair_started', 'repair_interrupted', 'repair_resumed', 'repaired') THEN 'repair ' || detail
            ELSE 'work'
        END AS task
    FROM timeline
    WHERE person IS NOT NULL AND kind IN (
        'setup_started', 'setup_interrupted', 'setup_resumed', 'setup_finished', 'work_started', 'work_interrupted',
        'work_resumed', 'work_restarted', 'work_finished', 'repair_started', 'repair_interrupted', 'repair_resumed',
        'repaired'
    )
),
side_by_side AS (
    SELECT
        *,
        lag(begins, 1, false) OVER in_order AS busy_before,
        lag(kind) OVER in_order AS kind_before,
        lag(task) OVER in_order AS task_before,
        lag(machine) OVER in_order AS machine_before
    FROM tasks
    WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
)
SELECT replication, person, event, time_us, kind, machine, kind_before, machine_before
FROM side_by_side
WHERE begins = busy_before OR (NOT begins AND (task, machine) IS DISTINCT FROM (task_before, machine_before))
ORDER BY replication, event
