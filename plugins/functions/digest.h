/* SPDX-License-Identifier: Apache-2.0 */
/* Digests over bytes, for md5, sha1 and sha2. */
#ifndef FUNCTIONS_DIGEST_H
#define FUNCTIONS_DIGEST_H
#include <stdint.h>

enum { MD5_SIZE = 16, SHA1_SIZE = 20, DIGEST_MAX = 64 };

void md5_digest(const char *p, uint64_t n, uint8_t digest[MD5_SIZE]);
void sha1_digest(const char *p, uint64_t n, uint8_t digest[SHA1_SIZE]);
/* SHA-2 of 224, 256, 384 or 512 bits; gives how many bytes it has, 0 for other widths. */
uint32_t sha2_digest(const char *p, uint64_t n, int64_t bits, uint8_t digest[DIGEST_MAX]);
#endif
