// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketImpl;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The agent's access to the JDK's internals.
 *
 * <p>Since JDK 9 packages have to be opened for it, and a package is opened to a whole module. Opened to the
 * application's module, it would let libraries use internals that are closed to them without the agent (Netty tries
 * {@code jdk.internal.misc.Unsafe} and the selector's fields). So packages are opened to {@link Opener} only, which is
 * alone in a loader and hence in a module of its own.
 */
public final class JdkInternals {
    private static final String VERSION = System.getProperty("java.specification.version", "");
    private static final boolean HAS_MODULES = !VERSION.startsWith("1.");

    /**
     * True where method handles may call outdated code: before JDK 11 a handle may keep calling the code from before a
     * retransformation, by us, another agent or JFR. That code is freed by a later collection, and the call then ends
     * the JVM.
     */
    private static final boolean HANDLES_GO_STALE = !HAS_MODULES || VERSION.equals("9") || VERSION.equals("10");

    private static final String[] OPENED = {
        "java.io", "java.lang", "java.net", "sun.nio.ch", "sun.security.ssl", "jdk.internal.misc"
    };
    private static final String[] OPENED_OF_JFR = {"jdk.jfr.internal"};

    private static volatile JdkInternals opened;

    private final Consumer<AccessibleObject> opener;
    private final OpenerLoader alone; // null on JDK 8

    private JdkInternals(Consumer<AccessibleObject> opener, OpenerLoader alone) {
        this.opener = opener;
        this.alone = alone;
    }

    /**
     * Opens the internals.
     *
     * @throws ReflectiveOperationException if this JDK is not as expected; nothing has been changed then
     */
    public static JdkInternals open(Instrumentation instrumentation) throws ReflectiveOperationException, IOException {
        opened = HAS_MODULES ? openModules(instrumentation) : new JdkInternals(new Opener(), null);
        return opened;
    }

    /** Returns what {@link #open} returned last. */
    public static JdkInternals opened() {
        return opened;
    }

    private static JdkInternals openModules(Instrumentation instrumentation)
            throws ReflectiveOperationException, IOException {
        OpenerLoader alone = new OpenerLoader();
        Class<?> type = alone.define();
        BiConsumer<Object, Object[]> redefine = alone.directCall(redefineModule());
        openPackages(redefine, instrumentation, Object.class, OPENED, type);
        openPackages(redefine, instrumentation, Class.forName("jdk.jfr.Event", false, null), OPENED_OF_JFR, type);
        @SuppressWarnings("unchecked")
        Consumer<AccessibleObject> opener =
                (Consumer<AccessibleObject>) type.getDeclaredConstructor().newInstance();
        return new JdkInternals(opener, alone);
    }

    /**
     * Loads the one class that the JVM otherwise loads when a method handle is called for the 128th time (17 and
     * later), which may be the handle that links every lambda. What JFR links when we start it brings that moment
     * forward, maybe into a transformer of another agent that links a lambda: the transformer would need the class
     * while it is being loaded, and nothing could be linked any more.
     */
    public static void loadWhatBusyHandlesWant() {
        try {
            Class.forName("java.lang.invoke.MethodHandle$1", false, null);
        } catch (ClassNotFoundException otherJdk) {
            return; // this JVM loads none
        }
    }

    private static void openPackages(
            BiConsumer<Object, Object[]> redefine,
            Instrumentation instrumentation,
            Class<?> ofModule,
            String[] packages,
            Class<?> toModule)
            throws ReflectiveOperationException {
        Method getModule = Class.class.getMethod("getModule");
        Map<String, Set<Object>> opens = new HashMap<>();
        for (String name : packages) {
            opens.put(name, Collections.singleton(getModule.invoke(toModule)));
        }
        redefine.accept(instrumentation, new Object[] {
            getModule.invoke(ofModule),
            Collections.emptySet(),
            Collections.emptyMap(),
            opens,
            Collections.emptySet(),
            Collections.emptyMap()
        });
    }

    /**
     * Returns a class of the JDK without initializing it: the application may yet set properties that the class reads
     * then, such as java.net.preferIPv4Stack.
     */
    public static Class<?> uninitialized(String type) throws ClassNotFoundException {
        return Class.forName(type, false, null);
    }

    public MethodHandle method(Class<?> type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name, parameters);
        opener.accept(method);
        return HANDLES_GO_STALE
                ? Reflected.handle(method)
                : MethodHandles.lookup().unreflect(method);
    }

    /** Returns the constructor without parameters. The class is not initialized before the first call. */
    public MethodHandle constructor(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        opener.accept(constructor);
        return HANDLES_GO_STALE
                ? Reflected.handle(constructor)
                : MethodHandles.lookup().unreflectConstructor(constructor);
    }

    /** Calls a static method once. */
    public Object call(Class<?> type, String name, Class<?>[] parameters, Object... arguments)
            throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name, parameters);
        opener.accept(method);
        return method.invoke(null, arguments);
    }

    /** Calls a method without parameters once, on an object. */
    public Object callOn(Object object, Class<?> type, String name) throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name);
        opener.accept(method);
        return method.invoke(object);
    }

    public MethodHandle getter(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        opener.accept(field);
        return MethodHandles.lookup().unreflectGetter(field);
    }

    public MethodHandle setter(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        opener.accept(field);
        return MethodHandles.lookup().unreflectSetter(field);
    }

    /**
     * Defines classes in the bootstrap loader. Unlike {@link Instrumentation#appendToBootstrapClassLoaderSearch} this
     * needs no file, keeps no descriptor open and leaves class data sharing as it is, so the JVM prints no warning.
     */
    public void defineInBootLoader(List<byte[]> classFiles) throws ReflectiveOperationException {
        Object unsafe = unsafe();
        Method define = unsafe.getClass()
                .getMethod(
                        "defineClass",
                        String.class,
                        byte[].class,
                        int.class,
                        int.class,
                        ClassLoader.class,
                        ProtectionDomain.class);
        BiConsumer<Object, Object[]> directly = alone == null ? null : alone.directCall(define);
        for (byte[] classFile : classFiles) {
            Object[] arguments = {null, classFile, 0, classFile.length, null, null};
            if (directly == null) {
                define.invoke(unsafe, arguments);
            } else {
                directly.accept(unsafe, arguments);
            }
        }
    }

    /**
     * Returns a method of the JDK's own {@code Unsafe}. Unlike {@code sun.misc.Unsafe} it prints no warning (JEP 498),
     * and its class is not retransformed.
     */
    public MethodHandle unsafe(String name, Class<?>... parameters) throws ReflectiveOperationException {
        Object unsafe = unsafe();
        Method method = unsafe.getClass().getDeclaredMethod(name, parameters);
        opener.accept(method);
        return MethodHandles.lookup().unreflect(method).bindTo(unsafe);
    }

    /** Returns a handle that reads a reference of an object by its offset. */
    public MethodHandle referenceReader() throws ReflectiveOperationException {
        try {
            return unsafe("getReference", Object.class, long.class);
        } catch (NoSuchMethodException before12) {
            return unsafe("getObject", Object.class, long.class);
        }
    }

    private Object unsafe() throws ReflectiveOperationException {
        Class<?> type = Class.forName(HAS_MODULES ? "jdk.internal.misc.Unsafe" : "sun.misc.Unsafe");
        Field theUnsafe = type.getDeclaredField("theUnsafe");
        opener.accept(theUnsafe);
        return theUnsafe.get(null);
    }

    private static Method redefineModule() throws NoSuchMethodException {
        for (Method method : Instrumentation.class.getMethods()) {
            if (method.getName().equals("redefineModule")) {
                return method;
            }
        }
        throw new NoSuchMethodException("Instrumentation.redefineModule");
    }

    /** Makes members accessible, in the module that it is loaded in. */
    public static final class Opener implements Consumer<AccessibleObject> {
        @Override
        public void accept(AccessibleObject object) {
            object.setAccessible(true);
        }
    }

    private static final class OpenerLoader extends ClassLoader {
        OpenerLoader() {
            super(null);
        }

        Class<?> define() throws IOException {
            String name = Opener.class.getName();
            return define(name, AgentJar.bytesOf(name.replace('.', '/') + ".class"));
        }

        private Class<?> define(String name, byte[] classFile) {
            // Our own domain: a security manager knows it by the agent's jar.
            return defineClass(name, classFile, 0, classFile.length, Opener.class.getProtectionDomain());
        }

        /**
         * Returns a caller of a method that is open to this loader's module. It takes the object that has the method
         * and the arguments.
         */
        @SuppressWarnings("unchecked")
        BiConsumer<Object, Object[]> directCall(Method method) throws ReflectiveOperationException {
            String name = Opener.class.getName() + '$' + method.getName();
            Class<?> type = define(name, DirectCall.classFile(name, method));
            return (BiConsumer<Object, Object[]>) type.getDeclaredConstructor().newInstance();
        }
    }

    /**
     * Calls by reflection, which always runs the present code; exceptions come wrapped. Each method of the JDK that is
     * called this way has one of its name here, of the type that its handle must have: adapting {@code Method.invoke}
     * to it takes JDK 8 about 5 ms each.
     */
    @SuppressWarnings("unused")
    private static final class Reflected {
        private final Method method;
        private final Constructor<?> constructor;

        private Reflected(Method method, Constructor<?> constructor) {
            this.method = method;
            this.constructor = constructor;
        }

        static MethodHandle handle(Method method) throws ReflectiveOperationException {
            return handle(method.getName(), new Reflected(method, null));
        }

        static MethodHandle handle(Constructor<?> constructor) throws ReflectiveOperationException {
            return handle("newInstance", new Reflected(null, constructor));
        }

        private static MethodHandle handle(String name, Reflected reflected) throws ReflectiveOperationException {
            for (Method caller : Reflected.class.getDeclaredMethods()) {
                if (caller.getName().equals(name)) {
                    return MethodHandles.lookup().unreflect(caller).bindTo(reflected);
                }
            }
            throw new NoSuchMethodException(name);
        }

        int getIntOption0(FileDescriptor descriptor, boolean mayNeedConversion, int level, int option)
                throws ReflectiveOperationException {
            return (int) method.invoke(null, descriptor, mayNeedConversion, level, option);
        }

        int poll(FileDescriptor descriptor, int events, long timeout) throws ReflectiveOperationException {
            return (int) method.invoke(null, descriptor, events, timeout);
        }

        InetSocketAddress localAddress(FileDescriptor descriptor) throws ReflectiveOperationException {
            return (InetSocketAddress) method.invoke(null, descriptor);
        }

        InetAddress localInetAddress(FileDescriptor descriptor) throws ReflectiveOperationException {
            return (InetAddress) method.invoke(null, descriptor);
        }

        InetSocketAddress remoteAddress(FileDescriptor descriptor) throws ReflectiveOperationException {
            return (InetSocketAddress) method.invoke(null, descriptor);
        }

        FileDescriptor getFileDescriptor(SocketImpl socket) throws ReflectiveOperationException {
            return (FileDescriptor) method.invoke(socket);
        }

        int socketAvailable(SocketImpl socket) throws ReflectiveOperationException {
            return (int) method.invoke(socket);
        }

        StackTraceElement[][] dumpThreads(Thread[] threads) throws ReflectiveOperationException {
            return (StackTraceElement[][]) method.invoke(null, (Object) threads);
        }

        SocketImpl newInstance() throws ReflectiveOperationException {
            return (SocketImpl) constructor.newInstance();
        }
    }
}
