-- A machine that fails, or whose maintenance is due, tells the job that is in it (one of a batch), and none where it
-- is empty.
SELECT m.replication, m.machine, m.event, m.time_us, stop.kind, m.jobs, stop.job AS told, inside.job
FROM machine_moments AS m
JOIN timeline AS stop
    ON stop.replication = m.replication AND stop.event = m.event AND stop.kind IN ('failed', 'maintenance_due')
LEFT JOIN job_steps AS inside ON inside.replication = m.replication AND inside.event = m.inside_event
WHERE CASE m.jobs WHEN 0 THEN stop.job IS NOT NULL WHEN 1 THEN stop.job IS DISTINCT FROM inside.job ELSE stop.job IS NULL END
ORDER BY m.replication, m.event
