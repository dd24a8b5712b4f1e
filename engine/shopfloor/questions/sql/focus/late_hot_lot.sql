-- Late hot lot: a job of the plant's highest priority (where its products have more than one) is not completed when it
-- is due. The moment is that at which it falls due; jobs that were scrapped or lost before are none.
WITH hot AS (
    SELECT max(priority) AS priority
    FROM products
    HAVING max(priority) > min(priority)
)
SELECT DISTINCT j.replication, j.due_us AS at_us
FROM jobs AS j
JOIN hot ON hot.priority = j.priority
WHERE j.due_us IS NOT NULL
    AND (j.completed_us IS NULL OR j.completed_us > j.due_us)
    AND (j.ended_us IS NULL OR j.ended_us > j.due_us)
