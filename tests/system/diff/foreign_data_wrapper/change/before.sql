CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1', b '2');
CREATE SERVER s VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'h', dbname 'd');
CREATE USER MAPPING FOR howdah_reader SERVER s OPTIONS (user 'u');
CREATE FOREIGN TABLE ft (a integer OPTIONS (x 'y'), b text, c integer) SERVER s OPTIONS (tab 't', schema 's');
CREATE VIEW v AS SELECT a FROM ft;
