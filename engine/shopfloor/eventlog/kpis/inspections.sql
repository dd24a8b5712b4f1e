-- How often the inspections of a station were wrong.
WITH counted AS (
    SELECT
        i.replication, i.station,
        count(*) FILTER (i.verdict = 'missed') AS missed,
        count(*) FILTER (i.verdict IN ('missed', 'found')) AS faulty,
        count(*) FILTER (i.verdict = 'false_alarm') AS false_alarms,
        count(*) FILTER (i.verdict IN ('false_alarm', 'passed')) AS sound
    FROM inspections AS i
    CROSS JOIN plant
    WHERE i.at_us >= plant.warm_up_us
    GROUP BY i.replication, i.station
)
SELECT
    replication, 'station:' || station AS subject,
    unnest([
        {'kpi': 'miss_share', 'numerator': CAST(missed AS HUGEINT), 'denominator': CAST(faulty AS HUGEINT)},
        {'kpi': 'false_alarm_share', 'numerator': false_alarms, 'denominator': sound}
    ], recursive := true)
FROM counted
