-- Machines that wait in a deadlock never go on, nobody gets a place in it, and stations without a place to give, or on
-- which parts wait, begin nothing more.
WITH links AS (
    SELECT replication, event, string_split(detail, '>') AS cycle, unnest(range(1, len(cycle))) AS place
    FROM timeline
    WHERE kind = 'deadlocked'
),
pairs AS (SELECT replication, event, cycle[place] AS who, cycle[place + 1] AS for_what FROM links),
-- the waits that have not ended when the cycle closes
waits AS (
    SELECT p.replication, p.event, t.station, t.machine, t.kind,
        CASE t.kind WHEN 'blocked' THEN split_part(t.detail, '>', 2) ELSE t.detail END AS for_what,
        t.kind = 'parts_awaited' OR starts_with(t.detail, 'before_service') AS has_not_begun
    FROM (SELECT DISTINCT replication, event, who FROM pairs) AS p
    JOIN timeline AS t ON t.replication = p.replication AND t.station = p.who AND t.event < p.event
    WHERE t.kind IN ('blocked', 'parts_awaited') AND NOT EXISTS (
        FROM timeline AS ended
        WHERE ended.replication = t.replication AND ended.machine = t.machine AND ended.job = t.job
            AND ended.event > t.event AND ended.event < p.event
            AND ended.kind IN ('unblocked', 'parts_taken', 'scrapped')
    )
),
held AS (SELECT p.replication, p.event, w.machine FROM pairs AS p JOIN waits AS w
    ON w.replication = p.replication AND w.event = p.event AND w.station = p.who AND w.for_what = p.for_what
),
-- a station may also wait for jobs that were promised its places, and whose machines have not begun
shut AS (
    SELECT replication, event, for_what
    FROM pairs AS p
    WHERE who IN (SELECT station FROM stations)
        AND (
            EXISTS (
                FROM waits AS w
                WHERE w.replication = p.replication AND w.event = p.event AND w.kind = 'blocked'
                    AND w.station = p.who AND w.for_what = p.for_what
            )
            OR NOT EXISTS (
                FROM waits AS w
                WHERE w.replication = p.replication AND w.event = p.event AND w.has_not_begun
                    AND w.station IN (p.who, p.for_what)
            )
        )
),
dead AS (
    SELECT * FROM shut
    UNION ALL
    SELECT replication, event, for_what FROM pairs WHERE who NOT IN (SELECT station FROM stations)
)
SELECT DISTINCT t.replication, t.event, t.time_us, t.kind, t.job, t.station, t.machine, t.detail
FROM timeline AS t
WHERE (
        t.kind IN ('loaded', 'setup_started', 'work_started', 'work_finished')
        AND EXISTS (
            FROM dead AS d WHERE d.replication = t.replication AND d.for_what = t.station AND t.event > d.event
        )
    )
    OR (
        t.kind = 'unblocked'
        AND EXISTS (
            FROM shut AS s
            WHERE s.replication = t.replication AND s.for_what = split_part(t.detail, '>', 2) AND t.event > s.event
        )
    )
    OR (
        t.kind IN ('loaded', 'setup_started', 'work_started', 'work_finished', 'parts_taken')
        AND EXISTS (
            FROM held AS h WHERE h.replication = t.replication AND h.machine = t.machine AND t.event > h.event
        )
    )
ORDER BY t.replication, t.event
