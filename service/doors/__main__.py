"""`python -m service.doors` is the command `hearsay`, where it is not installed as one."""

from service.doors.cli import main

main()
