-- A mode fails when it is not down; it is repaired after its failure, and an interrupted repair is resumed.
WITH allowed (kind_before, kind) AS (
    VALUES
    ('nothing', 'failed'), ('failed', 'repair_started'), ('repair_started', 'repair_interrupted'),
    ('repair_interrupted', 'repair_resumed'), ('repair_resumed', 'repair_interrupted'), ('repair_started', 'repaired'),
    ('repair_resumed', 'repaired'), ('repaired', 'failed')
),
steps AS (
    SELECT
        replication, machine, detail AS mode, event, time_us, CAST(kind AS VARCHAR) AS kind,
        coalesce(CAST(lag(kind) OVER in_order AS VARCHAR), 'nothing') AS kind_before
    FROM timeline
    WHERE kind IN ('failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired')
    WINDOW in_order AS (PARTITION BY replication, machine, detail ORDER BY event)
)
SELECT replication, machine, mode, event, time_us, kind_before, kind
FROM steps
WHERE (kind_before, kind) NOT IN (FROM allowed)
ORDER BY replication, event
