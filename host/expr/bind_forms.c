/* SPDX-License-Identifier: Apache-2.0 */
/* case, if, coalesce and their kin; in, between, is; casts as they are written. */
#include "expr/bind_forms.h"
#include "data/schema.h"
#include "expr/bind_cast.h"
#include "expr/fold.h"
#include "expr/form_in.h"
#include "expr/bind_lazy.h"

static expr_compiler *compiler_of(const binder *b) { return b->builder->compiler; }
static const expr_node *node_of(const binder *b, uint32_t node) { return b->builder->node[node]; }
static bool is_nullable(const binder *b, uint32_t node) { return node_of(b, node)->field.flags & WEIR_NULLABLE; }

static uint32_t form(const binder *b, const expr_form *form, const weir_field *type, const uint32_t *arg, uint32_t args,
                     uint64_t param) {
  const uint32_t *kept = expr_copy_bytes(compiler_of(b), arg, args * sizeof *arg);
  return kept ? fold_node(b->builder, builder_form(b->builder, form, type, kept, args, param)) : EXPR_NONE;
}

static bool is_null_constant(const binder *b, uint32_t node) {
  return node_of(b, node)->op == EXPR_CONSTANT && node_of(b, node)->is_null;
}

/* ---- one type for several ---------------------------------------------------------------------------------------- */

static bool fail_mix(const binder *b, const ast *tree, const weir_field *a, const weir_field *c) {
  char first[80], second[80];
  weir_field one = *a, other = *c;
  one.flags = other.flags = 0;
  schema_type_text(&one, first, sizeof first);
  schema_type_text(&other, second, sizeof second);
  expr_fail(compiler_of(b), EXPR_E_TYPE, tree->span, "there is no type for both %s and %s", first, second);
  expr_help(compiler_of(b), "convert one of them: cast(… as string)");
  return false;
}

bool bind_unified(const binder *b, const ast *tree, types_rule rule, uint32_t *node, uint32_t n, uint32_t step,
                  weir_field *common) {
  *common = node_of(b, node[0])->field;
  for (uint32_t i = step; i < n; i += step) {
    const weir_field so_far = *common, *next = &node_of(b, node[i])->field;
    if (!types_common(compiler_of(b), rule, &so_far, next, common)) return fail_mix(b, tree, &so_far, next);
  }
  if (common->type == 0) *common = (weir_field){.name = "", .type = WEIR_STRING, .flags = WEIR_NULLABLE};
  for (uint32_t i = 0; i < n; i += step)
    if ((node[i] = bind_cast(b, node[i], common, 0)) == EXPR_NONE) return false;
  return true;
}

static uint32_t as_condition(const binder *b, const ast *tree, uint32_t node) {
  if (node == EXPR_NONE) return EXPR_NONE;
  const expr_node *n = node_of(b, node);
  if (n->field.type == WEIR_BOOL) return node;
  if (n->field.type == 0) return builder_constant(b->builder, WEIR_BOOL, NULL);
  char text[80];
  expr_fail(compiler_of(b), EXPR_E_TYPE, tree->span, "a condition is needed; this is %s",
            bind_type_text(n, text, sizeof text));
  expr_help(compiler_of(b), "a condition is a bool: a comparison, or a bool column");
  return EXPR_NONE;
}

uint32_t bind_condition(const binder *b, const ast *tree) { return as_condition(b, tree, bind_tree(b, tree)); }

/* ---- case -------------------------------------------------------------------------------------------------------- */

static bool is_constant_bool(const binder *b, uint32_t node, bool value) {
  const expr_node *n = node_of(b, node);
  if (n->op != EXPR_CONSTANT) return false;
  return n->is_null ? !value : n->value.boolean == value;
}

/* Branches that never come are left out; what stands behind one that always comes, too. Gives how many operands stay. */
static uint32_t prune(const binder *b, uint32_t *arg, uint32_t args) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i + 1 < args; i += 2) {
    if (is_constant_bool(b, arg[i], false)) continue;
    if (is_constant_bool(b, arg[i], true)) {
      arg[kept++] = arg[i + 1];
      return kept;
    }
    arg[kept++] = arg[i];
    arg[kept++] = arg[i + 1];
  }
  arg[kept++] = arg[args - 1];
  return kept;
}

/* What a case is made of while it is bound: conditions and values by turns, then what else. */
typedef struct branches {
  const ast *tree;
  uint32_t subject; /* or EXPR_NONE */
  uint32_t *arg, args;
  uint32_t depth; /* of regions within regions */
  bool nullable;
} branches;

enum { MAX_LAZY_DEPTH = 16 };

static uint32_t make_case(const binder *b, branches *c) {
  weir_field type;
  uint32_t *arg = c->arg, args = c->args;
  uint32_t *value = expr_get(compiler_of(b), (args / 2 + 1) * sizeof *value);
  if (!value) return EXPR_NONE;
  for (uint32_t i = 0; i <= args / 2; i++) value[i] = arg[i < args / 2 ? 2 * i + 1 : args - 1];
  if (!bind_unified(b, c->tree, TYPES_TEXT, value, args / 2 + 1, 1, &type)) return EXPR_NONE;
  for (uint32_t i = 0; i <= args / 2; i++) arg[i < args / 2 ? 2 * i + 1 : args - 1] = value[i];
  args = prune(b, arg, args);
  type.flags = c->nullable ? WEIR_NULLABLE : 0;
  return args == 1 ? arg[0] : form(b, &form_case, &type, arg, args, 0);
}

static uint32_t bind_when(const binder *b, const ast *when, uint32_t subject) {
  if (subject == EXPR_NONE) {
    if (when->kind == AST_CONSTANT && when->type == 0) {
      expr_fail(compiler_of(b), EXPR_E_TYPE, when->span, "a condition is needed behind when; this is null");
      return EXPR_NONE;
    }
    return bind_condition(b, when);
  }
  const uint32_t value = bind_tree(b, when);
  return value == EXPR_NONE ? EXPR_NONE : bind_compare(b, when, EXPR_EQ, subject, value);
}

/* A value, for the rows that take it. */
static bool add_value(const binder *b, branches *c, const ast *tree, uint32_t condition, region_rows rows) {
  const bool lazy = c->depth < MAX_LAZY_DEPTH && node_of(b, condition)->op != EXPR_CONSTANT && bind_is_lazy(b, tree);
  bool nullable = false;
  const uint32_t node = lazy ? bind_branch(b, tree, condition, rows, &nullable) : bind_tree(b, tree);
  if (node == EXPR_NONE) return false;
  c->nullable = c->nullable || nullable || (!lazy && is_nullable(b, node));
  c->arg[c->args++] = node;
  return true;
}

static uint32_t bind_branches(const binder *b, branches *c, const ast *when);

static bool is_lazy_behind(const binder *b, const ast *tree) {
  for (; tree; tree = tree->next)
    if (bind_is_lazy(b, tree)) return true;
  return false;
}

/* What stands behind a branch, as one value for the rows that did not take it. */
static bool add_rest(const binder *b, branches *c, const ast *rest, uint32_t condition) {
  branches inner = {.tree = c->tree, .subject = c->subject, .depth = c->depth + 1};
  if (!region_enter(b->builder, condition, REGION_NOT_TRUE)) return false;
  const uint32_t node = region_leave(b->builder, bind_branches(b, &inner, rest));
  if (node == EXPR_NONE) return false;
  c->nullable = c->nullable || inner.nullable;
  c->arg[c->args++] = node;
  return true;
}

/* What else: for the rows that took no branch, which are those of the last condition only if there is one. */
static bool add_last(const binder *b, branches *c, const ast *tree) {
  if (c->args == 2) return add_value(b, c, tree, c->arg[0], REGION_NOT_TRUE);
  const uint32_t node = bind_tree(b, tree);
  if (node == EXPR_NONE) return false;
  c->nullable = c->nullable || is_nullable(b, node);
  c->arg[c->args++] = node;
  return true;
}

/* From a `when` to the end. */
static uint32_t bind_branches(const binder *b, branches *c, const ast *when) {
  uint32_t count = 0;
  for (const ast *operand = when; operand; operand = operand->next) count++;
  c->arg = expr_get(compiler_of(b), (count + 2) * sizeof *c->arg);
  while (c->arg && when && when->next) {
    const uint32_t condition = bind_when(b, when, c->subject);
    if (condition == EXPR_NONE) return EXPR_NONE;
    c->arg[c->args++] = condition;
    if (!add_value(b, c, when->next, condition, REGION_TRUE)) return EXPR_NONE;
    when = when->next->next;
    const bool nested = when && when->next && c->depth < MAX_LAZY_DEPTH && node_of(b, condition)->op != EXPR_CONSTANT;
    if (nested && is_lazy_behind(b, when)) return add_rest(b, c, when, condition) ? make_case(b, c) : EXPR_NONE;
  }
  if (!c->arg) return EXPR_NONE;
  if (when) return add_last(b, c, when) ? make_case(b, c) : EXPR_NONE;
  c->nullable = true;
  c->arg[c->args] = builder_constant(b->builder, 0, NULL);
  return c->arg[c->args++] == EXPR_NONE ? EXPR_NONE : make_case(b, c);
}

uint32_t bind_case(const binder *b, const ast *tree) {
  branches c = {.tree = tree, .subject = EXPR_NONE};
  const ast *when = tree->arg;
  if (tree->flags & AST_CASE_SUBJECT) {
    if ((c.subject = bind_tree(b, when)) == EXPR_NONE) return EXPR_NONE;
    when = when->next;
  }
  return bind_branches(b, &c, when);
}

/* ---- calls that are forms ---------------------------------------------------------------------------------------- */

static uint32_t bind_if(const binder *b, const ast *call) {
  branches c = {.tree = call, .subject = EXPR_NONE};
  uint32_t arg[3];
  c.arg = arg;
  if ((arg[c.args++] = bind_condition(b, call->arg)) == EXPR_NONE) return EXPR_NONE;
  if (!add_value(b, &c, call->arg->next, arg[0], REGION_TRUE) || !add_last(b, &c, call->arg->next->next))
    return EXPR_NONE;
  return make_case(b, &c);
}

static uint32_t is_null(const binder *b, uint32_t node);

/* arg[n] where all before are null. */
static uint32_t bind_otherwise(const binder *b, const ast *tree, const uint32_t *arg, uint32_t n, bool *nullable) {
  uint32_t condition = n && bind_is_lazy(b, tree) ? is_null(b, arg[0]) : EXPR_NONE;
  for (uint32_t i = 1; condition != EXPR_NONE && i < n; i++) {
    const uint32_t other = is_null(b, arg[i]);
    if (other == EXPR_NONE) return EXPR_NONE;
    condition = fold_operator(b->builder, EXPR_AND, WEIR_BOOL, false, condition, other);
  }
  if (condition != EXPR_NONE && node_of(b, condition)->op != EXPR_CONSTANT)
    return bind_branch(b, tree, condition, REGION_TRUE, nullable);
  const uint32_t node = bind_tree(b, tree);
  if (node != EXPR_NONE) *nullable = is_nullable(b, node);
  return node;
}

static uint32_t bind_coalesce(const binder *b, const ast *call) {
  uint32_t *arg = expr_get(compiler_of(b), call->args * sizeof *arg), n = 0, kept = 0;
  bool *nullable = expr_get(compiler_of(b), call->args * sizeof *nullable);
  weir_field type;
  for (const ast *operand = call->arg; arg && nullable && operand; operand = operand->next, n++)
    if ((arg[n] = bind_otherwise(b, operand, arg, n, &nullable[n])) == EXPR_NONE) return EXPR_NONE;
  if (n != call->args || !bind_unified(b, call, TYPES_TEXT, arg, n, 1, &type)) return EXPR_NONE;
  type.flags = WEIR_NULLABLE;
  for (uint32_t i = 0; i < n && type.flags; i++) {
    if (!nullable[i]) type.flags = 0; /* what is behind it never comes */
    if (!is_null_constant(b, arg[i]) || (kept == 0 && i + 1 == n)) arg[kept++] = arg[i];
  }
  return kept == 1 ? arg[0] : form(b, &form_coalesce, &type, arg, kept, 0);
}

static uint32_t make_if(const binder *b, const ast *call, uint32_t condition, uint32_t yes, uint32_t no) {
  uint32_t arg[3] = {condition, yes, no};
  if (condition == EXPR_NONE || yes == EXPR_NONE || no == EXPR_NONE) return EXPR_NONE;
  branches c = {.tree = call, .arg = arg, .args = 3, .nullable = is_nullable(b, yes) || is_nullable(b, no)};
  return make_case(b, &c);
}

/* Null where a = b. */
static uint32_t bind_nullif(const binder *b, const ast *call) {
  uint32_t *arg = bind_arguments(b, call);
  if (!arg) return EXPR_NONE;
  const uint32_t same = bind_compare(b, call, EXPR_EQ, arg[0], arg[1]);
  return make_if(b, call, same, builder_constant(b->builder, 0, NULL), arg[0]);
}

static uint32_t is_null(const binder *b, uint32_t node) {
  static const weir_field type = {.name = "", .type = WEIR_BOOL};
  expr_value value = {.boolean = 0};
  if (!is_nullable(b, node)) return builder_constant(b->builder, WEIR_BOOL, &value);
  value.boolean = 1;
  if (is_null_constant(b, node)) return builder_constant(b->builder, WEIR_BOOL, &value);
  return form(b, &form_is_null, &type, &node, 1, 0);
}

static uint32_t negated(const binder *b, uint32_t node) {
  if (node == EXPR_NONE) return EXPR_NONE;
  return fold_operator(b->builder, EXPR_NOT, WEIR_BOOL, is_nullable(b, node), node, EXPR_NONE);
}

/* nvl2(a, b, c): b where a is not null. */
static uint32_t bind_nvl2(const binder *b, const ast *call) {
  uint32_t *arg = bind_arguments(b, call);
  return arg ? make_if(b, call, is_null(b, arg[0]), arg[2], arg[1]) : EXPR_NONE;
}

static uint32_t bind_isnull(const binder *b, const ast *call) {
  const uint32_t *arg = bind_arguments(b, call);
  return arg ? is_null(b, arg[0]) : EXPR_NONE;
}

static uint32_t bind_isnotnull(const binder *b, const ast *call) { return negated(b, bind_isnull(b, call)); }

static const struct {
  const char *name;
  uint32_t least, most;
  uint32_t (*bind)(const binder *b, const ast *call);
} form_calls[] = {
    {"if", 3, 3, bind_if},
    {"iff", 3, 3, bind_if},
    {"coalesce", 1, 1000, bind_coalesce},
    {"ifnull", 2, 2, bind_coalesce},
    {"nvl", 2, 2, bind_coalesce},
    {"nullif", 2, 2, bind_nullif},
    {"struct", 1, 256, bind_struct},
    {"named_struct", 2, 512, bind_struct},
    {"nvl2", 3, 3, bind_nvl2},
    {"isnull", 1, 1, bind_isnull},
    {"isnotnull", 1, 1, bind_isnotnull},
};
enum { FORM_CALLS = sizeof form_calls / sizeof *form_calls };

static uint32_t find_form(const char *name) {
  uint32_t i = 0;
  while (i < FORM_CALLS && !expr_same_name(form_calls[i].name, name)) i++;
  return i;
}

bool bind_is_form(const char *name) { return find_form(name) < FORM_CALLS; }

bool bind_form_call(const binder *b, const ast *call, uint32_t *node) {
  const uint32_t i = find_form(call->name);
  if (i == FORM_CALLS) return false;
  *node = EXPR_NONE;
  if (call->args >= form_calls[i].least && call->args <= form_calls[i].most) {
    *node = form_calls[i].bind(b, call);
  } else {
    expr_fail(compiler_of(b), EXPR_E_ARGUMENTS, call->span, "%s: it takes %s%u argument%s; here are %u", call->name,
              form_calls[i].most > 3 ? "at least " : "", form_calls[i].least, form_calls[i].least == 1 ? "" : "s",
              call->args);
  }
  return true;
}

/* ---- predicates -------------------------------------------------------------------------------------------------- */

uint32_t bind_is(const binder *b, const ast *tree) {
  const uint32_t node = bind_tree(b, tree->arg);
  if (node == EXPR_NONE) return EXPR_NONE;
  if (tree->type != WEIR_BOOL) return is_null(b, node);
  const uint32_t value = builder_constant(b->builder, WEIR_BOOL, &tree->value);
  const uint32_t condition = as_condition(b, tree->arg, node);
  if (value == EXPR_NONE || condition == EXPR_NONE) return EXPR_NONE;
  return bind_compare(b, tree, EXPR_SAME, condition, value);
}

uint32_t bind_between(const binder *b, const ast *tree) {
  uint32_t *arg = bind_arguments(b, tree);
  if (!arg) return EXPR_NONE;
  const uint32_t low = bind_compare(b, tree, EXPR_GE, arg[0], arg[1]);
  const uint32_t high = low == EXPR_NONE ? EXPR_NONE : bind_compare(b, tree, EXPR_LE, arg[0], arg[2]);
  if (high == EXPR_NONE) return EXPR_NONE;
  const bool nullable = is_nullable(b, low) || is_nullable(b, high);
  return fold_operator(b->builder, EXPR_AND, WEIR_BOOL, nullable, low, high);
}

/* x, then the candidates that are no constants; those that are go into a set. */
static uint32_t make_in(const binder *b, uint32_t *arg, uint32_t args, const weir_field *type) {
  const expr_node **constant = expr_get(compiler_of(b), args * sizeof *constant);
  uint32_t constants = 0, kept = 1;
  if (!constant) return EXPR_NONE;
  for (uint32_t i = 1; i < args; i++) {
    const expr_node *n = node_of(b, arg[i]);
    if (n->op == EXPR_CONSTANT)
      constant[constants++] = n;
    else
      arg[kept++] = arg[i];
  }
  expr_node node = {.op = EXPR_FORM, .form = &form_in, .field = *type, .arg = arg, .args = kept};
  node.set = in_set_create(compiler_of(b), constant, constants);
  return node.set ? fold_node(b->builder, builder_add(b->builder, &node)) : EXPR_NONE;
}

uint32_t bind_in(const binder *b, const ast *tree) {
  uint32_t *arg = bind_arguments(b, tree);
  weir_field common, type = {.name = "", .type = WEIR_BOOL};
  if (!arg || !bind_unified(b, tree, TYPES_TEXT, arg, tree->args, 1, &common)) return EXPR_NONE;
  if (tree->args == 2) return bind_compare(b, tree, EXPR_EQ, arg[0], arg[1]);
  for (uint32_t i = 0; i < tree->args; i++) type.flags |= node_of(b, arg[i])->field.flags & WEIR_NULLABLE;
  if (common.type <= WEIR_BINARY) return make_in(b, arg, tree->args, &type);
  expr_fail(compiler_of(b), EXPR_E_NOT_YET, tree->span, "in with several lists, maps or structs is not there yet");
  return EXPR_NONE;
}

uint32_t bind_like(const binder *b, const ast *tree) {
  static const weir_field text = {.name = "", .type = WEIR_STRING};
  weir_field type = {.name = "", .type = WEIR_BOOL};
  uint32_t *arg = bind_arguments(b, tree);
  uint64_t escape = '\\';
  if (!arg) return EXPR_NONE;
  const ast *operand = tree->arg;
  for (uint32_t i = 0; i < tree->args; i++, operand = operand->next) {
    if (!types_implicit(&node_of(b, arg[i])->field, &text)) {
      expr_fail(compiler_of(b), EXPR_E_TYPE, operand->span, "like compares texts; this is none");
      return EXPR_NONE;
    }
    if ((arg[i] = bind_cast(b, arg[i], &text, 0)) == EXPR_NONE) return EXPR_NONE;
    type.flags |= node_of(b, arg[i])->field.flags & WEIR_NULLABLE;
  }
  if (tree->args == 3) {
    const expr_node *n = node_of(b, arg[2]);
    if (n->op != EXPR_CONSTANT || n->is_null || n->value.string.len != 1) {
      expr_fail(compiler_of(b), EXPR_E_PATTERN, tree->arg->next->next->span, "escape is a text of one character");
      return EXPR_NONE;
    }
    escape = (unsigned char)*weir_text(&n->value.string);
  }
  const expr_node *pattern = node_of(b, arg[1]);
  if (pattern->op == EXPR_CONSTANT && !pattern->is_null &&
      !like_pattern_is_right(&pattern->value.string, (char)escape)) {
    expr_fail(compiler_of(b), EXPR_E_PATTERN, tree->arg->next->span,
              "the escape of like stands only before %%, _ and itself");
    return EXPR_NONE;
  }
  /* Letters of all scripts are lowered where the library can; the pattern's own match of ASCII does the rest. */
  for (uint32_t i = 0; (tree->flags & AST_NO_CASE) && i < 2; i++) {
    const uint32_t lowered = bind_named_call(b, tree, "lower", &arg[i], 1);
    if (lowered == EXPR_NONE && compiler_of(b)->err->code) return EXPR_NONE;
    if (lowered != EXPR_NONE) arg[i] = lowered;
  }
  return form(b, &form_like, &type, arg, 2, escape | (tree->flags & AST_NO_CASE ? 256u : 0));
}

/* ---- casts ------------------------------------------------------------------------------------------------------- */

uint32_t bind_written_cast(const binder *b, const ast *tree) {
  const uint32_t node = bind_tree(b, tree->arg);
  char from[80], to[80];
  if (node == EXPR_NONE) return EXPR_NONE;
  const expr_node *n = node_of(b, node);
  const uint32_t type = n->field.type;
  const bool dated = !(tree->flags & CAST_DATE) || type == 0 || type == WEIR_STRING || type == WEIR_TIME;
  const bool castable = n->field.type == 0 || schema_same_type(&n->field, &tree->to) || cast_form(&n->field, &tree->to);
  if (castable && dated && types_castable(&n->field, &tree->to))
    return bind_cast(b, node, &tree->to, tree->flags | CAST_WRITTEN);
  schema_type_text(&tree->to, to, sizeof to);
  expr_fail(compiler_of(b), EXPR_E_CAST, tree->span, "%s cannot be converted to %s",
            bind_type_text(n, from, sizeof from), to);
  return EXPR_NONE;
}
