-- Jobs released = completed + scrapped + lost + assembled into others + still open.
WITH counted AS (
    SELECT
        replication,
        count(*) FILTER (kind = 'job_released') AS released,
        count(*) FILTER (kind = 'job_completed') AS completed,
        count(*) FILTER (kind = 'scrapped') AS scrapped,
        count(*) FILTER (kind = 'job_lost') AS lost,
        count(*) FILTER (kind = 'assembled') AS assembled
    FROM timeline
    GROUP BY replication
),
still_open AS (
    SELECT replication, count(*) AS open
    FROM jobs
    WHERE released_us IS NOT NULL AND outcome IS NULL
    GROUP BY replication
)
SELECT c.*, coalesce(o.open, 0) AS open
FROM counted AS c
LEFT JOIN still_open AS o ON o.replication = c.replication
WHERE c.released <> c.completed + c.scrapped + c.lost + c.assembled + coalesce(o.open, 0)
ORDER BY c.replication
