// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package standin.vertx.core;

/** Refers to handlers as Vert.x' connections do. */
@SuppressWarnings("unused")
public class Connection {
    private static final Handler NOBODYS = event -> {};

    private final Handler exceptionHandler;
    private final Handler handler;
    private final Handler inside;
    private final Object other;
    private Connection server;

    /** @param inside is inside a handler of Vert.x' own */
    public Connection(Handler exceptionHandler, Handler handler, Handler inside, Object other) {
        this.exceptionHandler = exceptionHandler;
        this.handler = handler;
        this.inside = new Around(inside);
        this.other = other;
    }

    public void serves(Connection of) {
        server = of;
    }

    /** That of the pipeline. */
    public static final class VertxHandler {
        private final Connection conn;

        public VertxHandler(Connection conn) {
            this.conn = conn;
        }
    }

    private static final class Around implements Handler {
        private final Handler inside;
        private Handler itself = this;

        Around(Handler inside) {
            this.inside = inside;
        }

        @Override
        public void handle(Object event) {
            inside.handle(event);
        }
    }
}
