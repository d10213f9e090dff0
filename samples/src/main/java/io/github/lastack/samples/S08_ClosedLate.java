// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The slow leak: everything is closed, but late.
 *
 * <p><b>What leaks.</b> The downloads are complete, and the sockets stay open while the code processes them. Under load
 * that is a descriptor and a connection in CLOSE_WAIT for each download in work.
 *
 * <p><b>What you will see.</b> Five connections that were in CLOSE_WAIT for two seconds; the site is {@code download},
 * where -1 was read.
 *
 * <p><b>How to fix it.</b> Close at end of stream, before the work.
 */
@Expect(
        problem = "close-wait",
        cause = "closed-late",
        blame = "io.github.lastack.samples.S08_ClosedLate.download",
        connections = 5)
public final class S08_ClosedLate {
    private static final int WORK_MILLIS = 2000;

    public static void main(String[] args) throws Exception {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.CLOSE_AFTER_RESPONSE);
            List<Socket> downloads = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                downloads.add(download(port));
            }
            Thread.sleep(WORK_MILLIS); // stands for work on what was downloaded
            for (Socket download : downloads) {
                download.close();
            }
            Inspection.untilInputEnds();
        }
    }

    private static Socket download(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("catalog?\n".getBytes(US_ASCII));
        while (socket.getInputStream().read() != -1) {
            // a page
        }
        return socket;
    }
}
