/* SPDX-License-Identifier: Apache-2.0 */
/* Names that Spark's users try first, and what does the same here. Pure. */
#ifndef PLAN_SPARK_NAMES_H
#define PLAN_SPARK_NAMES_H

typedef struct spark_name {
  const char *spark;
  const char *here; /* "text_files" or, where nothing has that name, a few words */
  const char *help; /* how it is written */
} spark_name;

/* NULL: no name of Spark's that is another here. */
const spark_name *spark_name_find(const char *name);
#endif
