// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import io.github.lastack.boot.SocketHooks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Weaves the catalogue's calls into the bytes of one class.
 *
 * <p>A call is one {@code invokestatic} that leaves stack and locals as they were, so no branch and no local is added:
 * decisions are made inside SocketHooks, and the JIT inlines them. A throw is caught around the whole method and thrown
 * again.
 */
final class Weaver extends ClassVisitor {
    private static final String HOOKS = SocketHooks.class.getName().replace('.', '/');
    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String THROWABLE = "java/lang/Throwable";
    private static final String OUTER = "this$0";

    private final String type;
    private final List<Hook> hooks;
    private final Set<Hook> woven = new HashSet<>();
    private String outer; // descriptor; null if there is none, or it is not kept

    private Weaver(ClassVisitor next, String type, List<Hook> hooks) {
        super(Opcodes.ASM9, next);
        this.type = type;
        this.hooks = hooks;
    }

    /** Returns the new class file. The hooks whose method was found are added to {@code woven}. */
    static byte[] weave(byte[] classFile, String type, List<Hook> hooks, Set<Hook> woven) {
        ClassReader reader = new ClassReader(classFile);
        // The reader's constant pool is kept, and methods without a hook are copied unchanged. The depth of the stack
        // must not be computed: ASM does that by the stack map frames, which the JVM drops for classes that it does not
        // verify, such as the JDK's own, and so does not provide on retransformation. A depth that is too low ends the
        // JVM at a collection.
        ClassWriter writer = new ClassWriter(reader, 0);
        Weaver weaver = new Weaver(writer, type, hooks);
        reader.accept(weaver, 0);
        woven.addAll(weaver.woven);
        return writer.toByteArray();
    }

    /** Comes before the methods. */
    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        if (name.equals(OUTER)) {
            outer = descriptor;
        }
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] thrown) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, thrown);
        if ((access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) != 0) {
            return next;
        }
        for (Hook hook : hooks) {
            if (hook.method.equals(name)
                    && hook.descriptor.equals(descriptor)
                    && (outer != null || !hook.loads(Hook.Load.OUTER))) {
                woven.add(hook);
                return new HookedMethod(next, hook, (access & Opcodes.ACC_STATIC) != 0);
            }
        }
        return next;
    }

    private final class HookedMethod extends MethodVisitor {
        private final Hook hook;
        private final boolean isStatic;
        private final Type[] arguments;
        private final Type returned;
        private final Label start = new Label();

        HookedMethod(MethodVisitor next, Hook hook, boolean isStatic) {
            super(Opcodes.ASM9, next);
            this.hook = hook;
            this.isStatic = isStatic;
            this.arguments = Type.getArgumentTypes(hook.descriptor);
            this.returned = Type.getReturnType(hook.descriptor);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            calls(hook.onEntry);
            mv.visitLabel(start);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                calls(hook.onReturn);
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            if (!hook.onThrow.isEmpty()) {
                Label end = new Label();
                mv.visitLabel(end);
                // Last in the table, so that the method's own handlers come first.
                mv.visitTryCatchBlock(start, end, end, THROWABLE);
                Object[] locals = parameters();
                mv.visitFrame(Opcodes.F_FULL, locals.length, locals, 1, new Object[] {THROWABLE});
                calls(hook.onThrow);
                mv.visitInsn(Opcodes.ATHROW);
            }
            super.visitMaxs(Math.max(maxStack, 1) + room(), maxLocals);
        }

        /** Returns the stack that the widest call needs beside what is there: the returned value, or the throwable. */
        private int room() {
            int room = 0;
            for (List<Hook.Call> calls : Arrays.asList(hook.onEntry, hook.onReturn, hook.onThrow)) {
                for (Hook.Call call : calls) {
                    int width = 0;
                    for (Hook.Load load : call.arguments) {
                        width += sizeOf(load);
                    }
                    room = Math.max(room, width);
                }
            }
            return room;
        }

        private int sizeOf(Hook.Load load) {
            switch (load) {
                case FIRST_ARGUMENT:
                    return arguments[0].getSize();
                case SECOND_ARGUMENT:
                    return arguments[1].getSize();
                case THIRD_ARGUMENT:
                    return arguments[2].getSize();
                case LAST_ARGUMENT:
                    return arguments[arguments.length - 1].getSize();
                case RETURN_VALUE:
                    return returned.getSize();
                default:
                    return 1;
            }
        }

        private void calls(List<Hook.Call> calls) {
            for (Hook.Call call : calls) {
                StringBuilder descriptor = new StringBuilder("(");
                for (Hook.Load load : call.arguments) {
                    descriptor.append(load(load));
                }
                descriptor.append(")V");
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, call.method, descriptor.toString(), false);
            }
        }

        /** Puts a value on the stack and returns its type. */
        private String load(Hook.Load load) {
            switch (load) {
                case THIS:
                    mv.visitVarInsn(Opcodes.ALOAD, 0);
                    return OBJECT;
                case FIRST_ARGUMENT:
                    return argument(0);
                case SECOND_ARGUMENT:
                    return argument(1);
                case THIRD_ARGUMENT:
                    return argument(2);
                case LAST_ARGUMENT:
                    return argument(arguments.length - 1);
                case IMPL_FIELD:
                    mv.visitVarInsn(Opcodes.ALOAD, 0);
                    mv.visitFieldInsn(Opcodes.GETFIELD, type, "impl", "Ljava/net/AbstractPlainSocketImpl;");
                    return OBJECT;
                case OUTER:
                    mv.visitVarInsn(Opcodes.ALOAD, 0);
                    mv.visitFieldInsn(Opcodes.GETFIELD, type, Weaver.OUTER, outer);
                    return OBJECT;
                case THROWN:
                    mv.visitInsn(Opcodes.DUP);
                    return 'L' + THROWABLE + ';';
                case RETURN_VALUE:
                    mv.visitInsn(returned.getSize() == 2 ? Opcodes.DUP2 : Opcodes.DUP);
                    return returned.getDescriptor();
                default:
                    throw new AssertionError(load);
            }
        }

        private String argument(int index) {
            int slot = isStatic ? 0 : 1;
            for (int i = 0; i < index; i++) {
                slot += arguments[i].getSize();
            }
            Type argument = arguments[index];
            mv.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
            return asHooksSee(argument.getDescriptor());
        }

        /**
         * Returns the type that SocketHooks declares: it knows only public types of the JDK, and a descriptor or its
         * holder as an Object.
         */
        private String asHooksSee(String descriptor) {
            if (descriptor.equals("Ljava/net/InetSocketAddress;")) {
                return "Ljava/net/SocketAddress;";
            }
            boolean isForeign = descriptor.startsWith("L") && !descriptor.startsWith("Ljava/");
            boolean isIdentity =
                    descriptor.equals("Ljava/io/FileDescriptor;") || descriptor.equals("Ljava/net/SocketImpl;");
            return isForeign || isIdentity ? OBJECT : descriptor;
        }

        /** Returns what the locals hold anywhere in the method: javac never gives a parameter's slot another type. */
        private Object[] parameters() {
            List<Object> types = new ArrayList<>();
            if (!isStatic) {
                types.add(type);
            }
            for (Type argument : arguments) {
                types.add(frameType(argument));
            }
            return types.toArray();
        }

        private Object frameType(Type argument) {
            switch (argument.getSort()) {
                case Type.LONG:
                    return Opcodes.LONG;
                case Type.FLOAT:
                    return Opcodes.FLOAT;
                case Type.DOUBLE:
                    return Opcodes.DOUBLE;
                case Type.ARRAY:
                case Type.OBJECT:
                    return argument.getInternalName();
                default:
                    return Opcodes.INTEGER;
            }
        }
    }
}
