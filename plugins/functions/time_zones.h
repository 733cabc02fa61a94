/* SPDX-License-Identifier: Apache-2.0 */
/* The zone that a call names. */
#ifndef TIME_ZONES_H
#define TIME_ZONES_H
#include "time_zone.h"
#include <weir/plugin.h>

/* Finds the zone that constant argument i names and keeps it as the call's data; reads a file of the tz database if it must
 * [bind]. A null names none. WEIR_EINVAL and err: no constant, or no such zone. */
weir_status time_zones_keep(weir_call *call, uint32_t i, weir_error *err);

/* What time_zones_keep has kept; NULL: the name is null. */
static inline const time_zone *time_zones_of(const weir_call *call) { return call->data; }
#endif
