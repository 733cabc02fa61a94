/* SPDX-License-Identifier: Apache-2.0 */
/* A replayable source that counts: `per_batch` numbers a batch, a mark behind every `marks_every`-th, so that rows wait for their
 * mark over a batch's end. It checks what the host promises: acks come in order, after the mark, once each. */
#include <stdio.h>
#include <weir/weir.h>

typedef struct script {
  int64_t per_batch, marks_every, batches;
  int64_t next, marked, acked; /* numbers */
  int64_t batch_time, done;
} script;

static const weir_option options[] = {
    {.name = "per_batch",
     .type = WEIR_OPT_I64,
     .offset = offsetof(script, per_batch),
     .default_text = "10",
     .help = "numbers a batch"},
    {.name = "marks_every",
     .type = WEIR_OPT_I64,
     .offset = offsetof(script, marks_every),
     .default_text = "4",
     .help = "numbers to a mark"},
    {.name = "batches",
     .type = WEIR_OPT_I64,
     .offset = offsetof(script, batches),
     .default_text = "3",
     .help = "before the end"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_field(plan, "n", WEIR_I64, 0) || plan->add_field(plan, "text", WEIR_STRING, 0) ? WEIR_EINVAL
                                                                                                  : WEIR_OK;
}

static void put(weir_out *out, int64_t n) {
  char text[48];
  const int size = snprintf(text, sizeof text, "number %lld of them all", (long long)n);
  weir_put_i64(out, 0, n);
  weir_put_copy(out, 1, text, (uint32_t)size);
  weir_end_row(out);
}

static weir_status poll_numbers(void *self, weir_out *out, int64_t wait_us) {
  script *s = self;
  (void)wait_us;
  if (s->batch_time == out->batch->time_us) return WEIR_IDLE;
  s->batch_time = out->batch->time_us;
  for (int64_t i = 0; i < s->per_batch; i++) {
    put(out, s->next++);
    if (s->next % s->marks_every == 0) {
      out->host->mark(out, &s->next, sizeof s->next);
      s->marked = s->next;
    }
  }
  if (++s->done < s->batches) return WEIR_OK;
  if (s->marked < s->next) out->host->mark(out, &s->next, sizeof s->next);
  s->marked = s->next;
  return WEIR_END;
}

static weir_status replay(void *self, uint32_t channel, const weir_position *from, const weir_position *to,
                          weir_out *out) {
  int64_t first = 0, end;
  (void)self;
  (void)channel;
  if (from) memcpy(&first, from->data, sizeof first);
  memcpy(&end, to->data, sizeof end);
  for (; first < end; first++) put(out, first);
  return WEIR_OK;
}

static weir_status ack(void *self, uint32_t channel, const weir_position *upto, weir_error *err) {
  script *s = self;
  int64_t position;
  (void)channel;
  memcpy(&position, upto->data, sizeof position);
  if (position > s->acked && position <= s->marked) {
    s->acked = position;
    return WEIR_OK;
  }
  (void)snprintf(err->text, sizeof err->text, "ack of %lld, marked %lld, acked before %lld", (long long)position,
                 (long long)s->marked, (long long)s->acked);
  return WEIR_EFAIL;
}

WEIR_SOURCE(script, .help = "counts, with marks", .instance_size = sizeof(script), WEIR_OPTIONS(options),
            .flags = WEIR_SOURCE_REPLAYABLE, .bind = bind, .poll = poll_numbers, .replay = replay, .ack = ack);
