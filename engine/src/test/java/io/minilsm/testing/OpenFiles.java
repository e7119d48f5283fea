package io.minilsm.testing;

import io.minilsm.internal.vfs.Vfs;
import io.minilsm.internal.vfs.VfsFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the files of a file system that are open: what is opened must be closed, whatever happens. Thread-safe. */
public final class OpenFiles {
    private final AtomicInteger open = new AtomicInteger();

    /** Returns the file system, watched. */
    public Vfs over(Vfs vfs) {
        return proxy(Vfs.class, (self, method, arguments) -> {
            Object result = call(vfs, method, arguments);
            return result instanceof VfsFile file ? watched(file) : result;
        });
    }

    /** Returns how many files are open. */
    public int count() {
        return open.get();
    }

    private VfsFile watched(VfsFile file) {
        open.incrementAndGet();
        AtomicBoolean closed = new AtomicBoolean();
        return proxy(VfsFile.class, (self, method, arguments) -> {
            if (method.getName().equals("close") && closed.compareAndSet(false, true)) {
                open.decrementAndGet();
            }
            return call(file, method, arguments);
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
