-- An assembly takes as many parts as it tells, out of nowhere but their stocks, into a job in the machine that they
-- name.
WITH parts AS (
    SELECT replication, detail AS job, machine, time_us, min(event) AS event, count(*) AS assembled
    FROM timeline
    WHERE kind = 'assembled'
    GROUP BY replication, detail, machine, time_us
),
assemblies AS (
    SELECT replication, job, machine, time_us, min(event) AS event, sum(value) AS taken
    FROM timeline
    WHERE kind = 'parts_taken'
    GROUP BY replication, job, machine, time_us
)
SELECT
    replication, coalesce(p.event, a.event) AS event, job, machine, time_us, p.assembled, a.taken
FROM parts AS p
FULL JOIN assemblies AS a USING (replication, job, machine, time_us)
WHERE p.assembled IS DISTINCT FROM a.taken
ORDER BY replication, event
