/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this plugin share. Semantics are Spark SQL's throughout: who looks for the meaning of a function
 * finds it in Spark's reference; what a file says is how, and where it differs.
 *
 * A function is one entry: STRICT(name, help, signature, eval) or LENIENT(…). Its `help` begins with how it is called,
 * as the reference quotes it: "left(text, count): the first …". Of a null in an argument of a strict one the host takes
 * care; a lenient one looks itself. */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H
#include <weir/plugin.h>

typedef struct function {
  weir_function base; /* first: the host is given its address */
  int32_t variant;    /* what tells functions apart that share one eval */
  double (*real)(double);
  double (*real_pair)(double, double);
} function;

static inline const function *function_of(const weir_call *call) {
  return (const function *)(const void *)call->function;
}

#define FUNCTION_(id, say, types, flags_, bind_, eval_, ...)                                                           \
  const function function_##id = {.base = {.size = sizeof(weir_function),                                              \
                                           .flags = flags_,                                                            \
                                           .name = #id,                                                                \
                                           .help = say,                                                                \
                                           .bind = bind_,                                                              \
                                           .eval = eval_,                                                              \
                                           .signature = types},                                                        \
                                  __VA_ARGS__}
#define STRICT(id, say, types, ...) FUNCTION_(id, say, types, WEIR_FUNCTION_STRICT, NULL, __VA_ARGS__, )
#define LENIENT(id, say, types, ...) FUNCTION_(id, say, types, 0, NULL, __VA_ARGS__, )
/* With a bind, which says what the signature cannot. */
#define STRICT_BOUND(id, say, types, ...) FUNCTION_(id, say, types, WEIR_FUNCTION_STRICT, __VA_ARGS__, )
#define LENIENT_BOUND(id, say, types, ...) FUNCTION_(id, say, types, 0, __VA_ARGS__, )

/* Fills err->text and gives WEIR_EINVAL. `why`: one sentence without a final period. */
weir_status function_refuse(weir_error *err, const char *why);
/* Fails the batch: out->host->fail, and WEIR_EFAIL. */
weir_status function_fail(weir_out *out, const char *why);

/* Row r of the result is null; its data is to be zero. */
static inline void function_set_null(weir_out_column *to, uint32_t r) {
  to->valid[r >> 6] &= ~(UINT64_C(1) << (r & 63));
}
/* The result is null where the argument is: copies the bits of rows 0..rows. Does nothing where there are no nulls. */
void function_copy_nulls(const weir_column *from, weir_out_column *to, uint32_t rows);

static inline int64_t min_i64(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t max_i64(int64_t a, int64_t b) { return a > b ? a : b; }

/* clang-format off */
#define FUNCTIONS(X) \
  X(upper) X(ucase) X(lower) X(lcase) X(initcap) X(ascii) X(chr) X(char) X(encode) X(decode) X(soundex) \
  X(levenshtein) X(hex) X(unhex) X(base64) X(unbase64) X(md5) X(sha) X(sha1) X(sha2) X(concat) X(concat_ws) \
  X(repeat) X(space) X(bin) X(conv) X(format_number) X(greatest) X(least) X(format_string) X(printf) \
  X(get_json_object) X(hash) X(xxhash64) X(crc32) X(abs) X(negative) X(positive) X(factorial) X(mod) X(pmod) \
  X(bit_count) X(getbit) X(bit_get) X(shiftleft) X(shiftright) X(shiftrightunsigned) X(json_array_length) \
  X(json_object_keys) X(length) X(len) X(char_length) X(character_length) X(octet_length) X(bit_length) X(slice) \
  X(array_append) X(array_prepend) X(array_remove) X(array_compact) X(array) X(array_repeat) X(sequence) \
  X(array_join) X(size) X(cardinality) X(array_size) X(element_at) X(get) X(array_contains) X(array_position) \
  X(array_min) X(array_max) X(array_distinct) X(array_union) X(array_intersect) X(array_except) X(arrays_overlap) \
  X(sort_array) X(array_sort) X(map) X(map_from_arrays) X(map_concat) X(str_to_map) X(map_keys) X(map_values) \
  X(map_contains_key) X(sqrt) X(cbrt) X(exp) X(expm1) X(rint) X(sign) X(signum) X(sin) X(cos) X(tan) X(cot) X(sec) \
  X(csc) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) X(degrees) X(radians) X(power) \
  X(pow) X(atan2) X(hypot) X(ln) X(log) X(log2) X(log10) X(log1p) X(pi) X(e) X(isnan) X(nanvl) X(lpad) X(rpad) \
  X(replace) X(translate) X(reverse) X(round) X(bround) X(ceil) X(ceiling) X(floor) X(startswith) X(endswith) \
  X(contains) X(instr) X(locate) X(position) X(find_in_set) X(split_part) X(substring_index) X(substring) X(substr) \
  X(mid) X(left) X(right) X(overlay) X(trim) X(ltrim) X(rtrim) X(btrim) X(try_add) X(try_subtract) X(try_multiply) \
  X(try_mod) X(try_divide) X(width_bucket) X(elt) X(url_encode) X(url_decode) X(try_url_decode) X(parse_url) \
  X(split)
/* clang-format on */

#define DECLARE(id) extern const function function_##id;
FUNCTIONS(DECLARE)
#undef DECLARE
#endif
