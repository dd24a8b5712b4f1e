-- All jobs of a batch go into the machine at once, as many as it tells, and work on them begins, stops and ends at
-- once.
WITH numbered AS (
    SELECT
        t.replication, t.machine, t.event, t.time_us, t.kind, t.value,
        count(*) FILTER (t.kind = 'batch_formed') OVER (
            PARTITION BY t.replication, t.machine ORDER BY t.event ROWS UNBOUNDED PRECEDING
        ) AS batch
    FROM timeline AS t
    JOIN stations AS s ON s.station = t.station AND s.batch_max > 1
    WHERE t.kind IN (
        'batch_formed', 'loaded', 'work_started', 'work_interrupted', 'work_resumed', 'work_restarted', 'work_finished'
    )
),
formed AS (
    SELECT
        replication, machine, batch, min(event) AS event,
        max(time_us) FILTER (kind = 'batch_formed') AS formed_us,
        max(value) FILTER (kind = 'batch_formed') AS jobs,
        count(*) FILTER (kind = 'loaded') AS loaded,
        max(time_us) FILTER (kind = 'loaded') AS loaded_us
    FROM numbered
    GROUP BY replication, machine, batch
),
together AS (  -- of a batch that is stopped and goes on in no time, several times as many
    SELECT replication, machine, batch, kind, time_us, count(*) AS rows
    FROM numbered
    WHERE kind NOT IN ('batch_formed', 'loaded')
    GROUP BY replication, machine, batch, kind, time_us
)
SELECT replication, machine, event, formed_us AS time_us, 'loaded' AS kind, jobs, loaded AS rows
FROM formed
WHERE jobs IS DISTINCT FROM loaded OR formed_us IS DISTINCT FROM loaded_us
UNION ALL
SELECT t.replication, t.machine, f.event, t.time_us, t.kind, f.jobs, t.rows
FROM together AS t
JOIN formed AS f ON f.replication = t.replication AND f.machine = t.machine AND f.batch = t.batch
WHERE t.rows % f.loaded <> 0
ORDER BY replication, event, time_us, kind
