-- What changes the number of jobs in the plant in each of the equal spans of a run: how many jobs come less how many
-- go, and the sum of the times of those that come less those that go. Together they give the time in the plant of all
-- jobs up to any limit of a span.
WITH moves AS (
    SELECT replication, unnest([{'sign': 1, 'time_us': released_us}, {'sign': -1, 'time_us': ended_us}]) AS move
    FROM jobs
    WHERE released_us IS NOT NULL  -- an order that still waits for its release is not in the plant
)
SELECT
    replication, move.time_us // $span_us AS span,
    CAST(sum(move.sign) AS BIGINT) AS jobs, CAST(sum(move.sign * move.time_us) AS HUGEINT) AS time_us
FROM moves
WHERE move.time_us IS NOT NULL
GROUP BY replication, span
ORDER BY replication, span
