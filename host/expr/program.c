/* SPDX-License-Identifier: Apache-2.0 */
/* Making a program. Nodes are compared as they are added, so that equal ones are one; what no result needs is left
 * out at the end, and results that are not alive together share a scratch column. One thread. */
#include "expr/program.h"
#include "data/schema.h"
#include "expr/region.h"

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

static bool same_value(const expr_node *a, const expr_node *b) {
  if (a->field.type == WEIR_STRING || a->field.type == WEIR_BINARY)
    return weir_str_equal(&a->value.string, &b->value.string);
  return a->value.integer == b->value.integer; /* all bits: 0.0 and -0.0 are two */
}

static bool same_node(const expr_node *a, const expr_node *b) {
  if (a->op != b->op || a->field.type != b->field.type || a->args != b->args || a->region != b->region) return false;
  if (a->op == EXPR_COLUMN) return a->column == b->column;
  if (a->op == EXPR_FORM && (a->form != b->form || a->param != b->param || a->set != b->set)) return false;
  if (a->op == EXPR_FORM && !schema_same_type(&a->field, &b->field)) return false;
  if (a->op == EXPR_FIELD && a->column != b->column) return false;
  if (a->op == EXPR_CONSTANT) return a->is_null == b->is_null && same_value(a, b);
  return a->op != EXPR_CALL && (a->args == 0 || memcmp(a->arg, b->arg, a->args * sizeof *a->arg) == 0);
}

/* Room for one more in an array that grows by doubling; what it was before stays in the arena. */
static bool grow(expr_compiler *c, void **array, uint32_t *capacity, uint32_t count, size_t size) {
  if (count < *capacity) return true;
  uint32_t wanted = *capacity ? *capacity * 2 : 16;
  void *to = expr_get(c, wanted * size);
  if (!to) return false;
  if (count) memcpy(to, *array, count * size);
  *array = to;
  *capacity = wanted;
  return true;
}

/* FNV-1a over what same_node compares. Calls are never equal here: they are found by builder_find_call. */
static uint32_t hash_node(const expr_node *n) {
  uint64_t h = 14695981039346656037u;
  const uint64_t parts[] = {n->op, n->region, n->field.type, n->column, n->param, (uintptr_t)n->form, n->is_null};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) h = (h ^ parts[i]) * 1099511628211u;
  for (uint32_t i = 0; i < n->args; i++) h = (h ^ n->arg[i]) * 1099511628211u;
  const bool text = n->field.type == WEIR_STRING || n->field.type == WEIR_BINARY;
  const char *p = text ? weir_text(&n->value.string) : (const char *)&n->value;
  const uint32_t size = n->op != EXPR_CONSTANT ? 0 : text ? n->value.string.len : sizeof(uint64_t);
  for (uint32_t i = 0; i < size; i++) h = (h ^ (unsigned char)p[i]) * 1099511628211u;
  return (uint32_t)(h ^ h >> 32);
}

/* Where the node equal to `like` is, or would be put. */
static uint32_t *place_of(const expr_builder *b, const expr_node *like, uint32_t hash) {
  for (uint32_t at = hash & (b->places - 1);; at = (at + 1) & (b->places - 1)) {
    uint32_t *place = &b->place[at];
    if (*place == 0 || same_node(b->node[*place - 1], like)) return place;
  }
}

/* Twice as many places as nodes, all filled anew when they double. False: out of memory. */
static bool grow_places(expr_builder *b) {
  if (b->places >= 2 * (b->nodes + 1)) return true;
  const uint32_t places = b->places ? b->places * 2 : 64;
  uint32_t *place = expr_get(b->compiler, places * sizeof *place);
  if (!place) return false;
  b->place = place;
  b->places = places;
  for (uint32_t i = 0; i < b->nodes; i++) {
    uint32_t at = hash_node(b->node[i]) & (places - 1);
    while (place[at]) at = (at + 1) & (places - 1);
    place[at] = i + 1;
  }
  return true;
}

static uint32_t add(expr_builder *b, const expr_node *like) {
  if (!grow_places(b)) return EXPR_NONE;
  uint32_t *place = place_of(b, like, hash_node(like));
  if (*place) return *place - 1;
  if (b->nodes >= EXPR_MAX_TOTAL) {
    expr_fail(b->compiler, EXPR_E_TOO_LARGE, (expr_span){0, 0}, "the expressions have more than %u parts",
              EXPR_MAX_TOTAL);
    return EXPR_NONE;
  }
  void *array = b->node;
  if (!grow(b->compiler, &array, &b->capacity, b->nodes, sizeof *b->node)) return EXPR_NONE;
  b->node = array;
  expr_node *node = expr_get(b->compiler, sizeof *node);
  if (!node) return EXPR_NONE;
  *node = *like;
  b->node[b->nodes] = node;
  *place = b->nodes + 1;
  return b->nodes++;
}

/* The node as it is in a region around the one at hand. EXPR_NONE: it is in none. */
static uint32_t find_outer(const expr_builder *b, const expr_node *like) {
  expr_node outer = *like;
  if (b->places == 0 || like->op == EXPR_CALL) return EXPR_NONE;
  while (outer.region != 0) {
    outer.region = b->parent[outer.region];
    const uint32_t *place = place_of(b, &outer, hash_node(&outer));
    if (*place) return *place - 1;
  }
  return EXPR_NONE;
}

/* Operands as the region at hand has them. False: failed. */
static bool localise(expr_builder *b, expr_node *node) {
  uint32_t *arg = expr_copy_bytes(b->compiler, node->arg, node->args * sizeof *arg);
  for (uint32_t i = 0; arg && i < node->args; i++)
    if ((arg[i] = region_local(b, arg[i])) == EXPR_NONE) return false;
  node->arg = arg;
  return arg != NULL;
}

uint32_t builder_add(expr_builder *b, const expr_node *like) {
  expr_node node = *like;
  node.region = like->op == EXPR_COLUMN || like->op == EXPR_CONSTANT ? 0 : b->region;
  if (node.region == 0 || (node.op == EXPR_FORM && region_moves(node.form))) return add(b, &node);
  const uint32_t outer = find_outer(b, &node);
  if (outer != EXPR_NONE) return outer;
  return localise(b, &node) ? add(b, &node) : EXPR_NONE;
}

uint32_t builder_find_call(const expr_builder *b, const weir_function *function, const uint32_t *arg, uint32_t args) {
  if (function->flags & WEIR_FUNCTION_IMPURE) return EXPR_NONE;
  for (uint32_t i = 0; i < b->nodes; i++) {
    const expr_node *n = b->node[i];
    if (n->op != EXPR_CALL || n->function != function || n->args != args) continue;
    if (!region_is_outer(b, n->region, b->region)) continue;
    if (args == 0 || memcmp(n->given, arg, args * sizeof *arg) == 0) return i;
  }
  return EXPR_NONE;
}

uint32_t builder_operator(expr_builder *b, expr_op op, uint32_t type, bool nullable, uint32_t left, uint32_t right) {
  uint32_t *arg = expr_get(b->compiler, 2 * sizeof *arg);
  if (!arg) return EXPR_NONE;
  arg[0] = left;
  arg[1] = right;
  expr_node node = {.op = op, .args = right == EXPR_NONE ? 1 : 2, .arg = arg};
  node.field = (weir_field){.name = "", .type = type, .flags = nullable ? WEIR_NULLABLE : 0};
  return builder_add(b, &node);
}

/* The one column that a call or form writes which has no width. NULL: out of memory. */
static const weir_schema *made_of(expr_compiler *c, const weir_field *field) {
  weir_schema *made = expr_get(c, sizeof *made);
  weir_field *copy = expr_get(c, sizeof *copy);
  if (!made || !copy || !expr_copy_field(c, copy, field, "")) return NULL;
  *made = (weir_schema){.size = sizeof *made, .count = 1, .stride = sizeof *copy, .field = copy};
  return made;
}

uint32_t builder_form(expr_builder *b, const expr_form *form, const weir_field *field, const uint32_t *arg,
                      uint32_t args, uint64_t param) {
  expr_node node = {.op = EXPR_FORM, .form = form, .field = *field, .arg = arg, .args = args, .param = param};
  node.field.name = "";
  if (schema_width(field->type) == 0 && !(node.made = made_of(b->compiler, field))) return EXPR_NONE;
  if (node.made) node.field = node.made->field[0];
  return builder_add(b, &node);
}

uint32_t builder_field(expr_builder *b, uint32_t of, uint32_t i) {
  const expr_node *from = b->node[of];
  uint32_t *arg = expr_get(b->compiler, sizeof *arg);
  if (!arg) return EXPR_NONE;
  *arg = of;
  expr_node node = {.op = EXPR_FIELD, .args = 1, .arg = arg, .column = i, .field = from->field.child[i]};
  node.field.flags |= from->field.flags & WEIR_NULLABLE;
  return builder_add(b, &node);
}

uint32_t builder_constant(expr_builder *b, uint32_t type, const expr_value *value) {
  expr_node node = {.op = EXPR_CONSTANT, .is_null = !value};
  node.field = (weir_field){.name = "", .type = type, .flags = value ? 0 : WEIR_NULLABLE};
  if (value && type == WEIR_BOOL)
    node.value.integer = value->boolean; /* the other bytes are compared, too */
  else if (value)
    node.value = *value;
  return builder_add(b, &node);
}

uint32_t builder_column(expr_builder *b, uint32_t column, const weir_field *field, const char *stream) {
  expr_node node = {.op = EXPR_COLUMN, .column = column};
  if (stream && !(node.stream = expr_copy_text(b->compiler, stream, strlen(stream)))) return EXPR_NONE;
  if (!expr_copy_field(b->compiler, &node.field, field, field->name)) return EXPR_NONE;
  return builder_add(b, &node);
}

bool builder_root(expr_builder *b, uint32_t node) {
  void *array = b->root;
  if (!grow(b->compiler, &array, &b->root_capacity, b->roots, sizeof *b->root)) return false;
  b->root = array;
  b->root[b->roots++] = node;
  return true;
}

/* ---- the end ----------------------------------------------------------------------------------------------------- */

static bool is_operator(const expr_node *n) { return n->op > EXPR_CALL; }

/* What a region's rows are taken from is needed when the region is; it stands before all that is in it. */
static bool is_needed(const expr_node *n, const uint8_t *region) {
  return n->used || (n->op == EXPR_FORM && region_selects(n) && region[region_selects(n)]);
}

static bool mark_used(expr_builder *b) {
  uint8_t *region = expr_get(b->compiler, b->regions + 1);
  if (!region) return false;
  for (uint32_t i = 0; i < b->roots; i++) b->node[b->root[i]]->used = true;
  for (uint32_t i = b->nodes; i-- > 0;) {
    expr_node *n = b->node[i];
    if (!(n->used = is_needed(n, region))) continue;
    region[n->region] = 1;
    for (uint32_t k = 0; k < n->args; k++) b->node[n->arg[k]]->used = true;
  }
  return true;
}

/* Its result lies in a slot of scratch. */
static bool has_slot(const expr_node *n) {
  return is_operator(n) || n->op == EXPR_FIELD || (n->op == EXPR_FORM && !n->made);
}

static bool takes_constants(const expr_node *n) { return n->op == EXPR_CALL || n->op == EXPR_FORM; }

/* Constants that are results, arguments, or operands of an operator that has no body for them need a column. */
static void choose_kernel(expr_builder *b, expr_node *n) {
  expr_node *left = b->node[n->arg[0]], *right = n->args > 1 ? b->node[n->arg[1]] : NULL;
  uint32_t type = left->field.type;
  n->nulls = expr_nulls_of(n->op);
  n->kernel = NULL;
  if (right && right->op == EXPR_CONSTANT)
    n->kernel = expr_kernel_find(n->op, type, EXPR_CONSTANT_RIGHT);
  else if (right && left->op == EXPR_CONSTANT)
    n->kernel = expr_kernel_find(n->op, type, EXPR_CONSTANT_LEFT);
  if (!n->kernel) {
    n->kernel = expr_kernel_find(n->op, type, EXPR_COLUMNS);
    if (right && right->op == EXPR_CONSTANT) right->filled = true;
    if (left->op == EXPR_CONSTANT) left->filled = true;
  } else if (left->op == EXPR_CONSTANT && right->op == EXPR_CONSTANT) {
    left->filled = true;
  }
}

static void choose_kernels(expr_builder *b) {
  for (uint32_t i = 0; i < b->roots; i++)
    if (b->node[b->root[i]]->op == EXPR_CONSTANT) b->node[b->root[i]]->filled = true;
  for (uint32_t i = 0; i < b->nodes; i++) {
    expr_node *n = b->node[i];
    if (!n->used) continue;
    if (is_operator(n)) choose_kernel(b, n);
    for (uint32_t k = 0; takes_constants(n) && k < n->args; k++)
      if (b->node[n->arg[k]]->op == EXPR_CONSTANT) b->node[n->arg[k]]->filled = true;
  }
}

typedef struct slots {
  uint32_t *width; /* by slot */
  uint8_t *taken;  /* by slot */
  uint32_t *until; /* by node: the last that reads it */
  uint32_t count;
} slots;

static uint32_t take_slot(slots *s, uint32_t width, bool fresh) {
  for (uint32_t i = 0; i < s->count && !fresh; i++)
    if (!s->taken[i] && s->width[i] == width) {
      s->taken[i] = 1;
      return i;
    }
  s->width[s->count] = width;
  s->taken[s->count] = 1;
  return s->count++;
}

/* An operand's slot is given back only when the result has got its own: kernels do not overlap. */
static void release_operands(expr_builder *b, slots *s, uint32_t i) {
  for (uint32_t k = 0; k < b->node[i]->args; k++) {
    uint32_t arg = b->node[i]->arg[k];
    if (has_slot(b->node[arg]) && s->until[arg] == i) s->taken[b->node[arg]->slot] = 0;
  }
}

static bool assign_slots(expr_builder *b, expr_program *p) {
  slots s = {.width = expr_get(b->compiler, b->nodes * sizeof *s.width),
             .taken = expr_get(b->compiler, b->nodes),
             .until = expr_get(b->compiler, b->nodes * sizeof *s.until)};
  if (!s.width || !s.taken || !s.until) return false;
  for (uint32_t i = 0; i < b->nodes; i++)
    for (uint32_t k = 0; b->node[i]->used && k < b->node[i]->args; k++) s.until[b->node[i]->arg[k]] = i;
  for (uint32_t i = 0; i < b->roots; i++) s.until[b->root[i]] = EXPR_NONE;
  /* Constants first: their slots are filled once and never given back, so they must not be one that was used before. */
  for (uint32_t i = 0; i < b->nodes; i++) {
    expr_node *n = b->node[i];
    if (n->used && n->filled) n->slot = take_slot(&s, schema_width(n->field.type), true);
  }
  for (uint32_t i = 0; i < b->nodes; i++) {
    expr_node *n = b->node[i];
    if (!n->used) continue;
    if (has_slot(n)) n->slot = take_slot(&s, schema_width(n->field.type), false);
    if (n->op == EXPR_CALL || n->made) n->number = p->made++;
    release_operands(b, &s, i);
  }
  p->slots = s.count;
  p->width = s.width;
  return true;
}

bool program_finish(expr_builder *b, expr_program *program) {
  uint32_t *read = expr_get(b->compiler, b->nodes * sizeof *read);
  uint32_t *step = expr_get(b->compiler, b->nodes * sizeof *step);
  if (!read || !step) return false;
  expr_program p = {.node = (const expr_node *const *)b->node,
                    .nodes = b->nodes,
                    .root = b->root,
                    .roots = b->roots,
                    .parent = b->parent,
                    .regions = b->regions ? b->regions : 1};
  if (!mark_used(b)) return false;
  choose_kernels(b);
  if (!assign_slots(b, &p)) return false;
  for (uint32_t i = 0; i < b->nodes; i++) {
    const expr_node *n = b->node[i];
    if (!n->used) continue;
    if (n->op == EXPR_COLUMN)
      read[p.reads++] = i;
    else if (n->op != EXPR_CONSTANT)
      step[p.steps++] = i;
    if (n->args > p.max_args) p.max_args = n->args;
  }
  p.read = read;
  p.step = step;
  *program = p;
  return true;
}
