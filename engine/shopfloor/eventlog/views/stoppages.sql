-- One row per failure of a machine, from the failure to the end of its repair.
WITH numbered AS (
    SELECT
        replication, station, machine, detail AS mode, event, time_us, kind, job, person,
        count(*) FILTER (kind = 'failed') OVER (
            PARTITION BY replication, machine, detail ORDER BY event ROWS UNBOUNDED PRECEDING
        ) AS failure
    FROM timeline
    WHERE kind IN ('failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired')
)
SELECT
    replication, any_value(station) AS station, machine, mode,
    max(job) FILTER (kind = 'failed') AS job,
    arg_max(person, event) AS person,  -- who finished it; while it is open, who was there last
    max(time_us) FILTER (kind = 'failed') AS failed_us,
    min(time_us) FILTER (kind = 'repair_started') AS repair_started_us,
    max(time_us) FILTER (kind = 'repaired') AS repaired_us,
    max(event) FILTER (kind = 'failed') AS event
FROM numbered
WHERE failure > 0
GROUP BY replication, machine, mode, failure
