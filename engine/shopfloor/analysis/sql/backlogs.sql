-- What changes the number of jobs that wait without a limit in each eighth of [warm_up, horizon) (before the warm-up: -1):
-- how many come less how many go, and the sum of their times (from the warm-up on). Where they wait: in a queue without
-- a capacity, at the door of the plant, for their release, or, as finished parts, in a stock without a capacity. And all
-- jobs that are ordered and not done.
WITH window_ AS (
    SELECT warm_up_us, horizon_us - warm_up_us AS window_us FROM plant
),
lives AS (
    SELECT
        replication, product, job,
        min(time_us) FILTER (kind = 'job_ordered') AS ordered_us,
        min(time_us) FILTER (kind = 'job_released') AS released_us,
        min(time_us) FILTER (kind IN ('queue_entered', 'job_lost')) AS entered_us,
        min(time_us) FILTER (kind = 'stocked') AS stocked_us,
        min(time_us) FILTER (kind = 'assembled') AS assembled_us,
        min(time_us) FILTER (kind IN ('job_completed', 'scrapped', 'job_lost', 'assembled')) AS ended_us
    FROM timeline
    WHERE kind IN (
        'job_ordered', 'job_released', 'queue_entered', 'job_lost', 'stocked', 'assembled', 'job_completed', 'scrapped'
    )
    GROUP BY replication, product, job
),
waits AS (
    SELECT
        replication, 'all' AS place, 'jobs' AS name, coalesce(ordered_us, released_us) AS from_us, ended_us AS until_us
    FROM lives
    UNION ALL
    SELECT replication, 'door', product, released_us, entered_us FROM lives
    UNION ALL
    SELECT replication, 'orders', product, ordered_us, released_us FROM lives WHERE ordered_us IS NOT NULL
    UNION ALL
    SELECT replication, 'stock', product, stocked_us, assembled_us FROM lives WHERE stocked_us IS NOT NULL
),
moves AS (
    SELECT
        replication, place, name,
        unnest([{'sign': 1, 'time_us': from_us}, {'sign': -1, 'time_us': until_us}]) AS move
    FROM waits
    UNION ALL
    SELECT
        replication, 'queue', station, {'sign': CASE kind WHEN 'queue_entered' THEN 1 ELSE -1 END, 'time_us': time_us}
    FROM timeline
    WHERE kind IN ('queue_entered', 'loaded')
        AND station IN (SELECT station FROM stations WHERE queue_capacity IS NULL)
)
SELECT
    replication, place, name,
    CASE WHEN move.time_us < warm_up_us THEN -1 ELSE (move.time_us - warm_up_us) * 8 // window_us END AS eighth,
    CAST(sum(move.sign) AS BIGINT) AS jobs,
    CAST(sum(move.sign * (greatest(move.time_us, warm_up_us) - warm_up_us)) AS HUGEINT) AS time_us
FROM moves
CROSS JOIN window_
WHERE move.time_us IS NOT NULL
GROUP BY replication, place, name, eighth
ORDER BY place, name, replication, eighth
