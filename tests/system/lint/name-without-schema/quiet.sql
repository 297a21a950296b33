CREATE TABLE public.n (a int);
