-- The cause of an event is an earlier event of the same replication.
SELECT replication, event, kind, cause
FROM timeline
WHERE cause < 0 OR cause >= event  -- events_are_numbered knows whether it is there
ORDER BY replication, event
