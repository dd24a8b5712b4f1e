-- An inspection counts the hidden faults that the job carries; it finds or misses only what is there, and passes a
-- job, or gives a false alarm, where there is nothing that it could find.
WITH carried AS (
    SELECT i.replication, i.event, count(DISTINCT d.defect) AS carried
    FROM inspections AS i
    LEFT JOIN defects AS d
        ON d.replication = i.replication AND d.job = i.job AND d.event < i.event
        AND (d.mended_event IS NULL OR d.mended_event > i.event)
    GROUP BY i.replication, i.event
)
SELECT i.replication, i.job, i.event, i.at_us, i.verdict, i.defects, c.carried
FROM inspections AS i
JOIN carried AS c ON c.replication = i.replication AND c.event = i.event
WHERE i.defects IS DISTINCT FROM c.carried OR CASE
    WHEN i.verdict IN ('found', 'missed') THEN i.defects = 0
    ELSE i.verdict NOT IN ('passed', 'false_alarm')
END
ORDER BY i.replication, i.event
