SELECT "Id", "select" FROM "Ünï Cöde"."Or""der";
