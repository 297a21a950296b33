-- What servers from 15 on have besides.
CREATE TABLE app.newer_target (b integer, c integer, PRIMARY KEY (b, c));
CREATE TABLE app.newer (a integer, b integer, c integer,
  CONSTRAINT newer_key UNIQUE NULLS NOT DISTINCT (a),
  FOREIGN KEY (b, c) REFERENCES app.newer_target (b, c) ON DELETE SET NULL (b));
CREATE UNIQUE INDEX newer_index ON app.newer (b) NULLS NOT DISTINCT;
CREATE VIEW app.invoker WITH (security_invoker) AS SELECT a FROM app.newer;
CREATE PUBLICATION chosen FOR TABLE app.users (id, name) WHERE (id > 3) WITH (publish = 'insert');
CREATE PUBLICATION wide FOR TABLES IN SCHEMA "Odd name", TABLE app.logged;
CREATE UNLOGGED SEQUENCE app.unlogged_numbers;
CREATE TABLE app.numbered_unlogged (id integer GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE app.numbered_unlogged_id_seq SET UNLOGGED;
