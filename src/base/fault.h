/*
 * Named moments at which tests stop the program from outside. With HOWDAH_FAULT_AT=name:3
 * in its environment the process stops itself (SIGSTOP) at the third time it comes by.
 * It is in every build, so that the program that is tested is the one that is used;
 * who can set it could as well send the signal.
 */
#pragma once

void hd_fault_point(const char *name);
