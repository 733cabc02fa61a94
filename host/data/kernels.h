/* SPDX-License-Identifier: Apache-2.0 */
/* Loops over bytes with a body per CPU level, chosen once. The scalar body is the definition; tests compare the
 * others to it. */
#ifndef DATA_KERNELS_H
#define DATA_KERNELS_H
#include <weir/extension.h>

enum { KERNELS_SCALAR, KERNELS_AVX2, KERNELS_AVX512, KERNELS_BODIES };
/* The best for this machine; WEIR_KERNELS=scalar|avx2|avx512 in the environment asks for less. Any thread. */
const weir_kernels *kernels_best(void);
/* A body by level, NULL when this machine or build has it not. */
const weir_kernels *kernels_body(int level);
#endif
