-- How much time of each kind lies in each of the equal batches of [warm_up, horizon): jobs in the plant, jobs in a queue,
-- machines in a state, people in a state. A span that lies in several batches is cut at their limits.
WITH window_ AS (
    SELECT warm_up_us, horizon_us, horizon_us - warm_up_us AS window_us FROM plant
),
spans AS (
    SELECT
        unnest(['plant', 'product:' || product]) AS subject, 'work_in_process' AS kpi, released_us AS from_us,
        ended_us AS until_us
    FROM jobs
    WHERE released_us IS NOT NULL  -- an order that still waits for its release is not in the plant
    UNION ALL
    SELECT 'station:' || station, 'queue_length', queued_us, loaded_us FROM visits
    UNION ALL
    SELECT 'station:' || station, 'state_share.' || state, from_us, until_us FROM machine_states
    UNION ALL
    SELECT
        'people:' || crew,
        CASE WHEN state IN ('idle', 'on_break', 'off_shift', 'absent', 'walking') THEN 'other' ELSE 'busy_share' END,
        from_us, until_us
    FROM people
),
cut AS (
    SELECT
        subject, kpi, greatest(from_us, warm_up_us) - warm_up_us AS from_us,
        coalesce(until_us, horizon_us) - warm_up_us AS until_us, window_us
    FROM spans
    CROSS JOIN window_
    WHERE coalesce(until_us, horizon_us) > greatest(from_us, warm_up_us)
),
pieces AS (
    SELECT
        subject, kpi, from_us, until_us, window_us,
        unnest(generate_series(from_us * $batches // window_us, (until_us - 1) * $batches // window_us)) AS batch
    FROM cut
)
-- batch k begins at the first microsecond t with t * batches >= k * window
SELECT
    subject, kpi, batch,
    CAST(
        sum(
            least(until_us, ((batch + 1) * window_us + $batches - 1) // $batches)
            - greatest(from_us, (batch * window_us + $batches - 1) // $batches)
        ) AS HUGEINT
    ) AS time_us
FROM pieces
GROUP BY subject, kpi, batch
