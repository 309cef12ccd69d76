namespace EdgeAppliance.Storage.Documents;

/// <summary>Takes up again what the journal holds and LiteDB does not.</summary>
/// <param name="trusted">Of the last generation, entries behind that many are left out: their commit was reported as failed. Null after a start.</param>
internal sealed class JournalReplay(Journal journal, JournalMark? trusted)
{
    private const string Damaged = "The journal has lost what was committed.";

    /// <summary>Puts one generation after the other into the view.</summary>
    /// <param name="due">The oldest generation that LiteDB does not have.</param>
    /// <returns>Each that was found, when the view has it.</returns>
    /// <exception cref="StoreDamagedException">Something that was on stable storage is not there.</exception>
    public IEnumerable<uint> Run(uint due, DocumentView view)
    {
        uint newest = Newest(due);
        long entries = 0;
        for (uint generation = due; generation <= newest; generation++)
        {
            var reader = new JournalReader(journal.FileOf(generation));
            if (reader.First() is not { } first || first.Generation != generation) throw new StoreDamagedException(Damaged);
            if (generation > due && first.EntriesBefore != entries) throw new StoreDamagedException(Damaged);
            entries = Replay(reader, generation, view);
            yield return generation;
        }
    }

    private uint Newest(uint due)
    {
        uint newest = due - 1;
        for (uint generation = due; generation <= due + 1; generation++)
        {
            var file = journal.FileOf(generation);
            var reader = new JournalReader(file);
            if (reader.First() is { } first) newest = Math.Max(newest, first.Generation);
            // Not an older entry, which a whole one has replaced: what was first is torn, or damaged where others follow.
            else if (file.Length > 0 && reader.TrySkip(generation)) throw new StoreDamagedException(Damaged);
        }
        return newest <= due + 1 ? newest : throw new StoreDamagedException("The journal is of another store.");
    }

    /// <returns>How many entries the generation has.</returns>
    private long Replay(JournalReader reader, uint generation, DocumentView view)
    {
        long entriesMax = trusted is not { } mark || generation < mark.Generation ? long.MaxValue : generation == mark.Generation ? mark.Entries : 0;
        while (reader.Next < entriesMax && reader.TryNext(generation)) reader.ReadChanges(view, Apply);
        if (reader.Next < entriesMax && reader.TrySkip(generation)) throw new StoreDamagedException(Damaged);
        return reader.Next;
    }

    private static void Apply(DocumentView view, long key, DocumentChange change)
    {
        if (change.Head is null) view.Delete(key);
        else view.Put(key, change);
    }
}
