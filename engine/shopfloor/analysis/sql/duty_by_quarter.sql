-- How much people and stations with a shift were on duty in each quarter of [warm_up, horizon), in the first replication
-- shown: shifts are the same in all of them.
WITH quarters AS (
    SELECT
        number, warm_up_us + (horizon_us - warm_up_us) * number // 4 AS from_us,
        warm_up_us + (horizon_us - warm_up_us) * (number + 1) // 4 AS until_us
    FROM plant
    CROSS JOIN (SELECT unnest(range(4)) AS number)
),
first_replication AS (SELECT min(replication) AS replication FROM replications),
on_duty AS (
    SELECT from_us, until_us
    FROM people
    WHERE replication = (FROM first_replication) AND state NOT IN ('off_shift', 'on_break', 'absent')
    UNION ALL
    SELECT from_us, until_us
    FROM machine_states
    WHERE replication = (FROM first_replication) AND state <> 'off_shift'
        AND station IN (SELECT station FROM machine_states WHERE state = 'off_shift')
)
SELECT
    q.number,
    CAST(
        coalesce(
            sum(least(d.until_us, q.until_us) - greatest(d.from_us, q.from_us)) FILTER (
                d.from_us IS NOT NULL  -- nobody: least and greatest would pass over the nulls
            ), 0
        ) AS BIGINT
    ) AS duty_us
FROM quarters AS q
LEFT JOIN on_duty AS d ON d.from_us < q.until_us AND d.until_us > q.from_us
GROUP BY q.number
ORDER BY q.number
