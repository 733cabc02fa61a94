/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as text and back: hex, unhex, base64, unbase64, and the digests, which are shown in hex. */
#include "digest.h"
#include "text.h"

static const char upper_digits[] = "0123456789ABCDEF", lower_digits[] = "0123456789abcdef";

static char *put_hex(char *to, const void *bytes, uint64_t n, const char *digits) {
  const uint8_t *p = bytes;
  for (uint64_t i = 0; i < n; i++) {
    *to++ = digits[p[i] >> 4];
    *to++ = digits[p[i] & 15];
  }
  return to;
}

/* ---- hex --------------------------------------------------------------------------------------------------------- */

static char *put_hex_number(char *to, uint64_t x) {
  int digits = x == 0 ? 1 : (67 - __builtin_clzll(x)) / 4;
  while (digits-- > 0) *to++ = upper_digits[x >> 4 * digits & 15];
  return to;
}

static weir_status hex(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                       uint32_t column) {
  const int number = call->arg[0]->type == WEIR_I64;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, number ? 16 * (uint64_t)rows : 2 * text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows; r++) {
    const weir_str *text = number ? NULL : (const weir_str *)arg[0]->data + r;
    char *p = text_room(&b, number ? 16 : 2 * (uint64_t)text->len);
    if (p == NULL) return WEIR_EFAIL;
    to[r] = text_made(&b, number ? put_hex_number(p, ((const uint64_t *)arg[0]->data)[r])
                                 : put_hex(p, weir_text(text), text->len, upper_digits));
  }
  return WEIR_OK;
}

/* The value of a hexadecimal digit; 16 and more: it is none. */
static uint32_t digit_of(char c) {
  const uint32_t d = (uint32_t)(unsigned char)c - '0', letter = ((uint32_t)(unsigned char)c | 0x20u) - 'a';
  return d < 10 ? d : letter < 6 ? letter + 10 : 16;
}

/* An odd text has a zero before it. NULL: not hexadecimal. */
static char *put_unhex(char *to, const weir_str *text) {
  const char *p = weir_text(text), *end = p + text->len;
  for (uint32_t half = text->len % 2; p < end;) {
    const uint32_t high = half ? 0 : digit_of(*p++), low = digit_of(*p++);
    half = 0;
    if ((high | low) > 15) return NULL;
    *to++ = (char)(high << 4 | low);
  }
  return to;
}

typedef char *(*put_fn)(char *to, const weir_str *text);

/* to[r] = what `put` makes of row r, at most factor bytes for each of the text, NULL: null. */
static weir_status convert(const weir_column *from, uint32_t rows, weir_out *out, uint32_t column, uint64_t factor,
                           put_fn put) {
  const weir_str *text = from->data;
  weir_out_column *to = &out->col[column];
  text_builder b;
  text_begin(&b, out, factor * text_bytes(from, rows));
  for (uint32_t r = 0; r < rows; r++) {
    char *p = text_room(&b, factor * text[r].len + 4);
    char *end = p != NULL ? put(p, text + r) : NULL;
    if (out->failed != WEIR_OK) return WEIR_EFAIL;
    ((weir_str *)to->data)[r] = end != NULL ? text_made(&b, end) : weir_view("", 0);
    if (end == NULL) function_set_null(to, r);
  }
  return WEIR_OK;
}

static weir_status unhex(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  (void)call;
  return convert(arg[0], rows, out, column, 1, put_unhex);
}

STRICT(hex, "hex(x): a number, or each byte of a string or binary, in hexadecimal digits",
       "(int64|binary|string) -> string", hex);
STRICT(unhex, "unhex(text): the bytes that hexadecimal digits stand for; null if text is something else",
       "(string) -> binary?", unhex);

/* ---- base64 ------------------------------------------------------------------------------------------------------ */

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *put_base64(char *to, const weir_str *text) {
  const uint8_t *p = (const uint8_t *)weir_text(text);
  for (uint32_t i = 0, n = text->len; i < n; i += 3) {
    const uint32_t have = n - i < 3 ? n - i : 3;
    const uint32_t x = (uint32_t)p[i] << 16 | (have > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (have > 2 ? p[i + 2] : 0u);
    for (uint32_t k = 0; k < 4; k++) *to++ = k <= have ? base64_digits[x >> (18 - 6 * k) & 63] : '=';
  }
  return to;
}

static uint32_t base64_value(char c) {
  const char *found = c != 0 ? strchr(base64_digits, c) : NULL;
  return found != NULL ? (uint32_t)(found - base64_digits) : 64;
}

/* As Java's decoder for MIME: what is no digit is passed over, `=` ends the text. */
static char *put_unbase64(char *to, const weir_str *text) {
  const char *p = weir_text(text), *end = p + text->len;
  uint32_t bits = 0, digits = 0;
  for (; p < end && *p != '='; p++) {
    const uint32_t value = base64_value(*p);
    if (value == 64) continue;
    bits = bits << 6 | value;
    if (++digits % 4 == 0)
      for (uint32_t k = 0; k < 3; k++) *to++ = (char)(bits >> (16 - 8 * k));
  }
  if (digits % 4 >= 2) *to++ = (char)(bits >> (digits % 4 == 2 ? 4 : 10));
  if (digits % 4 == 3) *to++ = (char)(bits >> 2);
  return to;
}

static weir_status base64(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  (void)call;
  return convert(arg[0], rows, out, column, 2, put_base64);
}

static weir_status unbase64(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  (void)call;
  return convert(arg[0], rows, out, column, 1, put_unbase64);
}

STRICT(base64, "base64(bytes): the bytes of a string or binary in Base64, without line ends",
       "(string|binary) -> string", base64);
STRICT(unbase64, "unbase64(text): the bytes that Base64 stands for; what is no digit is passed over",
       "(string) -> binary", unbase64);

/* ---- digests ----------------------------------------------------------------------------------------------------- */

enum { MD5, SHA1 };

static weir_status digest(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const int md5 = function_of(call)->variant == MD5;
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  uint8_t sum[DIGEST_MAX];
  text_builder b;
  text_begin(&b, out, 2 * SHA1_SIZE * (uint64_t)rows);
  for (uint32_t r = 0; r < rows; r++) {
    char *p = text_room(&b, 2 * SHA1_SIZE);
    if (p == NULL) return WEIR_EFAIL;
    (md5 ? md5_digest : sha1_digest)(weir_text(text + r), text[r].len, sum);
    to[r] = text_made(&b, put_hex(p, sum, md5 ? MD5_SIZE : SHA1_SIZE, lower_digits));
  }
  return WEIR_OK;
}

static weir_status sha2(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *bits = arg[1]->data;
  weir_out_column *to = &out->col[column];
  uint8_t sum[DIGEST_MAX];
  text_builder b;
  (void)call;
  text_begin(&b, out, DIGEST_MAX * (uint64_t)rows);
  for (uint32_t r = 0; r < rows; r++) {
    char *p = text_room(&b, 2 * DIGEST_MAX);
    if (p == NULL) return WEIR_EFAIL;
    const uint32_t n = sha2_digest(weir_text(text + r), text[r].len, bits[r], sum);
    ((weir_str *)to->data)[r] = text_made(&b, put_hex(p, sum, n, lower_digits));
    if (n == 0) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(md5, "md5(bytes): the MD5 digest of a string or binary, as 32 hexadecimal digits", "(string|binary) -> string",
       digest, .variant = MD5);
STRICT(sha, "sha(bytes): another name of sha1", "(string|binary) -> string", digest, .variant = SHA1);
STRICT(sha1, "sha1(bytes): the SHA-1 digest of a string or binary, as 40 hexadecimal digits",
       "(string|binary) -> string", digest, .variant = SHA1);
STRICT(sha2,
       "sha2(bytes, bits): the SHA-2 digest of 224, 256, 384 or 512 bits of a string or binary, in hexadecimal digits; "
       "0 stands for 256, for any other width it is null",
       "(string|binary, int64) -> string?", sha2);
