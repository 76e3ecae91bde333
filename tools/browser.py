"""Make sure that the browser tests find a Chromium: look for one, install it, or say how."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES)


def find() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Return 0 once there is a browser; as root on Debian it is installed where it is missing."""
    if find():
        return 0
    if os.geteuid() == 0 and Path("/etc/debian_version").exists():
        print(f"── installing a browser for the tests: {' '.join(INSTALL)}", flush=True)
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (("apt-get", "update"), INSTALL):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=quietly)
        if find():
            return 0
    print(f"The tests need a Chromium. On Debian: sudo {' '.join(INSTALL)}", file=sys.stderr)
    print(f"Elsewhere install Chromium or Chrome under one of: {', '.join(NAMES)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
