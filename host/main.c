/* SPDX-License-Identifier: Apache-2.0 */
/* weir: everything is in host/cli and below it. */
#include "cli/cli.h"

int main(int argc, char **argv) { return cli_main(argc, argv); }
