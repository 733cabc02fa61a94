/* SPDX-License-Identifier: Apache-2.0 */
/* The whole SDK. */
#ifndef WEIR_H
#define WEIR_H
#include <weir/plugin.h>
#endif
