CREATE SCHEMA two;
-- $VAR $(VAR) {{ .x }}
