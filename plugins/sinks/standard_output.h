/* SPDX-License-Identifier: Apache-2.0 */
/* Standard output, which is not ours: its mode stays as it is, so that whoever shares it is not surprised. A write to a pipe
 * or terminal that nobody reads would block for good, hence small pieces, each when there is room, and an event that ends
 * the waiting. */
#ifndef SINKS_STANDARD_OUTPUT_H
#define SINKS_STANDARD_OUTPUT_H
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weir/weir.h>

typedef struct standard_output {
  int wake;         /* an eventfd */
  uint32_t is_file; /* never has to be waited for */
  atomic_int stopping;
} standard_output;

static inline weir_status standard_output_open(standard_output *o, weir_error *err) {
  struct stat status;
  atomic_init(&o->stopping, 0);
  o->is_file = fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode);
  o->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (o->wake >= 0) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "no event descriptor can be had: %s", strerrordesc_np(errno));
  return WEIR_EFAIL;
}

static inline void standard_output_close(standard_output *o) { (void)close(o->wake); }

/* From any thread: who waits gives up, now and from now on. */
static inline void standard_output_wake(standard_output *o) {
  const uint64_t one = 1;
  atomic_store(&o->stopping, 1);
  const ssize_t n = write(o->wake, &one, sizeof one); /* fails only when a wake-up is there already */
  (void)n;
}

static inline void standard_output_wait(const standard_output *o) {
  struct pollfd place[2] = {{.fd = o->wake, .events = POLLIN}, {.fd = STDOUT_FILENO, .events = POLLOUT}};
  (void)poll(place, 2, -1);
}

/* WEIR_END: nobody reads it any more. */
static inline weir_status standard_output_failed(int error, weir_error *err) {
  const int closed = error == EPIPE || error == EBADF;
  (void)snprintf(err->text, sizeof err->text, closed ? "stdout was closed" : "stdout cannot be written: %s",
                 strerrordesc_np(error));
  return closed ? WEIR_END : WEIR_EFAIL;
}

/* All of p[0..n). WEIR_EFAIL or WEIR_END with a sentence. */
static inline weir_status standard_output_write(standard_output *o, const char *p, uint64_t n, weir_error *err) {
  while (n) {
    if (!o->is_file) standard_output_wait(o);
    if (atomic_load(&o->stopping)) {
      (void)snprintf(err->text, sizeof err->text, "nobody reads stdout, and the pipeline stops");
      return WEIR_EFAIL;
    }
    const ssize_t written = write(STDOUT_FILENO, p, o->is_file || n < PIPE_BUF ? n : PIPE_BUF);
    if (written < 0 && errno != EINTR && errno != EAGAIN) return standard_output_failed(errno, err);
    if (written < 0) continue;
    p += written;
    n -= (uint64_t)written;
  }
  return WEIR_OK;
}
#endif
