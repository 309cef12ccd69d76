using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Bench.Stores;

/// <summary>A disk that counts what is asked of it. Read by any thread.</summary>
internal sealed class CountedDisk(IDisk disk) : IDisk
{
    private long _writes;
    private long _bytesWritten;
    private long _syncs;

    public long Writes => Interlocked.Read(ref _writes);

    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    public long Syncs => Interlocked.Read(ref _syncs);

    public IDiskFile Open(string name) => new CountedFile(this, disk.Open(name));

    public bool Exists(string name) => disk.Exists(name);

    public IReadOnlyList<string> Folders(string name) => disk.Folders(name);

    public void Delete(string name) => disk.Delete(name);

    public DiskSpace Space() => disk.Space();

    public void Move(string from, string to) => disk.Move(from, to);

    private sealed class CountedFile(CountedDisk counts, IDiskFile file) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> target) => file.Read(offset, target);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Interlocked.Increment(ref counts._writes);
            Interlocked.Add(ref counts._bytesWritten, bytes.Length);
            file.Write(offset, bytes);
        }

        public void SetLength(long length) => file.SetLength(length);

        public void Sync()
        {
            Interlocked.Increment(ref counts._syncs);
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
