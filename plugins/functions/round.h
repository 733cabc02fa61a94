/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUNCTIONS_ROUND_H
#define FUNCTIONS_ROUND_H
#include <stdint.h>

/* x with so many decimal places, halves of its decimal number away from 0. */
double real_round(double x, int64_t places);
#endif
