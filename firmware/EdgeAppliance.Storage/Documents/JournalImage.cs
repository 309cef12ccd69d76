using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>What is left of the journal of a store that may be damaged: the newest change of each document in the two newest generations.
/// The older one may be in LiteDB too, which changes nothing. Reads only.</summary>
internal sealed class JournalImage
{
    private readonly SortedDictionary<long, BsonDocument?> _changes = [];

    /// <exception cref="IOException">The disk failed.</exception>
    public JournalImage(IDisk disk, StoreFileNames files)
    {
        List<(uint Generation, string File)> found = [];
        foreach (string name in new[] { files.Even, files.Odd })
            if (Newest(disk, name) is > 0 and var generation) found.Add((generation, name));
        found.Sort();
        for (int i = 0; i < found.Count; i++)
            if (i == found.Count - 1 || found[i].Generation + 1 == found[^1].Generation) Read(disk, found[i].File, found[i].Generation);
    }

    /// <summary>False where something is known to be missing.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>By key; null where the document was deleted.</summary>
    public IReadOnlyDictionary<long, BsonDocument?> Changes => _changes;

    private uint Newest(IDisk disk, string name)
    {
        if (!disk.Exists(name)) return 0;
        using var file = disk.Open(name);
        var reader = new JournalReader(file);
        if (reader.First() is { } first) return first.Generation;
        uint newest = reader.NewestGeneration();
        IsWhole &= newest == 0;
        return newest;
    }

    private void Read(IDisk disk, string name, uint generation)
    {
        using var file = disk.Open(name);
        var reader = new JournalReader(file);
        do
        {
            while (reader.TryNext(generation)) Read(reader, file);
            if (!reader.TrySkip(generation)) return;
            IsWhole = false;
        }
        while (true);
    }

    private void Read(JournalReader reader, IDiskFile file)
    {
        try
        {
            reader.ReadChanges((_changes, file), static (to, key, change) => to._changes[key] = change.Head is null ? null : change.Whole(to.file));
        }
        catch (StoreDamagedException)
        {
            IsWhole = false;
        }
    }
}
