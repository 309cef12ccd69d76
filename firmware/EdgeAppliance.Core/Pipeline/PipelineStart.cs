namespace EdgeAppliance.Core.Pipeline;

/// <summary>Makes a pipeline's state of what was committed last.</summary>
internal sealed class PipelineStart(PipelineOptions options, IStore store, RecordWriter writer)
{
    /// <summary>What was committed may be gone: a store that was damaged begins anew with what it could save.</summary>
    /// <returns>False where the store is not open yet.</returns>
    public bool TryAsk(ref PipelineProgress committed)
    {
        try
        {
            if (store.Progress(options.Name) is { } progress) Volatile.Write(ref committed, progress);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Also has the writer number what it writes from there on.</summary>
    /// <param name="position">Of the first reading to process: some were before, where the snapshot is older than the cursor.</param>
    /// <exception cref="InvalidDataException">The snapshot is damaged.</exception>
    public PipelineState Make(PipelineProgress committed, out long position)
    {
        var state = new PipelineState(options, writer);
        writer.ContinueFrom(1, 1);
        position = committed.SnapshotCursor;
        if (committed.Snapshot is { } snapshot && !state.Load(snapshot)) position = TakeUpOtherSteps(committed);
        if (committed.NumbersFrom > writer.NextRecord) state.ForgetBudgets();
        writer.ContinueFromAtLeast(new RecordNumbers(committed.NumbersFrom, committed.NumbersFrom));
        return state;
    }

    /// <summary>The steps were changed. Where an older version's commit does not say which numbers they have given between the snapshot
    /// and the cursor, so many are left out: a hole in the sequence tells of itself, a number given twice does not.</summary>
    private long TakeUpOtherSteps(PipelineProgress committed)
    {
        long unknown = committed.Cursor - committed.SnapshotCursor;
        if (committed.Next.Record > 0) writer.ContinueFromAtLeast(committed.Next);
        else writer.ContinueFrom(writer.NextRecord + unknown, writer.NextAlarm + unknown * Steps.StepCatalog.StepsMax);
        return committed.Cursor;
    }
}
