using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Tests.Storage;

/// <summary>A disk whose files cannot be opened until the test lets them.</summary>
internal sealed class HeldDisk(IDisk disk) : IDisk
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly ManualResetEventSlim _released = new();

    public void Release() => _released.Set();

    public IDiskFile Open(string name)
    {
        Assert.True(_released.Wait(s_patience), "Nobody has released the disk.");
        return disk.Open(name);
    }

    public bool Exists(string name) => disk.Exists(name);

    public void Move(string from, string to) => disk.Move(from, to);

    public IReadOnlyList<string> Folders(string name) => disk.Folders(name);

    public void Delete(string name) => disk.Delete(name);

    public DiskSpace Space() => disk.Space();
}
