-- The tables and views of an event log, empty: the SQL of a family is prepared against them before any log is at hand.
CREATE TABLE events (
    replication INTEGER, event BIGINT, time_s DOUBLE, kind VARCHAR, job VARCHAR, product VARCHAR, station VARCHAR,
    machine VARCHAR, person VARCHAR, detail VARCHAR, value DOUBLE, cause BIGINT
);
CREATE TABLE operations (
    replication INTEGER, job VARCHAR, product VARCHAR, station VARCHAR, visit BIGINT, machine VARCHAR,
    person VARCHAR, queued_us BIGINT, loaded_us BIGINT, setup_started_us BIGINT, setup_finished_us BIGINT,
    started_us BIGINT, finished_us BIGINT, left_us BIGINT, planned_us BIGINT, worked_us BIGINT, setup_us BIGINT,
    waiting_us BIGINT, waiting_queueing_us BIGINT, waiting_machine_in_setup_us BIGINT,
    waiting_machine_down_us BIGINT, waiting_machine_maintained_us BIGINT, waiting_machine_blocked_us BIGINT,
    waiting_no_person_us BIGINT, waiting_for_batch_us BIGINT, waiting_off_shift_us BIGINT, waiting_setup_us BIGINT,
    waiting_blocked_us BIGINT, waiting_for_parts_us BIGINT, interrupted_us BIGINT, blocked_us BIGINT,
    outcome VARCHAR, first_event BIGINT, last_event BIGINT
);
CREATE TABLE setups (
    replication INTEGER, station VARCHAR, machine VARCHAR, person VARCHAR, job VARCHAR, product VARCHAR,
    from_product VARCHAR, to_product VARCHAR, started_us BIGINT, finished_us BIGINT
);
CREATE TABLE batch_runs (
    replication INTEGER, station VARCHAR, machine VARCHAR, formed_us BIGINT, jobs BIGINT, started_us BIGINT,
    finished_us BIGINT, event BIGINT
);
CREATE TABLE defects (
    replication INTEGER, job VARCHAR, product VARCHAR, station VARCHAR, machine VARCHAR, defect VARCHAR,
    made_us BIGINT, mended_us BIGINT, event BIGINT, mended_event BIGINT
);
CREATE TABLE inspections (
    replication INTEGER, job VARCHAR, product VARCHAR, station VARCHAR, machine VARCHAR, verdict VARCHAR,
    defects BIGINT, at_us BIGINT, event BIGINT
);
CREATE TABLE stoppages (
    replication INTEGER, station VARCHAR, machine VARCHAR, mode VARCHAR, job VARCHAR, person VARCHAR,
    failed_us BIGINT, repair_started_us BIGINT, repaired_us BIGINT, event BIGINT
);
CREATE TABLE maintenances (
    replication INTEGER, station VARCHAR, machine VARCHAR, plan VARCHAR, job VARCHAR, person VARCHAR, due_us BIGINT,
    started_us BIGINT, finished_us BIGINT, event BIGINT
);
CREATE TABLE machine_states (
    replication INTEGER, station VARCHAR, machine VARCHAR, state VARCHAR, job VARCHAR, jobs BIGINT, person VARCHAR,
    blocked_by VARCHAR, detail VARCHAR, from_us BIGINT, until_us BIGINT
);
CREATE TABLE deadlocks (replication INTEGER, station VARCHAR, cycle VARCHAR, at_us BIGINT, event BIGINT);
CREATE TABLE jobs (
    replication INTEGER, job VARCHAR, product VARCHAR, priority BIGINT, ordered_us BIGINT, released_us BIGINT,
    due_us BIGINT, completed_us BIGINT, ended_us BIGINT, outcome VARCHAR, lead_us BIGINT, tardiness_us BIGINT,
    reworks BIGINT, out_of VARCHAR, part_of VARCHAR
);
CREATE TABLE job_time (
    replication INTEGER, job VARCHAR, product VARCHAR, station VARCHAR, machine VARCHAR, reason VARCHAR,
    other VARCHAR, from_us BIGINT, until_us BIGINT
);
CREATE TABLE people (
    replication INTEGER, crew VARCHAR, person VARCHAR, state VARCHAR, station VARCHAR, machine VARCHAR,
    from_us BIGINT, until_us BIGINT
);
CREATE TABLE assignments (
    replication INTEGER, person VARCHAR, station VARCHAR, machine VARCHAR, job VARCHAR, reason VARCHAR,
    alternatives BIGINT, at_us BIGINT, event BIGINT
);
CREATE TABLE walks (
    replication INTEGER, person VARCHAR, from_place VARCHAR, to_station VARCHAR, started_us BIGINT,
    finished_us BIGINT, event BIGINT
);
CREATE TABLE plant (horizon_us BIGINT, warm_up_us BIGINT, clock_start TIMESTAMP);
CREATE TABLE machines (station VARCHAR, machine VARCHAR);
CREATE TABLE stations (station VARCHAR, machines BIGINT, queue_capacity BIGINT, batch_max BIGINT);
CREATE TABLE power (station VARCHAR, state VARCHAR, milliwatts BIGINT);
CREATE TABLE crew_members (crew VARCHAR, person VARCHAR);
CREATE TABLE products (product VARCHAR, priority BIGINT, stock_capacity BIGINT);
CREATE TABLE routes (product VARCHAR, position BIGINT, station VARCHAR);
CREATE TABLE worlds (world BIGINT, replication INTEGER, since_us BIGINT, until_us BIGINT);
