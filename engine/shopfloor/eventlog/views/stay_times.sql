-- One row per stay, with the time that the machine spent in its states meanwhile: what its clocks show at the end of
-- the stay, less what they show at its beginning.
WITH whole AS MATERIALIZED (FROM stays),
ends AS (
    SELECT replication, job, station, machine, first_event, side, from_us AS at_us, -1 AS sign FROM whole
    UNION ALL
    SELECT replication, job, station, machine, first_event, side, until_us, 1 FROM whole
)
SELECT
    e.replication, e.job, e.first_event, e.side, any_value(e.station) AS station,
    sum(e.sign * e.at_us) AS spent_us,
    sum(e.sign * (c.productive_us + CASE c.clock WHEN 'productive' THEN e.at_us - c.from_us ELSE 0 END)) AS productive_us,
    sum(e.sign * (c.setup_us + CASE c.clock WHEN 'setup' THEN e.at_us - c.from_us ELSE 0 END)) AS setup_us,
    sum(e.sign * (c.down_us + CASE c.clock WHEN 'down' THEN e.at_us - c.from_us ELSE 0 END)) AS down_us,
    sum(e.sign * (c.maintained_us + CASE c.clock WHEN 'maintained' THEN e.at_us - c.from_us ELSE 0 END)) AS maintained_us,
    sum(e.sign * (c.off_shift_us + CASE c.clock WHEN 'off_shift' THEN e.at_us - c.from_us ELSE 0 END)) AS off_shift_us,
    sum(e.sign * (c.blocked_us + CASE c.clock WHEN 'blocked' THEN e.at_us - c.from_us ELSE 0 END)) AS blocked_us,
    sum(e.sign * (c.waiting_for_parts_us + CASE c.clock WHEN 'waiting_for_parts' THEN e.at_us - c.from_us ELSE 0 END))
        AS waiting_for_parts_us,
    sum(e.sign * (c.waiting_for_person_us + CASE c.clock WHEN 'waiting_for_person' THEN e.at_us - c.from_us ELSE 0 END))
        AS waiting_for_person_us,
    sum(e.sign * (c.starved_us + CASE c.clock WHEN 'starved' THEN e.at_us - c.from_us ELSE 0 END)) AS starved_us
FROM ends AS e
ASOF JOIN machine_clocks AS c ON c.replication = e.replication AND c.machine = e.machine AND e.at_us >= c.from_us
GROUP BY e.replication, e.job, e.first_event, e.side
