-- Where the time of the machines went, how they failed and were maintained: of each station, and of each machine.
-- States are cut to [warm_up, horizon); failures count when they strike, repairs and maintenances when they end.
WITH spent AS (
    SELECT
        s.replication, s.station, s.machine, s.state, s.jobs > 0 AS loaded,
        s.until_us - greatest(s.from_us, plant.warm_up_us) AS span_us
    FROM machine_states AS s
    CROSS JOIN plant
    WHERE s.until_us > plant.warm_up_us
),
times AS (
    SELECT
        replication, station, machine,
        sum(span_us) AS all_us,
        sum(span_us) FILTER (state = 'down') AS down_us,
        sum(span_us) FILTER (state = 'waiting_for_repair') AS waiting_for_repair_us,
        sum(span_us) FILTER (state = 'maintenance') AS maintenance_us,
        sum(span_us) FILTER (state = 'waiting_for_maintenance') AS waiting_for_maintenance_us,
        sum(span_us) FILTER (state = 'setup') AS setup_us,
        sum(span_us) FILTER (state = 'productive') AS productive_us,
        sum(span_us) FILTER (state = 'off_shift') AS off_shift_us,
        sum(span_us) FILTER (state = 'blocked') AS blocked_us,
        sum(span_us) FILTER (state = 'waiting_for_parts') AS waiting_for_parts_us,
        sum(span_us) FILTER (state = 'waiting_for_person') AS waiting_for_person_us,
        sum(span_us) FILTER (state = 'starved') AS starved_us,
        sum(span_us) FILTER (loaded AND state <> 'off_shift') AS busy_us
    FROM spent
    GROUP BY replication, station, machine
),
failures AS (
    SELECT
        f.replication, f.machine,
        count(*) FILTER (f.failed_us >= plant.warm_up_us) AS failures,
        count(*) FILTER (f.repaired_us >= plant.warm_up_us) AS repairs,
        sum(f.repaired_us - f.failed_us) FILTER (f.repaired_us >= plant.warm_up_us) AS stopped_us,
        sum(f.repair_started_us - f.failed_us) FILTER (f.repaired_us >= plant.warm_up_us) AS unattended_us
    FROM stoppages AS f
    CROSS JOIN plant
    GROUP BY f.replication, f.machine
),
maintenance AS (
    SELECT
        m.replication, m.machine,
        count(*) FILTER (m.finished_us >= plant.warm_up_us) AS maintenances,
        sum(m.finished_us - m.started_us) FILTER (m.finished_us >= plant.warm_up_us) AS maintained_us,
        sum(m.started_us - m.due_us) FILTER (m.finished_us >= plant.warm_up_us) AS overdue_us
    FROM maintenances AS m
    CROSS JOIN plant
    GROUP BY m.replication, m.machine
),
summed AS (
    SELECT
        t.replication,
        CASE grouping(t.machine) WHEN 0 THEN 'machine:' || t.machine ELSE 'station:' || t.station END AS subject,
        sum(t.all_us) AS all_us,
        coalesce(sum(t.down_us), 0) AS down_us,
        coalesce(sum(t.waiting_for_repair_us), 0) AS waiting_for_repair_us,
        coalesce(sum(t.maintenance_us), 0) AS maintenance_us,
        coalesce(sum(t.waiting_for_maintenance_us), 0) AS waiting_for_maintenance_us,
        coalesce(sum(t.setup_us), 0) AS setup_us,
        coalesce(sum(t.productive_us), 0) AS productive_us,
        coalesce(sum(t.off_shift_us), 0) AS off_shift_us,
        coalesce(sum(t.blocked_us), 0) AS blocked_us,
        coalesce(sum(t.waiting_for_parts_us), 0) AS waiting_for_parts_us,
        coalesce(sum(t.waiting_for_person_us), 0) AS waiting_for_person_us,
        coalesce(sum(t.starved_us), 0) AS starved_us,
        coalesce(sum(t.busy_us), 0) AS busy_us,
        coalesce(sum(f.failures), 0) AS failures,
        coalesce(sum(f.repairs), 0) AS repairs,
        coalesce(sum(f.stopped_us), 0) AS stopped_us,
        coalesce(sum(f.unattended_us), 0) AS unattended_us,
        coalesce(sum(m.maintenances), 0) AS maintenances,
        coalesce(sum(m.maintained_us), 0) AS maintained_us,
        coalesce(sum(m.overdue_us), 0) AS overdue_us
    FROM times AS t
    LEFT JOIN failures AS f ON f.replication = t.replication AND f.machine = t.machine
    LEFT JOIN maintenance AS m ON m.replication = t.replication AND m.machine = t.machine
    GROUP BY GROUPING SETS ((t.replication, t.station), (t.replication, t.station, t.machine))
)
SELECT
    replication, subject,
    unnest([
        {'kpi': 'state_share.down', 'numerator': CAST(down_us AS HUGEINT), 'denominator': CAST(all_us AS HUGEINT)},
        {'kpi': 'state_share.waiting_for_repair', 'numerator': waiting_for_repair_us, 'denominator': all_us},
        {'kpi': 'state_share.maintenance', 'numerator': maintenance_us, 'denominator': all_us},
        {'kpi': 'state_share.waiting_for_maintenance', 'numerator': waiting_for_maintenance_us, 'denominator': all_us},
        {'kpi': 'state_share.setup', 'numerator': setup_us, 'denominator': all_us},
        {'kpi': 'state_share.productive', 'numerator': productive_us, 'denominator': all_us},
        {'kpi': 'state_share.off_shift', 'numerator': off_shift_us, 'denominator': all_us},
        {'kpi': 'state_share.blocked', 'numerator': blocked_us, 'denominator': all_us},
        {'kpi': 'state_share.waiting_for_parts', 'numerator': waiting_for_parts_us, 'denominator': all_us},
        {'kpi': 'state_share.waiting_for_person', 'numerator': waiting_for_person_us, 'denominator': all_us},
        {'kpi': 'state_share.starved', 'numerator': starved_us, 'denominator': all_us},
        {'kpi': 'availability', 'numerator': productive_us, 'denominator': all_us - off_shift_us},
        {'kpi': 'utilisation_efficiency', 'numerator': productive_us, 'denominator': busy_us},
        {'kpi': 'setup_ratio', 'numerator': setup_us, 'denominator': productive_us + setup_us},
        {'kpi': 'mtbf', 'numerator': all_us, 'denominator': failures * 1000000},
        {'kpi': 'mttf', 'numerator': all_us - down_us - waiting_for_repair_us, 'denominator': failures * 1000000},
        {'kpi': 'mttr', 'numerator': stopped_us, 'denominator': repairs * 1000000},
        {'kpi': 'repair_waiting_time', 'numerator': unattended_us, 'denominator': repairs * 1000000},
        {'kpi': 'repair_time', 'numerator': stopped_us - unattended_us, 'denominator': repairs * 1000000},
        {'kpi': 'maintenances', 'numerator': maintenances, 'denominator': 1},
        {'kpi': 'maintenance_waiting_time', 'numerator': overdue_us, 'denominator': maintenances * 1000000},
        {'kpi': 'maintenance_time', 'numerator': maintained_us, 'denominator': maintenances * 1000000}
    ], recursive := true)
FROM summed
