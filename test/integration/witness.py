#!/usr/bin/env python3
"""The service of the membership tests: witness.py SERVICE LOG.

Appends `SERVICE NODE PID start|tick|end NANOSECONDS` to the log that all nodes share, fifty times a second, as long as it
runs. The clock is CLOCK_MONOTONIC, which is one for all namespaces of a machine.
"""
import os
import signal
import socket
import sys
import time

service, path = sys.argv[1:]
who = f"{service} {socket.gethostname()} {os.getpid()}"
log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
running = True


def end(*_):
    global running
    running = False


signal.signal(signal.SIGTERM, end)


def say(word):
    os.write(log, f"{who} {word} {time.monotonic_ns()}\n".encode())


say("start")
while running:
    time.sleep(0.02)
    say("tick")
say("end")
