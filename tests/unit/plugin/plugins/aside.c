/* SPDX-License-Identifier: Apache-2.0 */
/* The library that lies beside the plugin with_library. */
__attribute__((visibility("default"))) const char *aside_version(void);
__attribute__((visibility("default"))) const char *aside_version(void) { return VERSION; }
