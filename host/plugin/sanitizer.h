/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/sanitizer: whether this build runs under AddressSanitizer or ThreadSanitizer: they reserve terabytes of addresses. */
#ifndef PLUGIN_SANITIZER_H
#define PLUGIN_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

#endif
