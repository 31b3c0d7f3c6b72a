package org.nmf4j.internal.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes an {@code .npz} file, a zip of {@code .npy} arrays and other members, all stored without
 * compression, so that what is read is never larger than the file.
 */
public final class NpzWriter {

  private final ZipOutputStream zip;

  /**
   * @param out is neither flushed nor closed
   */
  public NpzWriter(OutputStream out) {
    zip = new ZipOutputStream(out);
  }

  /**
   * @param member the name, with its {@code .npy}
   * @param array as {@link NpyFormat#write} takes it
   */
  public void array(String member, INDArray array) throws IOException {
    store(member, out -> NpyFormat.write(array, out));
  }

  public void bytes(String member, byte[] bytes) throws IOException {
    store(member, out -> out.write(bytes));
  }

  public void finish() throws IOException {
    zip.finish();
  }

  /** A stored member needs its size and checksum ahead of its bytes, which are thus made twice. */
  private void store(String member, WholeFile.Content content) throws IOException {
    CountingSink sink = new CountingSink();
    CheckedOutputStream checked = new CheckedOutputStream(sink, new CRC32());
    content.writeTo(checked);
    ZipEntry entry = new ZipEntry(member);
    // A fixed time keeps the bytes of a file the same from run to run.
    entry.setTime(0);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(sink.count);
    entry.setCrc(checked.getChecksum().getValue());
    zip.putNextEntry(entry);
    content.writeTo(zip);
    zip.closeEntry();
  }

  private static final class CountingSink extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
