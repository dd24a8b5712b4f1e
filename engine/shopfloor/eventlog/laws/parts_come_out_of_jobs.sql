-- A job that is taken apart releases as many parts as it tells, at once; and what is taken out of a job was part of
-- one.
WITH jobs_apart AS (
    SELECT replication, job, time_us, min(event) AS event, sum(value) AS told
    FROM timeline
    WHERE kind = 'disassembled'
    GROUP BY replication, job, time_us
),
parts AS (
    SELECT replication, detail AS job, time_us, min(event) AS event, count(*) AS released
    FROM timeline
    WHERE kind = 'job_released' AND detail IS NOT NULL
    GROUP BY replication, detail, time_us
)
SELECT replication, coalesce(j.event, p.event) AS event, job, time_us, j.told, p.released
FROM jobs_apart AS j
FULL JOIN parts AS p USING (replication, job, time_us)
WHERE j.told IS DISTINCT FROM p.released
ORDER BY replication, event
