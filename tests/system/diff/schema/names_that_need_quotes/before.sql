CREATE SCHEMA "Ünï Cöde";
CREATE TABLE "Ünï Cöde"."Or""der" (
  "Id" integer PRIMARY KEY,
  "a_name_of_sixty_three_bytes_that_the_server_keeps_as_it_is_12345" integer,
  "select" text DEFAULT 'x;y'
);
CREATE INDEX "a_index_of_sixty_three_bytes_that_the_server_keeps_as_it_is_1234" ON "Ünï Cöde"."Or""der" ("select");
