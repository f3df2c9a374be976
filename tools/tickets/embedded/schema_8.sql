-- Version 8: the worst severity that was reported, once a person has set another one.
ALTER TABLE tickets ADD COLUMN reported INTEGER;
