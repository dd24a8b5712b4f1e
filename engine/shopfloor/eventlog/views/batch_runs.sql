-- One row per batch: how many jobs went into the machine together, and when work on them began and ended.
WITH numbered AS (
    SELECT
        replication, station, machine, event, time_us, kind, value,
        count(*) FILTER (kind = 'batch_formed') OVER (
            PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING
        ) AS batch
    FROM timeline
    WHERE kind IN ('batch_formed', 'work_started', 'work_finished')
        AND machine IN (SELECT machine FROM timeline WHERE kind = 'batch_formed')
)
SELECT
    replication, any_value(station) AS station, machine,
    max(time_us) FILTER (kind = 'batch_formed') AS formed_us,
    CAST(max(value) FILTER (kind = 'batch_formed') AS BIGINT) AS jobs,
    min(time_us) FILTER (kind = 'work_started') AS started_us,
    max(time_us) FILTER (kind = 'work_finished') AS finished_us,
    max(event) FILTER (kind = 'batch_formed') AS event
FROM numbered
WHERE batch > 0
GROUP BY replication, machine, batch
