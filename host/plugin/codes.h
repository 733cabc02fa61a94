/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/codes: every way in which a plugin can be refused. A number never changes its meaning and is never used again; it
 * is printed as E301 and so on, beside the numbers of spec/codes.h. */
#ifndef PLUGIN_CODES_H
#define PLUGIN_CODES_H

/* X(number, identifier, meaning) */
#define PLUGIN_CODES(X)                                                                                                \
  X(301, NO_PLUGIN, "there is no plugin of that name")                                                                 \
  X(302, BAD_NAME, "a plugin's name holds a character that names do not have")                                         \
  X(303, UNREADABLE, "a plugin's file or directory cannot be read")                                                    \
  X(304, NOT_TRUSTED, "somebody else could have written the plugin")                                                   \
  X(305, NOT_A_FILE, "a plugin or its directory is a link, or something else than a file")                             \
  X(306, NOT_ELF, "a plugin's file is not a shared library")                                                           \
  X(307, OTHER_MACHINE, "a plugin was built for another machine")                                                      \
  X(308, DAMAGED, "a plugin's file is cut off or damaged")                                                             \
  X(309, NO_SYMBOL, "a shared library is not a weir plugin")                                                           \
  X(310, OTHER_MAJOR, "a plugin was built for another generation of the ABI")                                          \
  X(311, NEWER_MINOR, "a plugin needs a newer weir")                                                                   \
  X(312, NOT_LOADABLE, "the system's loader refuses a plugin")                                                         \
  X(313, BAD_TABLE, "what a plugin says about itself does not hold together")                                          \
  X(314, BAD_OPTION, "what a plugin says about an option does not hold together")                                      \
  X(315, LIBRARY_CHANGED, "a library beside a plugin changed while weir has the old one loaded")                       \
  X(316, CRASHED, "a plugin ended the process that described it")                                                      \
  X(317, TOO_LATE, "a plugin did not describe itself in time")                                                         \
  X(318, NO_COPY, "a plugin cannot be copied to the runtime directory")                                                \
  X(319, NO_CHILD, "the process that describes plugins cannot be run")                                                 \
  X(320, NO_MEMORY, "there is not enough memory to load a plugin")

typedef enum plugin_code {
#define PLUGIN_CODE_MEMBER(number, identifier, meaning) PLUGIN_E_##identifier = (number),
  PLUGIN_CODES(PLUGIN_CODE_MEMBER)
#undef PLUGIN_CODE_MEMBER
} plugin_code;

#endif
