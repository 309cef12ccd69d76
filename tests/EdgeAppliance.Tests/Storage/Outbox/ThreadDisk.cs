using System.Collections.Concurrent;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Tests.Storage.Outbox;

/// <summary>A disk that notes which threads have synced its files, and lets the test do something meanwhile.</summary>
internal sealed class ThreadDisk
{
    private readonly ConcurrentDictionary<int, bool> _synced = new();

    /// <summary>By their managed ids.</summary>
    public IEnumerable<int> Synced => _synced.Keys;

    public Action OnSync { get; set; } = () => { };

    public IDisk Around(IDisk disk) => new Disk(disk, this);

    private void NoteSync()
    {
        _synced[Environment.CurrentManagedThreadId] = true;
        OnSync();
    }

    private sealed class Disk(IDisk disk, ThreadDisk notes) : IDisk
    {
        public IDiskFile Open(string name) => new File(disk.Open(name), notes);

        public bool Exists(string name) => disk.Exists(name);

        public void Move(string from, string to) => disk.Move(from, to);

        public IReadOnlyList<string> Folders(string name) => disk.Folders(name);

        public void Delete(string name) => disk.Delete(name);

        public DiskSpace Space() => disk.Space();
    }

    private sealed class File(IDiskFile file, ThreadDisk notes) : IDiskFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> target) => file.Read(offset, target);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public void SetLength(long length) => file.SetLength(length);

        public void Sync()
        {
            notes.NoteSync();
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
