namespace EdgeAppliance.SimulationTests.Disks;

/// <summary>A file's bytes as the kernel shows them, synced or not.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, string name, byte[] contents)
{
    private readonly object _gate = new();
    private byte[] _bytes = contents;
    private int _length = contents.Length;

    public long Length => Volatile.Read(ref _length);

    public byte[] ToArray()
    {
        lock (_gate) return _bytes.AsSpan(0, _length).ToArray();
    }

    public int Read(long offset, Span<byte> target)
    {
        lock (_gate)
        {
            if (offset >= _length) return 0;
            int count = (int)Math.Min(target.Length, _length - offset);
            _bytes.AsSpan((int)offset, count).CopyTo(target);
            return count;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        disk.CheckRoom(offset + bytes.Length - Length);
        lock (_gate)
        {
            Grow((int)offset + bytes.Length);
            bytes.CopyTo(_bytes.AsSpan((int)offset));
            disk.Record(new DiskEvent(DiskEventKind.Write, name, offset, disk.Records ? bytes.ToArray() : [], 0));
        }
    }

    public void SetLength(long length)
    {
        disk.CheckRoom(length - Length);
        lock (_gate)
        {
            Grow((int)length);
            _bytes.AsSpan((int)length).Clear();
            _length = (int)length;
            disk.Record(new DiskEvent(DiskEventKind.SetLength, name, length, [], 0));
        }
    }

    public void Sync()
    {
        long id = disk.NextSync();
        disk.Record(new DiskEvent(DiskEventKind.SyncBegin, name, 0, [], id));
        if (disk.SyncFails) throw new IOException("Input/output error");
        // Whatever another thread writes from here to the end is not covered.
        Thread.Yield();
        disk.Record(new DiskEvent(DiskEventKind.SyncEnd, name, 0, [], id));
    }

    private void Grow(int length)
    {
        if (length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
        if (length > _length) _length = length;
    }
}
