-- The machines that are in the same state of waiting at the end of the run as they were for half of it or longer, being
-- off shift left out; half of the time that their station was on shift must lie in it, too. A starved machine counts when
-- a job waits for it all that time: it waits for others, to make a full batch.
WITH spells AS (
    SELECT * FROM machine_states WHERE state <> 'off_shift'
),
at_the_end AS (
    SELECT replication, station, machine, arg_max(state, from_us) AS state, sum(until_us - from_us) AS on_shift_us
    FROM spells
    GROUP BY replication, station, machine
),
before AS (
    SELECT e.*, coalesce(max(s.until_us) FILTER (s.state <> e.state), 0) AS before_us
    FROM at_the_end AS e
    JOIN spells AS s ON s.replication = e.replication AND s.machine = e.machine
    GROUP BY ALL
),
since AS (
    SELECT
        b.replication, b.station, b.machine, b.state, min(s.from_us) AS since_us, arg_max(s.detail, s.from_us) AS detail
    FROM before AS b
    JOIN spells AS s ON s.replication = b.replication AND s.machine = b.machine AND s.from_us >= b.before_us
    GROUP BY ALL
    HAVING 2 * min(s.from_us) <= (SELECT horizon_us FROM plant)
        AND 2 * sum(s.until_us - s.from_us) >= any_value(b.on_shift_us)
),
queued AS (
    SELECT replication, station, count(*) AS jobs, min(queued_us) AS since_us
    FROM visits
    WHERE loaded_us IS NULL AND 2 * queued_us <= (SELECT horizon_us FROM plant)
    GROUP BY replication, station
)
SELECT
    s.replication, s.station, s.machine,
    CASE s.state WHEN 'starved' THEN 'batch' ELSE s.state END AS waits_for,
    greatest(s.since_us, coalesce(q.since_us, 0)) AS since_us,
    q.jobs, CASE s.state WHEN 'waiting_for_parts' THEN s.detail END AS product
FROM since AS s
LEFT JOIN queued AS q ON q.replication = s.replication AND q.station = s.station AND s.state = 'starved'
WHERE s.state IN (
        'waiting_for_person', 'waiting_for_parts', 'waiting_for_repair', 'waiting_for_maintenance', 'blocked'
    )
    OR q.jobs IS NOT NULL
ORDER BY s.replication, s.station, s.machine
