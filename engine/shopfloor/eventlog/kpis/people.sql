-- How much of all their time the people of a group were at work or on their way, within [warm_up, horizon), and how
-- many shifts they missed.
WITH spent AS (
    SELECT
        p.replication, p.crew, p.state IN ('working', 'setting_up', 'repairing', 'maintaining') AS busy,
        p.state = 'walking' AS walking,
        p.until_us - greatest(p.from_us, plant.warm_up_us) AS span_us
    FROM people AS p
    CROSS JOIN plant
    WHERE p.until_us > plant.warm_up_us
),
times AS (
    SELECT
        replication, crew, sum(span_us) AS all_us,
        coalesce(sum(span_us) FILTER (busy), 0) AS busy_us,
        coalesce(sum(span_us) FILTER (walking), 0) AS walking_us
    FROM spent
    GROUP BY replication, crew
),
missed AS (
    SELECT t.replication, c.crew, count(*) AS absences
    FROM timeline AS t
    JOIN crew_members AS c ON c.person = t.person
    CROSS JOIN plant
    WHERE t.kind = 'absent' AND t.time_us >= plant.warm_up_us
    GROUP BY t.replication, c.crew
)
SELECT
    t.replication, 'people:' || t.crew AS subject,
    unnest([
        {'kpi': 'busy_share', 'numerator': CAST(t.busy_us AS HUGEINT), 'denominator': CAST(t.all_us AS HUGEINT)},
        {'kpi': 'walking_share', 'numerator': t.walking_us, 'denominator': t.all_us},
        {'kpi': 'absences', 'numerator': coalesce(m.absences, 0), 'denominator': 1}
    ], recursive := true)
FROM times AS t
LEFT JOIN missed AS m ON m.replication = t.replication AND m.crew = t.crew
