namespace EdgeAppliance.Storage.Documents;

/// <summary>What was committed and is not in LiteDB's files yet: a commit is one write at the end of a file, and one sync. There are two
/// files. While what the one holds goes into LiteDB, commits go into the other; each time a file is begun anew is a generation.</summary>
/// <remarks>The committing thread's.</remarks>
internal sealed class Journal(IDiskFile even, IDiskFile odd) : IDisposable
{
    /// <summary>A file that has become longer is cut when it is begun anew.</summary>
    private const long FileBytesMax = 32L << 20;

    private uint _entriesBefore;

    public uint Generation { get; private set; }

    /// <summary>Of the generation, so many entries are on stable storage.</summary>
    public long Entries { get; private set; }

    /// <summary>Bytes of the generation.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of both files.</summary>
    public long FileBytes => even.Length + odd.Length;

    private IDiskFile File => FileOf(Generation);

    public IDiskFile FileOf(uint generation) => generation % 2 == 0 ? even : odd;

    /// <summary>Begins a generation. That of two before must be in LiteDB, on stable storage.</summary>
    /// <param name="entriesBefore">Of the generation before, where that is not yet in LiteDB; else 0.</param>
    public void Begin(uint generation, long entriesBefore)
    {
        (Generation, Entries, Bytes, _entriesBefore) = (generation, 0, 0, (uint)entriesBefore);
        if (File.Length > FileBytesMax) File.SetLength(FileBytesMax);
    }

    /// <summary>Returns once the changes are on stable storage.</summary>
    /// <exception cref="IOException">The disk failed; the journal must be closed.</exception>
    public void Append(JournalChanges changes)
    {
        var entry = changes.Seal(Generation, Entries, _entriesBefore);
        File.Write(Bytes, entry);
        File.Sync();
        Bytes += entry.Length;
        Entries++;
    }

    public void Dispose()
    {
        even.Dispose();
        odd.Dispose();
    }
}
