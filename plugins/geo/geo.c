/* SPDX-License-Identifier: Apache-2.0 */
/* geo.distance(lat1, lon1, lat2, lon2): kilometres between two places, whose latitudes and longitudes are degrees, along a
 * great circle of a sphere with the earth's mean radius: within 0.6 % of the truth. Null where a place is none: a latitude
 * beyond 90 degrees, a longitude beyond 360, NaN. */
#include <math.h>
#include <weir/plugin.h>

static const double earth_radius_km = 6371.0088;
static const double degree = 3.14159265358979323846 / 180;

/* Haversines stay exact for places close to each other, where the cosine rule does not. */
static double distance_km(double lat1, double lon1, double lat2, double lon2) {
  const double up = sin((lat2 - lat1) * degree / 2), across = sin((lon2 - lon1) * degree / 2);
  const double h = up * up + cos(lat1 * degree) * cos(lat2 * degree) * across * across;
  return 2 * earth_radius_km * asin(sqrt(h < 1 ? h : 1));
}

static int is_place(double lat, double lon) { return fabs(lat) <= 90 && fabs(lon) <= 360; }

static weir_status eval(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const double *lat1 = arg[0]->data, *lon1 = arg[1]->data, *lat2 = arg[2]->data, *lon2 = arg[3]->data;
  const weir_out_column *to = &out->col[column];
  double *km = to->data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    km[r] = 0;
    if (is_place(lat1[r], lon1[r]) && is_place(lat2[r], lon2[r]))
      km[r] = distance_km(lat1[r], lon1[r], lat2[r], lon2[r]);
    else
      to->valid[r >> 6] &= ~(UINT64_C(1) << (r & 63));
  }
  return WEIR_OK;
}

static const weir_function distance = {
    .size = sizeof(weir_function),
    .flags = WEIR_FUNCTION_STRICT,
    .name = "distance",
    .help = "distance(lat1, lon1, lat2, lon2): kilometres between two places in degrees, along a great circle",
    .signature = "(float64, float64, float64, float64) -> float64?",
    .eval = eval};

static const weir_function *const functions[] = {&distance, NULL};
WEIR_PLUGIN(geo, .function = functions);
