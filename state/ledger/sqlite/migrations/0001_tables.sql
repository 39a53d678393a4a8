-- The history, and the orders as a projection of it. Plain SQL: what only
-- SQLite understands stands in the migrations that are named for it.

CREATE TABLE events (
    seq       INTEGER PRIMARY KEY,
    order_id  TEXT NOT NULL,
    at        TEXT NOT NULL,
    clerk     TEXT NOT NULL,
    state     TEXT NOT NULL,
    payload   TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash      TEXT NOT NULL
);
CREATE INDEX events_by_order ON events (order_id, seq);

-- seq is the number of the order's first event.
CREATE TABLE orders (
    seq               INTEGER PRIMARY KEY,
    last_seq          INTEGER NOT NULL,
    id                TEXT NOT NULL UNIQUE,
    reference         TEXT NOT NULL UNIQUE,
    attempt           TEXT,
    provider          TEXT NOT NULL,
    kind              TEXT NOT NULL,
    product_id        TEXT NOT NULL,
    product_name      TEXT NOT NULL,
    target            TEXT NOT NULL,
    state             TEXT NOT NULL,
    cost_amount       TEXT,
    cost_currency     TEXT,
    price_amount      TEXT,
    price_currency    TEXT,
    provider_order_id TEXT,
    provider_status   TEXT NOT NULL,
    delivery          TEXT NOT NULL,
    problem           TEXT,
    clerk             TEXT NOT NULL,
    sandbox           INTEGER NOT NULL,
    created_at        TEXT NOT NULL,
    updated_at        TEXT NOT NULL,
    submitted_at      TEXT,
    details           TEXT NOT NULL
);
CREATE INDEX orders_by_created ON orders (created_at, seq);
CREATE INDEX orders_by_state ON orders (state, created_at, seq);
-- Partial, so that a draft does not pay for what it does not have yet.
CREATE UNIQUE INDEX orders_by_attempt ON orders (attempt) WHERE attempt IS NOT NULL;
CREATE INDEX orders_by_provider_order ON orders (provider_order_id) WHERE provider_order_id IS NOT NULL;
CREATE INDEX orders_by_product_name ON orders (product_name, seq);

CREATE TABLE leases (
    name       TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,
    held_until TEXT NOT NULL
);
