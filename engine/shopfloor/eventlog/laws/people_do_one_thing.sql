-- A person begins something only when free, and ends only what he or she has begun, at the same place.
WITH begun_and_ended AS (
    SELECT
        replication, person, event, time_us, kind, begins, coalesce(machine, station) AS place,
        CASE
            WHEN starts_with(kind, 'setup') THEN 'setup'
            WHEN starts_with(kind, 'repair') THEN concat('repair ', detail)
            WHEN starts_with(kind, 'maintenance') THEN concat('maintenance ', detail)
            WHEN starts_with(kind, 'walk') THEN 'walk'
            ELSE 'work'
        END AS task
    FROM tasks
    WHERE kind <> 'assigned'
),
side_by_side AS (
    SELECT
        *,
        lag(begins, 1, false) OVER in_order AS busy_before,
        lag(kind) OVER in_order AS kind_before,
        lag(task) OVER in_order AS task_before,
        lag(place) OVER in_order AS place_before
    FROM begun_and_ended
    WINDOW in_order AS (PARTITION BY replication, person ORDER BY event)
)
SELECT replication, person, event, time_us, kind, place, kind_before, place_before
FROM side_by_side
WHERE begins = busy_before OR (NOT begins AND (task, place) IS DISTINCT FROM (task_before, place_before))
ORDER BY replication, event
