-- What the plant is like, beside the events; filled from plant.json.
CREATE TABLE plant (horizon_us BIGINT, warm_up_us BIGINT, clock_start TIMESTAMP);
CREATE TABLE replications (replication INTEGER);
CREATE TABLE stations (station VARCHAR, machines BIGINT, queue_capacity BIGINT, batch_max BIGINT);
CREATE TABLE machines (station VARCHAR, machine VARCHAR);
CREATE TABLE power (station VARCHAR, state VARCHAR, milliwatts BIGINT);
CREATE TABLE crew_members (crew VARCHAR, person VARCHAR);
CREATE TABLE steady_people (crew VARCHAR, person VARCHAR);
CREATE TABLE products (product VARCHAR, priority BIGINT, stock_capacity BIGINT);
CREATE TABLE routes (product VARCHAR, position BIGINT, station VARCHAR);
