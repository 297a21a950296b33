CREATE SCHEMA "Ünï Cöde";
CREATE TABLE "Ünï Cöde"."Or""der" (
  "Id" bigint PRIMARY KEY,
  "a_name_of_sixty_three_bytes_that_the_server_keeps_as_it_is_12345" integer NOT NULL DEFAULT 0,
  "select" varchar(20) DEFAULT 'x;'';y',
  "from" "char",
  CHECK ("select" <> '"' AND "from" <> ';')
);
CREATE INDEX "a_index_of_sixty_three_bytes_that_the_server_keeps_as_it_is_1234" ON "Ünï Cöde"."Or""der" (lower("select"));
CREATE FUNCTION "Ünï Cöde"."F;n"("In" integer) RETURNS integer LANGUAGE sql AS $_$SELECT "In" + 1; -- $$ ' "
$_$;
CREATE VIEW "Ünï Cöde"."view" AS SELECT "Id", "Ünï Cöde"."F;n"(1) AS "X y" FROM "Ünï Cöde"."Or""der";
COMMENT ON COLUMN "Ünï Cöde"."Or""der"."select" IS E'a\nb''c\\';
