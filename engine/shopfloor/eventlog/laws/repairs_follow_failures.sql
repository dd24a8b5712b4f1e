-- A mode fails when it is not down; it is repaired after its failure, and an interrupted repair is resumed.
WITH steps AS (
    SELECT
        replication, machine, detail AS mode, event, time_us, kind,
        coalesce(CAST(lag(kind) OVER in_order AS VARCHAR), 'nothing') AS kind_before
    FROM timeline
    WHERE kind IN ('failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired')
    WINDOW in_order AS (PARTITION BY replication, machine, detail ORDER BY event)
)
SELECT replication, machine, mode, event, time_us, kind_before, kind
FROM steps
WHERE kind_before NOT IN (
    CASE kind WHEN 'failed' THEN 'nothing' WHEN 'repair_resumed' THEN 'repair_interrupted'
        WHEN 'repair_started' THEN 'failed' ELSE 'repair_started' END,
    CASE kind WHEN 'failed' THEN 'repaired' WHEN 'repair_resumed' THEN 'repair_interrupted'
        WHEN 'repair_started' THEN 'failed' ELSE 'repair_resumed' END
)
ORDER BY replication, event
