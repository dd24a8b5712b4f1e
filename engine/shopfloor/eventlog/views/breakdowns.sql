-- One row per event of a failure or a repair: how many modes of the machine are down from now on, how many repairs
-- are running, and who repairs (of several at once, who began last).
WITH counted AS (
    SELECT
        replication, station, machine, event, time_us, kind, person, detail AS mode,
        sum(CASE kind WHEN 'failed' THEN 1 WHEN 'repaired' THEN -1 ELSE 0 END) OVER so_far AS modes_down,
        lead(event, 1, 9223372036854775807) OVER (PARTITION BY replication, machine, detail ORDER BY event)
            AS until_event
    FROM timeline
    WHERE kind IN ('failed', 'repair_started', 'repair_interrupted', 'repair_resumed', 'repaired')
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING)
),
spells AS (  -- a spell lasts from the first mode that fails to the last that is repaired
    SELECT *, count(*) FILTER (kind = 'failed' AND modes_down = 1) OVER so_far AS spell
    FROM counted
    WINDOW so_far AS (PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING)
)
SELECT
    s.replication, any_value(s.station) AS station, s.machine, s.event, any_value(s.time_us) AS time_us,
    CAST(any_value(s.modes_down) AS BIGINT) AS modes_down,
    count(repair.event) AS repairs_running,
    arg_max(repair.person, repair.event) AS person
FROM spells AS s
LEFT JOIN spells AS repair
    ON repair.replication = s.replication AND repair.machine = s.machine AND repair.spell = s.spell
    AND repair.kind IN ('repair_started', 'repair_resumed')
    AND repair.event <= s.event AND repair.until_event > s.event
GROUP BY s.replication, s.machine, s.event
