#!/usr/bin/env python3
"""A switched power strip: strip.py LAB FOLDER ADDRESS PORT, with one outlet for each node of the lab, all on.

A client says `PASSWORD OUTLET status|on|off` and hears `on`, `off`, `ok` or `error: WHY`. An outlet is called as its node. A
node has a supply at every strip of the lab (LAB/bmc/*/outlets): it loses its power when all its outlets are off, and gets
it when the first of them is on. FOLDER/log has the orders, with times; FOLDER/welded-NODE makes an outlet that acknowledges
"off" and stays on.
"""
import glob
import os
import socketserver
import subprocess
import sys
import time

lab, folder, address, port = sys.argv[1:]
with open(f"{folder}/password") as file:
    password = file.read().strip()


def read(path):
    with open(path) as file:
        return file.read()


def supplied(node):
    return any(read(path) == "on" for path in glob.glob(f"{lab}/bmc/*/outlets/{node}"))


def switch(node, state):
    with open(f"{folder}/log", "a") as log:
        log.write(f"{time.time_ns() // 1_000_000} {node} {state}\n")
    if state == "off" and os.path.exists(f"{folder}/welded-{node}"):
        return
    before = supplied(node)
    with open(f"{folder}/outlets/{node}", "w") as file:
        file.write(state)
    now = supplied(node)
    if now != before:
        subprocess.run([f"{lab}/bin/power.sh", lab, node, "on" if now else "off"], check=True)


class Client(socketserver.StreamRequestHandler):
    timeout = 10

    def answer(self):
        words = self.rfile.readline(200).decode().split()
        if len(words) != 3 or words[0] != password:
            return "error: password refused"
        _, node, action = words
        if not os.path.exists(f"{folder}/outlets/{node}"):
            return f"error: no outlet {node}"
        if action == "status":
            return read(f"{folder}/outlets/{node}")
        if action not in ("on", "off"):
            return f"error: no action {action}"
        switch(node, action)
        return "ok"

    def handle(self):
        self.wfile.write(f"{self.answer()}\n".encode())


class Strip(socketserver.TCPServer):
    allow_reuse_address = True


with Strip((address, int(port)), Client) as strip:
    strip.serve_forever()
