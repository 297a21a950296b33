"""Runs a program in a network of its own whose only way to a server can be cut, without a word to either end.

    unshare -n cut_line.py SOCKET PROGRAM [ARGUMENT...]

127.0.0.1:5432 leads to the server's unix SOCKET. SIGUSR1 takes the network down (packets are
dropped, nobody is told), SIGUSR2 brings it back.
"""
import fcntl
import signal
import socket
import struct
import subprocess
import sys
import threading

SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40


def network(up):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anything:
        flags = IFF_UP | IFF_RUNNING if up else 0
        fcntl.ioctl(anything, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags))


def forward(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(listener, path):
    while True:
        client, _ = listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(path)
        for pair in ((client, server), (server, client)):
            threading.Thread(target=forward, args=pair, daemon=True).start()


def main():
    network(True)
    listener = socket.create_server(("127.0.0.1", 5432))
    threading.Thread(target=serve, args=(listener, sys.argv[1]), daemon=True).start()
    signal.signal(signal.SIGUSR1, lambda *_: network(False))
    signal.signal(signal.SIGUSR2, lambda *_: network(True))
    return subprocess.call(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
