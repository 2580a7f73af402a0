"""Two runs of the tests on one machine, or two processes of one, never meet on a port."""

import subprocess
import sys

from tests.ports import BLOCKS, EACH, FIRST, free_port

TELL = "import sys; from tests.ports import free_port; print(free_port(), flush=True); sys.stdin.read()"


def test_each_process_has_ports_of_its_own():
    own = free_port()
    running = [
        subprocess.Popen([sys.executable, "-c", TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    try:
        told = [int(each.stdout.readline()) for each in running if each.stdout]
    finally:
        for each in running:
            each.communicate()
    assert len({(port - FIRST) // EACH for port in (own, *told)}) == 5
    assert all(FIRST <= port < FIRST + BLOCKS * EACH for port in told)
    # Below the ports that systems give to connections, by default from 32768 on.
    assert FIRST + BLOCKS * EACH <= 32_768


def test_no_port_is_told_twice_in_a_row():
    assert len({free_port() for _ in range(EACH // 2)}) == EACH // 2
