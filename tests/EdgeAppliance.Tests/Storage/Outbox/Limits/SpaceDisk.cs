using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Tests.Storage.Outbox.Limits;

/// <summary>A disk that says of its space what it is told to.</summary>
internal sealed class SpaceDisk(IDisk disk) : IDisk
{
    public long Free { get; set; } = 10L << 30;

    public IDiskFile Open(string name) => disk.Open(name);

    public bool Exists(string name) => disk.Exists(name);

    public void Move(string from, string to) => disk.Move(from, to);

    public IReadOnlyList<string> Folders(string name) => disk.Folders(name);

    public void Delete(string name) => disk.Delete(name);

    public DiskSpace Space() => new(Free, 32L << 30);
}
