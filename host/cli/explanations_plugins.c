/* SPDX-License-Identifier: Apache-2.0 */
/* Explanations of plugins that cannot be found or are refused, E3xx. */
#include "cli/explanation.h"

static const explanation rows[] = {
    {.code = 301,
     .text = "A source, operator or sink x is in the file x.so; p.x is in p.so. The message names the\n"
             "directories that were searched. `weir plugins` lists what is there; --plugin-dir DIR or\n"
             "WEIR_PLUGIN_PATH adds a directory.",
     .wrong = "words: {from: lines, fliter: \"line <> ''\"}",
     .right = "words: {from: lines, filter: \"line <> ''\"}"},
    {.code = 302, .text = "Names of plugins have letters, digits, _ and -, so that they are never paths."},
    {.code = 303, .text = "The file or directory is there, and the system refuses to read it: why is said."},
    {.code = 304,
     .text = "A plugin is code that runs with all rights of weir. So neither it nor any directory above it may\n"
             "be writable by somebody else, and it belongs to root or to who runs weir. The message names the\n"
             "file and the command that mends it; --trust-plugins DIR accepts a directory as it is.",
     .wrong = "$ chmod 777 mine && weir check my.yaml --plugin-dir mine",
     .right = "$ chmod go-w mine && weir check my.yaml --plugin-dir mine"},
    {.code = 305,
     .text = "A link can be turned to another file between the look at it and its use. Copy the file into the\n"
             "directory, or name the directory that the link leads to."},
    {.code = 306,
     .text = "The file ends in .so and is no shared library of this system (no ELF file). Perhaps a link\n"
             "script or a download that went wrong."},
    {.code = 307, .text = "The plugin was built for another processor or system than this. Build it again here."},
    {.code = 308,
     .text = "The file is shorter than its own headers say, or they contradict each other. Copy or build it\n"
             "again."},
    {.code = 309,
     .text = "A weir plugin exports the function weir_plugin_v0. Libraries that only lie beside plugins are\n"
             "fine as long as no pipeline names them."},
    {.code = 310,
     .text = "The plugin was built for another generation of the plugin ABI. Build it with the headers of this\n"
             "weir."},
    {.code = 311, .text = "The plugin says that it needs a newer weir: it uses what this one does not have."},
    {.code = 312,
     .text = "The system's loader could not load the file; its own words are in the message. Usually a library\n"
             "that it needs is missing.",
     .wrong = "$ ldd mine/geo.so",
     .right = "$ sudo apt-get install libgeos-c1v5"},
    {.code = 313,
     .text = "The plugin's table is not what the headers say: a name is missing or twice, a needed function is\n"
             "NULL, a size is too small. It is a bug of the plugin; the message says which entry."},
    {.code = 314,
     .text = "An option of the plugin lies outside of its instance, overlaps another, has no choices or a\n"
             "default that is none of them. It is a bug of the plugin; the message says which option."},
    {.code = 315,
     .text = "A library that the plugin uses was replaced while weir has the old one loaded, and a process\n"
             "cannot have both. Restart weir."},
    {.code = 316,
     .text = "Plugins are first loaded in a process of their own. This one ended that process: by a crash, or\n"
             "by calling exit. It is a bug of the plugin."},
    {.code = 317,
     .text = "The plugin did not answer within ten seconds of being loaded. It is a bug of the plugin: what it\n"
             "does when it is loaded waits for something."},
    {.code = 318,
     .text = "Each load is of a private copy, so that the file may be replaced while its code runs. The\n"
             "directory for copies is $WEIR_RUNTIME_DIR, or one made in $XDG_RUNTIME_DIR, /run or /tmp: it has\n"
             "to be writable, with room, and not mounted noexec."},
    {.code = 319,
     .text = "Plugins are described by a second process of weir, and it could not be started: why is said.\n"
             "Usually a limit of processes or memory."},
    {.code = 320, .text = "The memory that the process may use is used up. Nothing is wrong with the plugin."},
    {.code = 331,
     .text = "The plugin's file is there and has no entry of that name and kind. p.x is entry x of p.so; `weir\n"
             "plugins describe p` lists what it has.",
     .wrong = "words: {from: lines, filter.fast: \"line <> ''\"}",
     .right = "words: {from: lines, filter.filter: \"line <> ''\"}"},
    {.code = 332,
     .text = "Sources begin a stream, operators read streams, sinks end in an output. Functions and aggregates\n"
             "are called in expressions.",
     .wrong = "shown: {from: lines, print: {}}",
     .right = "outputs:\n"
              "  shown: {from: lines, print: {}}"},
    {.code = 333,
     .text = "What the plugin's bind asks for cannot be had together; the message says what. It is a bug of\n"
             "the plugin, not of the pipeline."},
};

const explanation_list explanations_plugins = {rows, sizeof rows / sizeof rows[0]};
