using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.SimulationTests.Disks;

internal sealed class SimulatedHandle(SimulatedFile file) : IDiskFile
{
    private volatile bool _closed;

    public long Length => Opened().Length;

    public int Read(long offset, Span<byte> target) => Opened().Read(offset, target);

    public void Write(long offset, ReadOnlySpan<byte> bytes) => Opened().Write(offset, bytes);

    public void SetLength(long length) => Opened().SetLength(length);

    public void Sync() => Opened().Sync();

    public void Dispose() => _closed = true;

    private SimulatedFile Opened() => _closed ? throw new ObjectDisposedException(nameof(SimulatedHandle)) : file;
}
