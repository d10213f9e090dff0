// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.lang.reflect.Method;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * Writes a class that calls a method which the agent's source cannot name. Reflection does that too, but since JDK 18
 * by method handles that it spins: for one method with six parameters 15 classes and 20 ms of the start.
 */
final class DirectCall {
    private static final String OBJECT = "java/lang/Object";
    private static final String CONSTRUCTOR = "<init>";

    private DirectCall() {}

    /**
     * Returns the class file of a {@link java.util.function.BiConsumer}, of the object that has the method and of an
     * {@code Object[]} with the arguments.
     *
     * @param method an instance method whose parameters are no primitives but int; its result is dropped
     */
    static byte[] classFile(String name, Method method) {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        String[] interfaces = {"java/util/function/BiConsumer"};
        type.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, OBJECT, interfaces);

        MethodVisitor code = type.visitMethod(Opcodes.ACC_PUBLIC, CONSTRUCTOR, "()V", null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, CONSTRUCTOR, "()V", false);
        end(code);

        code = type.visitMethod(Opcodes.ACC_PUBLIC, "accept", "(Ljava/lang/Object;Ljava/lang/Object;)V", null, null);
        String owner = Type.getInternalName(method.getDeclaringClass());
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.CHECKCAST, owner);
        Class<?>[] parameters = method.getParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            argument(code, i, parameters[i]);
        }
        boolean isInterface = method.getDeclaringClass().isInterface();
        int call = isInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        code.visitMethodInsn(call, owner, method.getName(), Type.getMethodDescriptor(method), isInterface);
        end(code); // whatever is left on the stack
        return type.toByteArray();
    }

    private static void argument(MethodVisitor code, int index, Class<?> parameter) {
        code.visitVarInsn(Opcodes.ALOAD, 2);
        code.visitTypeInsn(Opcodes.CHECKCAST, "[Ljava/lang/Object;");
        code.visitIntInsn(Opcodes.BIPUSH, index);
        code.visitInsn(Opcodes.AALOAD);
        if (parameter == int.class) {
            code.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Integer");
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Integer", "intValue", "()I", false);
        } else {
            code.visitTypeInsn(Opcodes.CHECKCAST, Type.getInternalName(parameter));
        }
    }

    private static void end(MethodVisitor code) {
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0); // computed
        code.visitEnd();
    }
}
