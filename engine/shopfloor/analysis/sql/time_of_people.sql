-- Where the time of a group of people went after the warm-up.
SELECT
    s.state, s.station, CAST(NULL AS VARCHAR) AS other,
    CAST(sum(s.until_us - greatest(s.from_us, p.warm_up_us)) AS HUGEINT) AS time_us
FROM people AS s
CROSS JOIN plant AS p
WHERE s.crew = $crew AND s.until_us > p.warm_up_us
GROUP BY ALL
