// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors

// Keeps the connections over which it asks: Quotes PORT
kept = []

def ask(port) {
    def socket = new Socket(InetAddress.loopbackAddress, port)
    kept << socket
    socket.outputStream << 'quote\n'
    socket.inputStream.newReader().readLine()
}

3.times { ask(args[0] as int) }
println 'asked'
System.in.read()
println 'ready'
while (System.in.read() != -1) {
}
System.exit(kept.size() - 3)
