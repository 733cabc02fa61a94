/* SPDX-License-Identifier: Apache-2.0 */
/* The engine: a plan, running. One engine a pipeline; several may run in one process, apart in memory, clock and failure. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H
#include "engine/clock.h"
#include "plan/plan.h"

typedef enum engine_outcome {
  ENGINE_DONE,   /* sources ended or it was stopped; every batch is complete */
  ENGINE_FAILED, /* a batch failed and the policy is to stop, or a source or sink gave up */
  ENGINE_AGAIN,  /* a source or sink could not be opened, and says that it may be possible soon */
} engine_outcome;

/* One finished batch. Times in µs. */
typedef struct engine_batch {
  uint64_t number;
  int64_t time_us;       /* its label: the end of its interval */
  int64_t scheduling_us; /* from its end to the start of what runs after it */
  int64_t processing_us; /* busy time of its tasks, all lanes */
  int64_t total_us;      /* from its end until every sink had committed */
  uint64_t rows, rejected;
  bool failed;
} engine_batch;

typedef struct engine_settings {
  engine_clock *clock;  /* NULL: the machine's */
  uint64_t max_batches; /* 0: no end */
  int64_t run_for_us;   /* 0: no end; then an orderly stop */
  uint32_t chunk_rows;  /* 0: 2,048; tests: 1 .. WEIR_MAX_ROWS */
  bool random_order;    /* tests: lanes take blocks in random order */
  bool amnesia;         /* tests: every operator instance is closed and opened again after each task */
  void (*on_batch)(void *context, const engine_batch *batch); /* [a thread of the engine], serial; may be NULL */
  void *context;
} engine_settings;

typedef struct engine engine;

/* `plan` is borrowed until engine_destroy. Instances are opened here and threads started by engine_start. NULL: `why` says. */
engine *engine_create(const plan *p, const engine_settings *settings, char *why, size_t n);
int engine_start(engine *e, char *why, size_t n);
/* Ask for an orderly stop: sources end, what came in is worked off, sinks commit. Any thread; idempotent. */
void engine_stop(engine *e);
/* Until it has ended. */
engine_outcome engine_wait(engine *e);
/* Why it failed; valid until destroy; "" when it did not. */
const char *engine_failure(const engine *e);
void engine_destroy(engine *e);

typedef struct engine_totals {
  uint64_t batches, failed, rows, rejected, lost_rows;
  int64_t worst_total_us;
  uint64_t memory_peak;
  uint64_t passed_by; /* rows that combiners let pass, since hardly two were of one key */
} engine_totals;
void engine_get_totals(const engine *e, engine_totals *t);
#endif
