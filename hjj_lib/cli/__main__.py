"""``python -m hjj_lib.cli``."""

from hjj_lib.cli import main

main()
