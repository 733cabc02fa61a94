/* SPDX-License-Identifier: Apache-2.0 */
/* Calling bind: a weir_plan that notes what a source, operator or sink gives and needs. Internal to the layer; one
 * thread. */
#ifndef PLAN_BIND_H
#define PLAN_BIND_H
#include "plan/builder.h"

/* Binds d, whose image is filled, on these inputs (stable until the plan's end): sets its schema, state, needs, mark
 * and combiner. False: reported. */
bool plan_bind(plan_builder *b, draft *d, const weir_schema *const *input, uint32_t inputs);
#endif
