-- Numbers that an order can be found by, written backwards, so that "ends in
-- 123456" is a search for a beginning. The table is its own index.
CREATE TABLE order_keys (
    rkey      TEXT NOT NULL,
    order_seq INTEGER NOT NULL REFERENCES orders (seq),
    PRIMARY KEY (rkey, order_seq)
) WITHOUT ROWID;

-- What has happened cannot be unhappened, not even by a mistake in this program.

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER events_never_vanish BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER events_follow_on BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM events)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
