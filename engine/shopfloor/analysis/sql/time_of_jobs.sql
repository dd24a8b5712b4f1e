-- Where the lead times went, of the jobs of a product (null: of all) that were completed after the warm-up.
SELECT
    t.reason, t.station,
    CASE
        WHEN t.reason IN ('blocked', 'machine_blocked', 'waiting_for_parts', 'machine_down', 'machine_maintained')
            THEN t.other
    END AS other,
    CAST(sum(t.until_us - t.from_us) AS HUGEINT) AS time_us
FROM job_time AS t
JOIN jobs AS j ON j.replication = t.replication AND j.job = t.job
WHERE j.completed_us >= (SELECT warm_up_us FROM plant) AND ($product IS NULL OR j.product = $product)
GROUP BY ALL
