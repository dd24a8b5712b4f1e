-- Event numbers count 0, 1, 2 ... within a replication.
SELECT replication, event, kind, lag(event, 1, -1) OVER in_order AS event_before
FROM timeline
WINDOW in_order AS (PARTITION BY replication ORDER BY event)
QUALIFY event <> event_before + 1
ORDER BY replication, event
