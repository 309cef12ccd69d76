namespace EdgeAppliance.Storage.Documents;

/// <summary>A file that is read and written at offsets and says when it is on stable storage. Two make it real: the kernel's
/// file, and the simulation's, which loses what was not synced.</summary>
/// <remarks>All members may be called from several threads at once. Failures are <see cref="IOException"/>s.</remarks>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <returns>The bytes read; fewer than asked only at the end of the file.</returns>
    int Read(long offset, Span<byte> target);

    void Write(long offset, ReadOnlySpan<byte> bytes);

    void SetLength(long length);

    /// <summary>Returns once all that was written before the call, and the length, is on stable storage.</summary>
    void Sync();
}
