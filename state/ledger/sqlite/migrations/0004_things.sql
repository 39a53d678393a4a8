-- What only one order can have: an eSIM, a PIN, a token, a provider's order
-- number. A second order that is handed the same was answered with a
-- repetition. Of the orders from before, the numbers and the eSIMs count; where
-- two share one, the first keeps it.

CREATE TABLE things (
    thing     TEXT PRIMARY KEY,
    order_seq INTEGER NOT NULL REFERENCES orders (seq)
) WITHOUT ROWID;

INSERT OR IGNORE INTO things (thing, order_seq)
SELECT provider || '|' || sandbox || '|' || CASE kind WHEN 'esim_topup' THEN 'topup' ELSE 'order' END || '||' || provider_order_id, seq
FROM orders WHERE length(provider_order_id) >= 4 ORDER BY seq;

INSERT OR IGNORE INTO things (thing, order_seq)
SELECT o.provider || '|' || o.sandbox || '|iccid||' || (d.value ->> 'iccid'), o.seq
FROM orders o, json_each(o.delivery) d
WHERE o.delivery <> '[]' AND d.value ->> 'type' = 'esim' AND length(d.value ->> 'iccid') >= 4 ORDER BY o.seq;
