INSERT INTO "Ünï Cöde"."Or""der" VALUES (1, 2, 'abc');
