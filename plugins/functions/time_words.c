/* SPDX-License-Identifier: Apache-2.0 */
/* The English names of months, weekdays, quarters, halves of the day and eras. */
#include "time_pattern.h"

typedef struct word {
  const char *brief, *full;
} word;

static const word months[] = {{"Jan", "January"},   {"Feb", "February"}, {"Mar", "March"},    {"Apr", "April"},
                              {"May", "May"},       {"Jun", "June"},     {"Jul", "July"},     {"Aug", "August"},
                              {"Sep", "September"}, {"Oct", "October"},  {"Nov", "November"}, {"Dec", "December"}};
static const word weekdays[] = {{"Mon", "Monday"}, {"Tue", "Tuesday"},  {"Wed", "Wednesday"}, {"Thu", "Thursday"},
                                {"Fri", "Friday"}, {"Sat", "Saturday"}, {"Sun", "Sunday"}};
static const word quarters[] = {
    {"Q1", "1st quarter"}, {"Q2", "2nd quarter"}, {"Q3", "3rd quarter"}, {"Q4", "4th quarter"}};
static const word halves[] = {{"AM", "AM"}, {"PM", "PM"}};
static const word eras[] = {{"BC", "Before Christ"}, {"AD", "Anno Domini"}};

static const struct {
  const word *word;
  uint32_t count, first;
} lists[TIME_FIELDS] = {
    [TIME_MONTH] = {months, 12, 1}, [TIME_WEEKDAY] = {weekdays, 7, 0}, [TIME_QUARTER] = {quarters, 4, 1},
    [TIME_HALF] = {halves, 2, 0},   [TIME_ERA] = {eras, 2, 0},
};

const char *time_word(uint32_t field, uint32_t i, int full) {
  const word *w = &lists[field].word[i - lists[field].first];
  return full ? w->full : w->brief;
}

uint32_t time_words(uint32_t field, uint32_t *first) {
  *first = lists[field].first;
  return lists[field].count;
}
