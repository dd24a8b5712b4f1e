-- How much of its time on shift each station had something to do, and by whom it was blocked, within [warm_up, horizon).
SELECT
    s.station, CASE s.state WHEN 'starved' THEN 'starved' WHEN 'blocked' THEN 'blocked' ELSE 'busy' END AS doing,
    s.blocked_by, CAST(sum(s.until_us - greatest(s.from_us, p.warm_up_us)) AS BIGINT) AS time_us
FROM machine_states AS s
CROSS JOIN plant AS p
WHERE s.until_us > p.warm_up_us AND s.state <> 'off_shift'
GROUP BY ALL
