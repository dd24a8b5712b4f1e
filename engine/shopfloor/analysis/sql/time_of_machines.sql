-- Where the time of the machines went after the warm-up, of a station and perhaps of one machine only.
SELECT
    s.state, CASE WHEN $machine IS NULL THEN s.machine END AS machine, coalesce(s.blocked_by, s.detail) AS other,
    CAST(sum(s.until_us - greatest(s.from_us, p.warm_up_us)) AS HUGEINT) AS time_us
FROM machine_states AS s
CROSS JOIN plant AS p
WHERE s.station = $station AND ($machine IS NULL OR s.machine = $machine) AND s.until_us > p.warm_up_us
GROUP BY ALL
