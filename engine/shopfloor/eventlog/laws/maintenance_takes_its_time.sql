-- A maintenance takes exactly the time that was planned: what is left when it is interrupted is exact, and what is
-- open at the horizon would have ended there or later.
WITH steps AS (
    SELECT
        replication, machine, detail AS plan, event, kind, time_us AS from_us,
        CAST(round(value * 1e6) AS BIGINT) AS planned_us,
        lead(time_us, 1, (SELECT horizon_us FROM plant)) OVER in_order AS until_us,
        lead(kind) OVER in_order AS kind_after,
        CAST(round(lead(value) OVER in_order * 1e6) AS BIGINT) AS value_after_us
    FROM timeline
    WHERE kind IN (
        'maintenance_due', 'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed', 'maintenance_finished'
    )
    WINDOW in_order AS (PARTITION BY replication, machine, detail ORDER BY event)
),
stretches AS (
    SELECT
        replication, machine, plan, event, kind, from_us, until_us, planned_us,
        CASE
            WHEN kind_after = 'maintenance_interrupted' THEN value_after_us
            WHEN kind_after IS NULL THEN greatest(planned_us - (until_us - from_us), 0)
            ELSE 0
        END AS left_us
    FROM steps
    WHERE kind IN ('maintenance_started', 'maintenance_resumed')
)
SELECT *
FROM stretches
WHERE until_us - from_us IS DISTINCT FROM planned_us - left_us
ORDER BY replication, event
