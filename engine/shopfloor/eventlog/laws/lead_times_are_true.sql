-- A completed job tells the exact time from its release to its completion.
SELECT t.replication, t.job, t.event, t.time_us, t.value AS told_s, j.lead_us
FROM timeline AS t
JOIN jobs AS j ON j.replication = t.replication AND j.job = t.job
WHERE t.kind = 'job_completed' AND CAST(round(t.value * 1e6) AS BIGINT) IS DISTINCT FROM j.lead_us
ORDER BY t.replication, t.event
