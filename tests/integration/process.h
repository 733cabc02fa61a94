/* SPDX-License-Identifier: Apache-2.0 */
/* weir as a child process: started in a scene, a private directory in which everything that a test has begun is found again,
 * killed, closed and removed at its end.
 *
 * All waiting is for descriptors, with a deadline of SCENE_SECONDS; while a test waits, what the children print is read, so
 * that none of them waits for the test. Whatever goes wrong fails the test at once, and prints what the children have said.
 * One scene at a time; one thread. */
#ifndef INTEGRATION_PROCESS_H
#define INTEGRATION_PROCESS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCENE_SECONDS = 20, SCENE_PROCESSES = 4 };

typedef enum process_stream { PROCESS_OUT, PROCESS_ERR, PROCESS_STREAMS } process_stream;
typedef struct process process;
typedef struct scene scene;

/* cmocka's setup and teardown: *state is the scene. */
int scene_setup(void **state);
int scene_teardown(void **state);

/* The path of `name` in the directory; valid until the eighth call from now. */
const char *scene_path(const scene *s, const char *name);
/* Writes a file there and gives its path, valid as that of scene_path. */
__attribute__((format(printf, 3, 4))) const char *scene_write(scene *s, const char *name, const char *format, ...);
/* Fails the test; prints what all children have said. */
__attribute__((format(printf, 2, 3), noreturn)) void scene_fail(scene *s, const char *format, ...);
/* Waits until `fd` (-1: none) has one of poll's `events` or a child has said something or ended, at most `until_us` of
 * scene_now. Gives the events that fd has. */
short scene_wait(scene *s, int fd, short events, int64_t until_us);
/* µs of the steady clock, and SCENE_SECONDS from now. */
int64_t scene_now(void);
int64_t scene_deadline(void);
/* Closes `fd` when the scene ends. Gives it back. */
int scene_keep(scene *s, int fd);
/* Closes it now. */
void scene_close(scene *s, int fd);

/* weir with these words, NULL behind the last; its directory is that of the scene. */
process *process_start(scene *s, const char *word, ...) __attribute__((sentinel));
/* The same, its stdout not read before process_read_out: weir has to wait with what it prints. */
process *process_start_unread(scene *s, const char *word, ...) __attribute__((sentinel));
void process_read_out(process *p);
/* The same as process_start; of its standard descriptors those are closed whose bits are set. */
process *process_start_closed(scene *s, unsigned closed, const char *word, ...) __attribute__((sentinel));
/* Waits until its stdout takes nothing more. */
void process_await_full_out(process *p);
/* Nobody reads its stdout any more. */
void process_close_out(process *p);

/* What it has said so far, a NUL behind it. */
const char *process_text(const process *p, process_stream from);
size_t process_size(const process *p, process_stream from);
/* Waits for a text, and gives where it begins; valid until the next wait. */
const char *process_await(process *p, process_stream from, const char *text);
/* Waits until done(p, context). `what` is for the failure. */
void process_until(process *p, bool (*done)(process *p, const void *context), const void *context, const char *what);
/* Waits for a text and reads the number behind it. */
uint16_t process_await_number(process *p, process_stream from, const char *text);

void process_signal(process *p, int signal);
/* Waits for its end, and that all it said is read: its exit code, or 128 and the signal. */
int process_end(process *p);
void process_expect_end(process *p, int code);
/* process_expect_end, and no later than `ms` after `since_us`. */
void process_expect_end_within(process *p, int code, int64_t since_us, int64_t ms);
void process_expect(process *p, process_stream from, const char *text);
void process_expect_nothing(process *p, process_stream from);
unsigned process_count(const process *p, process_stream from, const char *text);
/* A line "NAME: 123 kB" of /proc/PID/status, in bytes. */
uint64_t process_status(process *p, const char *name);
/* The most memory it has had resident, in bytes; of one that has ended, too. */
uint64_t process_peak(process *p);
/* No file of it may grow beyond so many bytes; writing more fails, as on a full disk. */
void process_limit_files(process *p, uint64_t bytes);
scene *process_scene(const process *p);
#endif
