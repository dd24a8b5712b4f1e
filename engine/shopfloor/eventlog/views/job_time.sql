-- One row per interval of a job's life, with the reason why it does not go on, or what goes on; the intervals of a
-- job tile the time from its release to its end, or to the horizon.
WITH reasons AS (FROM machine_reasons),
placed AS (  -- which intervals of the machine the stay begins and ends in
    SELECT
        s.replication, s.job, s.product, s.station, s.machine, s.from_us, s.until_us, s.goal,
        CASE s.side WHEN 'queue' THEN 'queue' ELSE 'inside' END AS side, a.number AS first_number, b.number AS last_number
    FROM stays AS s
    ASOF JOIN reasons AS a
        ON a.replication = s.replication AND a.machine = s.machine
        AND a.side = CASE s.side WHEN 'queue' THEN 'queue' ELSE 'inside' END AND s.from_us >= a.from_us
    ASOF JOIN reasons AS b
        ON b.replication = s.replication AND b.machine = s.machine
        AND b.side = CASE s.side WHEN 'queue' THEN 'queue' ELSE 'inside' END AND s.until_us > b.from_us
),
counted_off AS (
    SELECT *, unnest(range(first_number, last_number + 1)) AS number
    FROM placed
)
SELECT
    c.replication, c.job, c.product, c.station, c.machine, r.reason,
    -- of several jobs in a machine each knows best what it waits for itself
    CASE WHEN r.reason = 'blocked' THEN coalesce(c.goal, r.other) ELSE r.other END AS other,
    greatest(c.from_us, r.from_us) AS from_us, least(c.until_us, r.until_us) AS until_us
FROM counted_off AS c
JOIN reasons AS r
    ON r.replication = c.replication AND r.machine = c.machine AND r.side = c.side AND r.number = c.number
UNION ALL
SELECT
    s.replication, s.job, s.product, coalesce(s.station, t.station), NULL,
    CASE s.activity WHEN 'outside' THEN 'no_place' WHEN 'moving' THEN 'moving' WHEN 'stocked' THEN 'in_stock' END,
    CASE s.activity WHEN 'moving' THEN s.detail END,
    s.time_us, s.until_us
FROM job_steps AS s
LEFT JOIN timeline AS t ON t.replication = s.replication AND t.event = s.until_event AND s.activity = 'outside'
WHERE s.activity IN ('outside', 'moving', 'stocked', 'between') AND s.until_us > s.time_us
