-- What became of the jobs: of the whole plant, and of each product.
WITH faulty AS (  -- jobs that were completed with a hidden fault
    SELECT DISTINCT d.replication, d.job
    FROM defects AS d
    JOIN jobs AS j ON j.replication = d.replication AND j.job = d.job AND j.outcome = 'completed'
    WHERE d.mended_us IS NULL
),
counted AS (
    SELECT
        r.replication, p.product,
        count(*) FILTER (j.completed_us >= plant.warm_up_us) AS completed,
        count(*) FILTER (j.outcome = 'scrapped' AND j.ended_us >= plant.warm_up_us) AS scrapped,
        count(*) FILTER (j.outcome = 'lost' AND j.ended_us >= plant.warm_up_us) AS lost,
        count(*) FILTER (j.outcome = 'assembled' AND j.ended_us >= plant.warm_up_us) AS assembled,
        count(*) FILTER (j.completed_us >= plant.warm_up_us AND f.job IS NOT NULL) AS faulty,
        count(*) FILTER (j.completed_us >= plant.warm_up_us AND j.due_us IS NOT NULL) AS due,
        count(*) FILTER (j.completed_us >= plant.warm_up_us AND j.completed_us <= j.due_us) AS on_time,
        coalesce(sum(j.lead_us) FILTER (j.completed_us >= plant.warm_up_us), 0) AS lead_us,
        coalesce(sum(j.tardiness_us) FILTER (j.completed_us >= plant.warm_up_us), 0) AS tardiness_us,
        coalesce(
            sum(greatest(coalesce(j.ended_us, plant.horizon_us) - greatest(j.released_us, plant.warm_up_us), 0)) FILTER (
                j.released_us IS NOT NULL
            ), 0
        ) AS in_process_us,
        coalesce(
            sum(greatest(coalesce(j.released_us, plant.horizon_us) - greatest(j.ordered_us, plant.warm_up_us), 0)) FILTER (
                j.ordered_us IS NOT NULL
            ), 0
        ) AS in_backlog_us,
        count(*) FILTER (j.ordered_us IS NOT NULL AND j.released_us >= plant.warm_up_us) AS released,
        coalesce(
            sum(j.released_us - j.ordered_us) FILTER (j.ordered_us IS NOT NULL AND j.released_us >= plant.warm_up_us), 0
        ) AS release_us,
        any_value(plant.horizon_us - plant.warm_up_us) AS window_us
    FROM replications AS r
    CROSS JOIN products AS p
    CROSS JOIN plant
    LEFT JOIN jobs AS j ON j.replication = r.replication AND j.product = p.product
    LEFT JOIN faulty AS f ON f.replication = j.replication AND f.job = j.job
    GROUP BY GROUPING SETS ((r.replication), (r.replication, p.product))
)
SELECT
    replication, coalesce('product:' || product, 'plant') AS subject,
    unnest([
        {'kpi': 'completed', 'numerator': CAST(completed AS HUGEINT), 'denominator': CAST(1 AS HUGEINT)},
        {'kpi': 'scrapped', 'numerator': scrapped, 'denominator': 1},
        {'kpi': 'lost', 'numerator': lost, 'denominator': 1},
        {'kpi': 'assembled', 'numerator': assembled, 'denominator': 1},
        {'kpi': 'escaped_defects', 'numerator': faulty, 'denominator': 1},
        {'kpi': 'throughput_rate', 'numerator': completed * CAST(3600000000 AS HUGEINT), 'denominator': window_us},
        {'kpi': 'work_in_process', 'numerator': in_process_us, 'denominator': window_us},
        {'kpi': 'backlog', 'numerator': in_backlog_us, 'denominator': window_us},
        {'kpi': 'release_time', 'numerator': release_us, 'denominator': CAST(released AS HUGEINT) * 1000000},
        {'kpi': 'lead_time', 'numerator': lead_us, 'denominator': CAST(completed AS HUGEINT) * 1000000},
        {'kpi': 'tardiness', 'numerator': tardiness_us, 'denominator': CAST(due AS HUGEINT) * 1000000},
        {'kpi': 'on_time_share', 'numerator': on_time, 'denominator': due}
    ], recursive := true)
FROM counted
