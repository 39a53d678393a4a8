-- Whether the wallet paid, and who says so. What the events of the orders from
-- before prove of it is filled in.

ALTER TABLE orders ADD COLUMN charged TEXT NOT NULL DEFAULT 'not known';
