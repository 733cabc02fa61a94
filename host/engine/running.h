/* SPDX-License-Identifier: Apache-2.0 */
/* The running state of a pipeline: who there is and what each holds. The plan is what should run, this is what does.
 *
 *     receiver ──blocks──► lane 0..n ──segments──► partition tasks (any lane) ──segments──► output ─► sink
 *     (thread a source)    (threads)                                                        (thread a sink)
 *
 * One mutex, engine.lock, is taken once a block or task, never once a chunk. Fields say who may touch them:
 * [lock] under engine.lock, [lane] by the lane that owns it, [const] never after creation. */
#ifndef ENGINE_RUNNING_H
#define ENGINE_RUNNING_H
#include "data/frame.h"
#include "data/rows.h"
#include "engine/block.h"
#include "engine/engine.h"
#include "engine/log.h"
#include "engine/segments.h"
#include "expr/evaluator.h"
#include "state/key_list.h"
#include "state/keyed_rows.h"
#include "state/panes.h"
#include "state/table.h"
#include <pthread.h>

typedef struct lane lane;
typedef struct instance instance;
typedef struct receiver receiver;
typedef struct output output;
typedef struct job job;

/* Order of tasks within a batch, for segments: stage, then block, lane end or partition. */
#define ORDER_STAGE_SHIFT 48
#define ORDER_LANE_END (UINT64_C(1) << 47)
#define COMBINER_KEYS (128u * 1024) /* a combiner with more keys is drained in mid-batch */
#define KEEP_BYTES (1u << 20)       /* a cleared store keeps so much for the next batch */
#define JOBS_WAITING 64u            /* batches that may wait: receivers do not cut further */

/* ---- where rows go --------------------------------------------------------------------------------------------------- */

/* Everything that arrives at one exchange, sink or the dead letters: the writers of all lanes. */
typedef struct arrival {
  segment_writer **writer[2]; /* by parity */
  uint32_t writers;
} arrival;

/* Rows of one instance that leave the stage, to be scattered over the partitions of an exchange, or to a sink. */
typedef struct departure {
  const plan_exchange *exchange; /* NULL: a sink's */
  uint32_t stage;                /* whose tasks write here */
  output *output;
  segment_writer writer[2]; /* by parity of the batch */
  evaluator *evaluator;     /* keys of rows that do not come from a combiner */
  keys_coder coder;
  weir_schema *key_schema; /* room for the first columns of a combiner's rows; set once coder is */
  const hash_seed *seed;
  uint32_t *hash, *row; /* [WEIR_MAX_ROWS + 16] */
  uint32_t *first;      /* [partitions + 1]: of each partition in row */
} departure;

typedef struct instance_edge {
  instance *to; /* NULL: departs */
  uint32_t input;
  departure *departure;
} instance_edge;

/* ---- an operator at work --------------------------------------------------------------------------------------------- */

struct instance {
  host_frame frame; /* first: what the plugin calls as its host */
  engine *engine;
  lane *lane; /* NULL: a source's or a sink's */
  const plan_node *node;
  uint32_t stage;
  void *self;
  bool opened;
  weir_out out;
  columns columns; /* behind out */
  arena strings;
  instance_edge *edge;
  uint32_t edges;
  struct weir_table *state; /* handles, pointed to the partition at hand */
  weir_table **handle;
  table **own_table;       /* stage 0: this lane's tables; else NULL */
  key_list *list;          /* a combiner's that is passed by, or has been */
  uint64_t combined;       /* a combiner's rows since it was last decided, or let pass */
  uint64_t passed_by;      /* of its rows, all in all */
  keyed_rows *rows;        /* of the partition at hand */
  weir_column *emitted;    /* column array for emit and slices */
  uint64_t *emitted_valid; /* shifted bitmaps of slices */
  uint64_t sequence;       /* of the next row out */
  uint64_t rows_out, rejected;
  columns *kept;       /* with checks, by input: rows that passed them */
  uint32_t *kept_rows; /* written since its last reset */
  weir_chunk kept_chunk;
  uint64_t counted[16];
  const char *counter_name[16];
  uint32_t counters;
};

/* ---- a partition's state ----------------------------------------------------------------------------------------------- */

/* What one node keeps in one partition. */
typedef struct node_state {
  table **table; /* [states] */
  table *work;   /* MERGE: the window's result; of state 0 */
  keyed_rows *rows;
  const weir_schema **rows_input; /* schemas that rows borrows */
  panes **panes;                  /* [inputs] */
} node_state;

/* What one partition of one stage keeps: tables outlive the batch, one task at a time works at it. */
typedef struct partition {
  node_state *node; /* [stage nodes] */
  bool begun;       /* tables are in a batch: to be committed or rolled back */
} partition;

typedef struct stage_state {
  const plan_stage *stage;
  partition *partition; /* [stage partitions] */
} stage_state;

/* ---- a lane --------------------------------------------------------------------------------------------------------------- */

struct lane {
  engine *engine;
  uint32_t number;
  pthread_t thread;
  bool started;
  instance **node; /* [stages][nodes of the stage], flat: see lane_instance */
  uint32_t nodes;
  uint32_t *stage_first; /* [stages + 1]: into node */
  departure **departure; /* all of this lane's, for begin, end and clear */
  uint32_t departures;
  uint64_t batch;  /* [lock] the batch whose blocks it takes */
  bool ended;      /* [lock] */
  bool idle;       /* [lock] in next_task, holding nothing */
  int64_t busy_us; /* [lane] of the task at hand */
  weir_batch at;   /* [lane] the batch of the task at hand; what every out->batch points to */
  uint32_t parity; /* [lane] of that batch */
  weir_status failed;
  char why[512];
  uint64_t random;
  segment_list segments;       /* scratch of partition tasks */
  weir_column *scratch_column; /* widest schema */
  uint64_t *scratch_valid;
  uint32_t scratch_width;
  segment_writer dead[2]; /* dead letters, if they are read */
  columns dead_row;
  uint64_t task_rows, task_rejected, task_block_rejected; /* of the task at hand */
};

/* ---- a batch -------------------------------------------------------------------------------------------------------------- */

struct job { /* [lock] */
  job *next;
  uint64_t number;
  int64_t time_us;
  block *first, **last; /* sealed, not taken */
  uint64_t blocks, taken, done;
  bool closed; /* every receiver has cut */
  uint32_t lanes_ended;
  uint32_t stage; /* 0 until every lane has ended; stages when all are through */
  uint32_t partition_next, partitions_done;
  bool failed, lost, rerun, started;
  bool hopeless; /* a sink will never take it: neither rerun nor skipped */
  char why[640];
  uint64_t rows, rejected;
  int64_t closed_us, started_us, busy_us;           /* steady clock */
  uint32_t outputs, outputs_prepared, outputs_done; /* those whose stream slides in it */
};

/* ---- sources and sinks ------------------------------------------------------------------------------------------------------ */

typedef struct mark {
  uint8_t data[256];
  uint32_t size, channel;
  bool known; /* false: where the channel began */
} mark;

/* Rows of one channel in one batch, as marks: what is given again when the batch is rerun. */
typedef struct replay_range {
  uint64_t batch;
  uint32_t channel;
  mark from, to;
} replay_range;

typedef struct carry { /* unfinished bytes of one byte stream */
  char *data;
  uint64_t size, capacity;
} carry;

struct receiver {
  instance instance; /* first: the host table is its frame's */
  engine *engine;
  pthread_t thread;
  bool started, opened;
  pthread_cond_t wake; /* waits for a free block, for its turn, for the end */
  uint64_t batch;      /* [lock] it fills this one */
  bool ended;          /* [lock] nothing more will come */
  uint64_t replay;     /* [lock] batches from here on are to be given again; UINT64_MAX: none */
  /* the rest is the receiver's thread's alone */
  block *block;
  uint64_t filling; /* = batch, without the lock */
  int64_t block_since_us;
  weir_batch at;
  bool marks, replaying, failed;
  bool again; /* its open failed for now only */
  char why[512];
  uint64_t marked_rows; /* rows of the open block up to its last mark */
  mark last_mark;       /* that one */
  uint32_t channel;
  mark *sealed; /* [channels]: last mark in a sealed block */
  uint32_t channels;
  mark *to_ack;
  uint32_t acks, acks_capacity;
  replay_range *range;
  uint32_t ranges, ranges_capacity;
  uint32_t open_part;
  uint64_t open_carry; /* bytes of open_part behind block->bytes_used */
  carry *part;
  uint32_t parts;
  int64_t retry_us; /* back-off after WEIR_ERETRY */
};

typedef enum output_phase { OUTPUT_IDLE, OUTPUT_WRITE, OUTPUT_PREPARED, OUTPUT_COMMIT, OUTPUT_ABORT } output_phase;

struct output {
  instance instance;
  engine *engine;
  uint32_t number;
  pthread_t thread;
  bool started;
  pthread_cond_t wake;
  output_phase phase; /* [lock] asked to, or done */
  job *job;           /* [lock] */
  bool opened;        /* [lock] */
  bool gone;          /* its other end is, for good */
  bool again;         /* its open failed for now only */
  uint64_t committed; /* [lock] batches: the number of the last, + 1 */
  weir_batch at;
  segment_list segments;
  arrival arrival;
  uint8_t token[WEIR_TOKEN_MAX], token_prepared[WEIR_TOKEN_MAX];
  uint64_t token_size, token_prepared_size;
  bool has_token;
};

struct engine {
  const plan *plan;
  engine_settings settings;
  engine_clock own_clock, *clock;
  memory *memory;
  uint32_t chunk_rows, lanes;
  lane *lane;
  receiver *receiver;
  uint32_t receivers;
  output *output;
  uint32_t outputs;
  stage_state *stage;    /* [plan->stages]; 0 is unused */
  arrival *exchange;     /* [plan->exchanges] */
  arrival dead;          /* dead letters */
  int64_t zero_us;       /* one interval before the first batch */
  int64_t slide_zero_us; /* what slides count from: that, or the epoch */
  bool reads_dead_letters;
  schema dead_schema;

  pthread_mutex_t lock;
  pthread_cond_t work;     /* lanes wait for tasks */
  pthread_cond_t finished; /* engine_wait */
  block *pool;             /* [lock] free blocks */
  uint32_t pool_blocks, pool_limit;
  job *oldest, **newest; /* [lock] jobs not complete, by number */
  job *spare;            /* [lock] */
  uint64_t next_number;  /* [lock] of the next job to be made */
  job *failing;          /* [lock] quiet down: this one is undone and rerun or given up */
  bool solo;             /* one lane, one source: the lane polls it itself */
  bool polling;          /* [lock] it is doing so */
  uint32_t lanes_idle;
  bool recovering;
  pthread_cond_t quiet; /* outputs have aborted */
  bool over, stopping, broken;
  bool again; /* broken at its start, by what may be gone soon */
  char failure[1200];
  engine_totals totals;
  int64_t until_us, stop_by_us; /* 0: no end; steady clock */
};

/* engine.c */
void engine_wake_sources(engine *e); /* [lock] */
void engine_wake_lanes(engine *e);   /* [lock] there may be a task */

/* job.c */
job *engine_job(engine *e, uint64_t number); /* [lock] NULL: complete, or not begun */
job *engine_make_job(engine *e,
                     uint64_t number); /* [lock] begun if need be; NULL: out of memory, the engine is broken */
void engine_close_jobs(engine *e);     /* [lock] a receiver has cut or ended: which batches are whole? */
int64_t engine_batch_time(const engine *e, uint64_t number);                 /* the end of batch `number` */
bool engine_slides(const engine *e, const plan_node *node, int64_t time_us); /* does it give rows in this batch? */
void engine_batch_at(const engine *e, uint64_t number, weir_batch *at);
uint64_t engine_lose_jobs(engine *e);          /* [lock] the end comes before the jobs are done: gives their rows */
void engine_break(engine *e, const char *why); /* [lock] end as failed */
void job_advance(engine *e);                   /* [lock] whatever the oldest job is ready for */
void job_fail(engine *e, job *j, const char *why);
void job_recover(engine *e);                  /* [lock] called by the lane that finds all others idle */
void job_complete(engine *e);                 /* [lock] the oldest one; lets go of the lock to commit and to report */
void job_outputs_prepared(engine *e, job *j); /* [lock] */

/* instance.c */
int instance_init(instance *i, engine *e, lane *l, const plan_node *node, uint32_t stage, char *why, size_t n);
int instance_open(instance *i, char *why, size_t n);
void instance_close(instance *i);
void instance_finish(instance *i);
void instance_push(instance *i, const weir_chunk *chunk); /* to all its consumers */
void instance_flush(instance *i);
void instance_deliver(instance *i, uint32_t input, const weir_chunk *chunk);
void instance_batch_end(instance *i);

/* ---- rejects.c ---- */

/* The rows of a chunk that the operator's expressions can compute; NULL: none, or it has failed. Valid until the next. */
const weir_chunk *instance_reject(instance *i, uint32_t input, const weir_chunk *chunk);
int instance_rejects_init(instance *i); /* -1: out of memory */
void instance_rejects_finish(instance *i);
/* What failed without being rejected into the instance's counters. */
void instance_count_failures(instance *i);

void instance_end_task(instance *i);
/* Fails the task, with what its tables say of themselves, if one has failed. */
void instance_check_tables(instance *i);
void instance_fail(instance *i, const char *why);
const char *instance_place(const instance *i, char *to, size_t n); /* stream "counts", reduceByKey */
static inline instance *instance_of_out(weir_out *out) {
  return (instance *)(void *)((char *)out - offsetof(instance, out));
}
static inline instance *instance_of_host(const weir_host *host) { return (instance *)(void *)host_frame_of(host); }

/* combiner.c: nothing happens to what is no combiner of the first stage */
void combiner_took(instance *i, uint32_t n); /* a chunk of n rows has been processed */
void combiner_drain(instance *i);            /* between two blocks */
bool combiner_is_vain(instance *i);          /* before the batch_end of the lane's end: most rows made a key */
void combiner_pass(instance *i);             /* after it: the next rows go by */

/* departure.c */
int arrival_add(arrival *a, segment_writer *even, segment_writer *odd);
void arrival_finish(arrival *a);
int departure_init(departure *d, engine *e, const plan_exchange *x, output *o, const weir_schema *schema);
void departure_finish(departure *d);
int departure_add(departure *d, uint32_t parity, const weir_chunk *chunk);

/* host_writing.c, host_state.c, host_source.c: the functions of weir_host */
void host_writing_init(weir_host *host);
void host_state_init(weir_host *host);
void host_source_init(weir_host *host);
void host_services_init(weir_host *host);
void host_dead_letter(instance *i, const weir_chunk *in, uint32_t row, const void *raw, uint64_t n, const char *why);

/* partition.c */
table **node_create_tables(engine *e, const plan_node *node);
int stage_state_init(stage_state *s, engine *e, const plan_stage *stage);
void stage_state_finish(stage_state *s);
void partition_enter(partition *p, lane *l, uint32_t stage, const weir_batch *at);
void partition_leave(partition *p, const plan_stage *stage); /* the task is over */
void partition_commit(partition *p, const plan_stage *stage);
void partition_rollback(partition *p, const plan_stage *stage);

/* lane.c */
int lane_init(lane *l, engine *e, uint32_t number, char *why, size_t n);
void lane_finish(lane *l);
void *lane_main(void *lane);
static inline instance *lane_instance(const lane *l, uint32_t stage, uint32_t i) {
  return l->node[l->stage_first[stage] + i];
}
void lane_clear_batch_state(lane *l);
void lane_fail(lane *l, const char *place, const char *why);
void lane_begin_task(lane *l, uint32_t stage, uint64_t batch, uint64_t order, uint64_t sequence);
void lane_end_task(lane *l, uint32_t stage);

/* task.c */
void task_block(lane *l, block *b);
void task_lane_end(lane *l);
void task_partition(lane *l, uint64_t batch, uint32_t stage, uint32_t partition);

/* receiver.c */
int receiver_init(receiver *r, engine *e, const plan_node *node, char *why, size_t n);
void receiver_finish(receiver *r);
void *receiver_main(void *receiver);
typedef enum receiver_step_result { STEP_DONE, STEP_BLOCKED, STEP_ENDED } receiver_step_result;
receiver_step_result receiver_step(receiver *r); /* one poll, on the lane's thread; only where engine.solo */
void receiver_close(receiver *r);
int receiver_need_block(receiver *r);      /* an open block, if need be beyond the pool's bound; -1: out of memory */
void receiver_seal(receiver *r, bool all); /* hand the open block over, up to its last mark unless `all` */
int receiver_next_page(receiver *r);
int receiver_keep_carry(receiver *r);                     /* before the open block goes; -1: out of memory */
void receiver_forget_ranges(receiver *r, uint64_t batch); /* [lock] this batch is complete */

/* output.c */
int output_init(output *o, engine *e, const plan_node *node, uint32_t number, char *why, size_t n);
void output_finish(output *o);
void *output_main(void *output);
#endif
