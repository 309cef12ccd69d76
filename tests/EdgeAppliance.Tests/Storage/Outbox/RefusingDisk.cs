using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Tests.Storage.Outbox;

/// <summary>A disk that refuses every write while the test says so.</summary>
internal sealed class RefusingDisk(IDisk disk) : IDisk
{
    private volatile bool _refuses;

    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    public IDiskFile Open(string name) => new File(disk.Open(name), this);

    public bool Exists(string name) => disk.Exists(name);

    public void Move(string from, string to) => disk.Move(from, to);

    public IReadOnlyList<string> Folders(string name) => disk.Folders(name);

    public void Delete(string name) => disk.Delete(name);

    public DiskSpace Space() => disk.Space();

    private void Check()
    {
        if (_refuses) throw new IOException("Read-only file system");
    }

    private sealed class File(IDiskFile file, RefusingDisk disk) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> target) => file.Read(offset, target);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.Check();
            file.Write(offset, bytes);
        }

        public void SetLength(long length)
        {
            disk.Check();
            file.SetLength(length);
        }

        public void Sync()
        {
            disk.Check();
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
