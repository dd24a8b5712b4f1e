-- What became of the visits: at each station, and at each machine. A visit counts when the job leaves the machine.
WITH counted AS (
    SELECT
        o.replication, o.station, o.machine, grouping(o.machine) AS of_station,
        count(*) FILTER (o.left_us >= plant.warm_up_us) AS visits,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.started_us IS NOT NULL) AS started,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.finished_us IS NOT NULL) AS finished,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.outcome = 'passed') AS passed,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.outcome = 'reworked') AS reworked,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.outcome = 'scrapped') AS scrapped,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.visit = 1) AS first_visits,
        count(*) FILTER (o.left_us >= plant.warm_up_us AND o.visit = 1 AND o.outcome = 'passed') AS first_passes,
        sum(o.waiting_us) FILTER (o.left_us >= plant.warm_up_us) AS waiting_us,
        sum(o.worked_us) FILTER (o.left_us >= plant.warm_up_us) AS worked_us,
        sum(o.worked_us) FILTER (o.left_us >= plant.warm_up_us AND o.finished_us IS NOT NULL) AS finished_work_us,
        sum(o.planned_us) FILTER (o.left_us >= plant.warm_up_us AND o.finished_us IS NOT NULL) AS planned_us,
        sum(greatest(coalesce(o.loaded_us, plant.horizon_us) - greatest(o.queued_us, plant.warm_up_us), 0)) AS queued_us
    FROM visits AS o
    CROSS JOIN plant
    GROUP BY GROUPING SETS ((o.replication, o.station), (o.replication, o.station, o.machine))
),
subjects AS (
    SELECT r.replication, s.station, CAST(NULL AS VARCHAR) AS machine, 'station:' || s.station AS subject, 1 AS of_station
    FROM replications AS r CROSS JOIN stations AS s
    UNION ALL
    SELECT r.replication, m.station, m.machine, 'machine:' || m.machine, 0
    FROM replications AS r CROSS JOIN machines AS m
),
complete AS (
    SELECT
        x.replication, x.subject, x.of_station = 1 AS of_station,
        coalesce(c.visits, 0) AS visits, coalesce(c.started, 0) AS started, coalesce(c.finished, 0) AS finished,
        coalesce(c.passed, 0) AS passed, coalesce(c.reworked, 0) AS reworked, coalesce(c.scrapped, 0) AS scrapped,
        coalesce(c.first_visits, 0) AS first_visits, coalesce(c.first_passes, 0) AS first_passes,
        coalesce(c.waiting_us, 0) AS waiting_us, coalesce(c.worked_us, 0) AS worked_us,
        coalesce(c.finished_work_us, 0) AS finished_work_us, coalesce(c.planned_us, 0) AS planned_us,
        coalesce(c.queued_us, 0) AS queued_us,
        (SELECT horizon_us - warm_up_us FROM plant) AS window_us
    FROM subjects AS x
    LEFT JOIN counted AS c
        ON c.replication = x.replication AND c.station = x.station
        AND c.of_station = x.of_station AND c.machine IS NOT DISTINCT FROM x.machine
)
SELECT
    replication, subject,
    unnest([
        {'kpi': 'visits', 'numerator': CAST(visits AS HUGEINT), 'denominator': CAST(of_station AS HUGEINT)},
        {'kpi': 'queue_length', 'numerator': queued_us, 'denominator': CASE WHEN of_station THEN window_us ELSE 0 END},
        {'kpi': 'waiting_time', 'numerator': waiting_us,
         'denominator': CASE WHEN of_station THEN CAST(started AS HUGEINT) * 1000000 ELSE 0 END},
        {'kpi': 'processing_time', 'numerator': finished_work_us,
         'denominator': CASE WHEN of_station THEN CAST(finished AS HUGEINT) * 1000000 ELSE 0 END},
        {'kpi': 'throughput_rate', 'numerator': visits * CAST(3600000000 AS HUGEINT), 'denominator': window_us},
        {'kpi': 'effectiveness', 'numerator': planned_us, 'denominator': worked_us},
        {'kpi': 'quality_ratio', 'numerator': passed, 'denominator': visits},
        {'kpi': 'scrap_ratio', 'numerator': scrapped, 'denominator': visits},
        {'kpi': 'rework_ratio', 'numerator': reworked, 'denominator': visits},
        {'kpi': 'first_pass_yield', 'numerator': first_passes, 'denominator': first_visits}
    ], recursive := true)
FROM complete
