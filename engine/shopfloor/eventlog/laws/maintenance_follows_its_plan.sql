-- A maintenance starts when it is due, an interrupted one is resumed, and it is due again only when it has been
-- finished.
WITH allowed (kind_before, kind) AS (
    VALUES
    ('nothing', 'maintenance_due'), ('maintenance_due', 'maintenance_started'),
    ('maintenance_started', 'maintenance_interrupted'), ('maintenance_interrupted', 'maintenance_resumed'),
    ('maintenance_resumed', 'maintenance_interrupted'), ('maintenance_started', 'maintenance_finished'),
    ('maintenance_resumed', 'maintenance_finished'), ('maintenance_finished', 'maintenance_due')
),
steps AS (
    SELECT
        replication, machine, detail AS plan, event, time_us, CAST(kind AS VARCHAR) AS kind,
        coalesce(CAST(lag(kind) OVER in_order AS VARCHAR), 'nothing') AS kind_before
    FROM timeline
    WHERE kind IN (
        'maintenance_due', 'maintenance_started', 'maintenance_interrupted', 'maintenance_resumed', 'maintenance_finished'
    )
    WINDOW in_order AS (PARTITION BY replication, machine, detail ORDER BY event)
)
SELECT replication, machine, plan, event, time_us, kind_before, kind
FROM steps
WHERE (kind_before, kind) NOT IN (FROM allowed)
ORDER BY replication, event
