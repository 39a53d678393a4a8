-- Orders that failed lately, for those that a person gave up and that are still
-- asked about. Partial, so that only an order that fails pays for it; the state
-- stands in it all the same, or SQLite prefers the index on every state.

CREATE INDEX orders_failed ON orders (state, updated_at) WHERE state = 'failed';
