/* SPDX-License-Identifier: Apache-2.0 */
/* Real numbers in decimal. */
#ifndef FUNCTIONS_REAL_TEXT_H
#define FUNCTIONS_REAL_TEXT_H
#include <stdint.h>

enum { REAL_DIGITS = 17, REAL_ROOM = 32 };

/* The digits of the shortest decimal number that is x, which is finite and above 0, and the power of ten of the first of
 * them; gives how many. */
int real_digits(double x, char digit[REAL_DIGITS], int *exponent);
/* x as Java's Double.toString writes it: 1.0, 1.0E7, NaN; at most REAL_ROOM bytes. Gives the end. */
char *real_put(char *to, double x);
#endif
