package org.nmf4j.plot;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nmf4j.NmfModel;

/**
 * The notebook that the program runs in, of the kernel JJava or IJava. {@link #show} once, and a
 * {@link Plot} that is a cell's last value is shown as a picture, an {@link NmfModel} as a table.
 * Nothing here depends on the kernels: they are asked by the names of their methods, which the two
 * share.
 */
public final class Notebook {

  private static final List<Names> KERNELS =
      List.of(
          new Names(
              "org.dflib.jjava.kernel.JavaNotebookStatics",
              "kernel",
              "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics"),
          new Names(
              "io.github.spencerpark.ijava.IJava",
              "getKernelInstance",
              "io.github.spencerpark.ijava.runtime.Display"));

  /**
   * What is called otherwise in each kernel.
   *
   * @param starts the class that knows the kernel
   * @param kernel its method that gives it, or null where none runs
   * @param displays the class that shows things in cells
   */
  private record Names(String starts, String kernel, String displays) {}

  private final Object kernel;
  private final Class<?> displays;

  private Notebook(Object kernel, Class<?> displays) {
    this.kernel = kernel;
    this.displays = displays;
  }

  /** Lets the notebook show plots as pictures and models as tables. Elsewhere nothing happens. */
  public static void show() {
    running()
        .ifPresent(
            notebook -> {
              notebook.show(Plot.class, "image/png", Notebook::base64);
              notebook.show(NmfModel.class, "text/html", ModelTable::html);
            });
  }

  private static String base64(Plot plot) {
    return Base64.getMimeEncoder().encodeToString(plot.png());
  }

  static Optional<Notebook> running() {
    return KERNELS.stream().flatMap(Notebook::running).findFirst();
  }

  private static Stream<Notebook> running(Names names) {
    try {
      ClassLoader loader = Notebook.class.getClassLoader();
      Object kernel =
          Class.forName(names.starts(), true, loader).getMethod(names.kernel()).invoke(null);
      return kernel == null
          ? Stream.empty()
          : Stream.of(new Notebook(kernel, Class.forName(names.displays(), true, loader)));
    } catch (ReflectiveOperationException e) {
      return Stream.empty();
    }
  }

  /** Of each value of a type its text in a format. */
  private <T> void show(Class<T> type, String format, Function<T, String> text) {
    BiConsumer<Object, Object> render =
        (value, context) ->
            call(
                call(context, "getOutputContainer"),
                "putData",
                format,
                text.apply(type.cast(value)));
    Object registration = call(call(kernel, "getRenderer"), "createRegistration", type);
    call(registration, "preferring", (Object) new String[] {format});
    Class<?> function =
        methods(registration.getClass(), "register", 1)
            .findFirst()
            .orElseThrow()
            .getParameterTypes()[0];
    call(
        registration,
        "register",
        MethodHandleProxies.asInterfaceInstance(function, accept(render)));
  }

  private static MethodHandle accept(BiConsumer<Object, Object> consumer) {
    MethodType type = MethodType.methodType(void.class, Object.class, Object.class);
    try {
      return MethodHandles.publicLookup()
          .findVirtual(BiConsumer.class, "accept", type)
          .bindTo(consumer);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Shows something in the cell that runs; gives the name by which it is changed. */
  String display(Object value) {
    return (String) call(null, displays, "display", value);
  }

  void update(String name, Object value) {
    call(null, displays, "updateDisplay", name, value);
  }

  private static Object call(Object target, String name, Object... arguments) {
    return call(target, target.getClass(), name, arguments);
  }

  private static Object call(Object target, Class<?> type, String name, Object... arguments) {
    try {
      return methods(type, name, arguments.length)
          .filter(method -> takes(method, arguments))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("a kernel without the method " + name))
          .invoke(target, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the kernel's method " + name + " failed", e);
    }
  }

  private static Stream<Method> methods(Class<?> type, String name, int parameters) {
    return Stream.of(type.getMethods())
        .filter(method -> method.getName().equals(name))
        .filter(method -> method.getParameterCount() == parameters);
  }

  private static boolean takes(Method method, Object... arguments) {
    return IntStream.range(0, arguments.length)
        .allMatch(i -> method.getParameterTypes()[i].isInstance(arguments[i]));
  }
}
