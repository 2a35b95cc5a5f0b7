-- Runs once, as the owner of the database, when the data folder is empty. The tables of the application are made by
-- its own migrations; what stands here is what those may count on.
CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE SCHEMA IF NOT EXISTS app;

COMMENT ON SCHEMA app IS 'Tables of the application; made by its migrations';
