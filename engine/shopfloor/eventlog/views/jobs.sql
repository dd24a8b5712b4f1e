-- One row per job, from its release to its end; one that is ordered and not yet released has no release.
SELECT
    t.replication, t.job, any_value(t.product) AS product, any_value(p.priority) AS priority,
    max(t.time_us) FILTER (t.kind = 'job_ordered') AS ordered_us,
    max(t.time_us) FILTER (t.kind = 'job_released') AS released_us,
    CAST(round(max(t.value) FILTER (t.kind IN ('job_ordered', 'job_released')) * 1e6) AS BIGINT) AS due_us,
    max(t.time_us) FILTER (t.kind = 'job_completed') AS completed_us,
    max(t.time_us) FILTER (t.kind IN ('job_completed', 'scrapped', 'job_lost', 'assembled')) AS ended_us,
    CASE arg_min(t.kind, t.event) FILTER (t.kind IN ('job_completed', 'scrapped', 'job_lost', 'assembled'))
        WHEN 'job_completed' THEN 'completed'
        WHEN 'scrapped' THEN 'scrapped'
        WHEN 'job_lost' THEN 'lost'
        WHEN 'assembled' THEN 'assembled'
    END AS outcome,
    completed_us - released_us AS lead_us,
    CASE WHEN due_us IS NOT NULL THEN greatest(completed_us - due_us, 0) END AS tardiness_us,
    count(*) FILTER (t.kind = 'reworked') AS reworks,
    -- the job that it was taken out of, and the one that it became a part of
    max(t.detail) FILTER (t.kind = 'job_released') AS out_of,
    max(t.detail) FILTER (t.kind = 'assembled') AS part_of
FROM timeline AS t
LEFT JOIN products AS p ON p.product = t.product
WHERE t.kind IN ('job_ordered', 'job_released', 'job_completed', 'scrapped', 'job_lost', 'assembled', 'reworked')
GROUP BY t.replication, t.job
