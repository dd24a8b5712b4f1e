-- While a machine waits for its maintenance, or is maintained, nothing is set up or worked on in it.
SELECT m.replication, m.machine, m.event, m.time_us AS from_us, m.until_us, s.activity, s.job
FROM machine_moments AS m
JOIN job_steps AS s ON s.replication = m.replication AND s.event = m.doing_event AND s.activity IN ('setup', 'productive')
WHERE m.due_event IS NOT NULL AND m.until_us > m.time_us
ORDER BY m.replication, m.event
