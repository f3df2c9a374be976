-- Version 5: the labels of the report that first told of the problem, as a JSON object of texts.
ALTER TABLE tickets ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
