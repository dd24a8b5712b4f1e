-- When all that happens at an instant has happened, no more jobs wait in front of a station than there are places.
SELECT q.replication, q.station, q.event, q.time_us AS from_us, q.until_us, q.waiting, s.queue_capacity
FROM queues AS q
JOIN stations AS s ON s.station = q.station
WHERE q.until_us > q.time_us AND (q.waiting > s.queue_capacity OR q.waiting < 0)
ORDER BY q.replication, q.event
