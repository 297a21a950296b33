SELECT id, k FROM p;
