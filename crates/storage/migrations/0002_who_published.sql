-- Who published a release is a person's name, so it stands sealed under the house key. Releases of before
-- have no value here: their content tells it.
ALTER TABLE releases ADD COLUMN sealed BYTEA;
