-- One row per changeover of a machine; finished_us is null while it lasts, and where it was given up.
WITH numbered AS (
    SELECT
        *, count(*) FILTER (kind = 'setup_started') OVER (
            PARTITION BY replication, machine ORDER BY event ROWS UNBOUNDED PRECEDING
        ) AS setup
    FROM timeline
    WHERE kind IN ('setup_started', 'setup_finished')
)
SELECT
    replication, any_value(station) AS station, machine,
    max(person) FILTER (kind = 'setup_started') AS person,
    max(job) FILTER (kind = 'setup_started') AS job,
    max(product) FILTER (kind = 'setup_started') AS product,
    max(split_part(detail, '>', 1)) FILTER (kind = 'setup_started') AS from_product,
    max(split_part(detail, '>', 2)) FILTER (kind = 'setup_started') AS to_product,
    max(time_us) FILTER (kind = 'setup_started') AS started_us,
    min(time_us) FILTER (kind = 'setup_finished') AS finished_us
FROM numbered
WHERE setup > 0
GROUP BY replication, machine, setup
