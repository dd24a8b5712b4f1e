-- How much of all their time the people of a group were at work, within [warm_up, horizon).
WITH spent AS (
    SELECT
        p.replication, p.crew, p.state IN ('working', 'setting_up', 'repairing') AS busy,
        p.until_us - greatest(p.from_us, plant.warm_up_us) AS span_us
    FROM people AS p
    CROSS JOIN plant
    WHERE p.until_us > plant.warm_up_us
)
SELECT
    replication, 'people:' || crew AS subject, 'busy_share' AS kpi,
    CAST(coalesce(sum(span_us) FILTER (busy), 0) AS HUGEINT) AS numerator, CAST(sum(span_us) AS HUGEINT) AS denominator
FROM spent
GROUP BY replication, crew
