/* SPDX-License-Identifier: Apache-2.0 */
/* The last line of a process that a bug ends: a fatal signal or a failed assertion, of weir or of a plugin. It says which plugin
 * was at work where, as far as that is known, and the process exits with 70. Under a sanitizer, which reports better, nothing
 * is installed. */
#ifndef ENGINE_CRASH_H
#define ENGINE_CRASH_H

struct engine;
struct instance;

/* Once, before threads start. */
void crash_install(void);
/* Each thread of an engine, at its begin: whose it is, and a stack to report from when its own is used up. */
void crash_enter_thread(const struct engine *e);

/* Who is at work on this thread: set before a plugin is called, and back to what it was afterwards. */
extern _Thread_local const struct instance *crash_at_work;
static inline const struct instance *crash_enter(const struct instance *i) {
  const struct instance *before = crash_at_work;
  crash_at_work = i;
  return before;
}
static inline void crash_leave(const struct instance *before) { crash_at_work = before; }
#endif
