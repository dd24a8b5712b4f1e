-- One row per maintenance of a machine, from the moment that it is due.
WITH numbered AS (
    SELECT
        replication, station, machine, detail AS plan, event, time_us, kind, job, person,
        count(*) FILTER (kind = 'maintenance_due') OVER (
            PARTITION BY replication, machine, detail ORDER BY event ROWS UNBOUNDED PRECEDING
        ) AS maintenance
    FROM timeline
    WHERE kind IN (
        'maintenance_due', 'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed', 'maintenance_finished'
    )
)
SELECT
    replication, any_value(station) AS station, machine, plan,
    max(job) FILTER (kind = 'maintenance_due') AS job,
    arg_max(person, event) AS person,  -- who finished it; while it is open, who was there last
    max(time_us) FILTER (kind = 'maintenance_due') AS due_us,
    min(time_us) FILTER (kind = 'maintenance_started') AS started_us,
    max(time_us) FILTER (kind = 'maintenance_finished') AS finished_us,
    max(event) FILTER (kind = 'maintenance_due') AS event
FROM numbered
WHERE maintenance > 0
GROUP BY replication, machine, plan, maintenance
