# SPDX-License-Identifier: Apache-2.0
"""What every module here may raise."""


class Failed(Exception):
    """A run that gives no figures; the text says why."""
