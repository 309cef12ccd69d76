namespace EdgeAppliance.Core.Pipeline;

/// <summary>How far a pipeline has come. It starts from the snapshot and processes the readings up to the cursor again without
/// handing on what it makes of them, because that is stored already.</summary>
/// <param name="Cursor">Position behind the last reading whose records are stored.</param>
/// <param name="SnapshotCursor">Position behind the last reading that the snapshot knows; 0 where there is no snapshot.</param>
public sealed record PipelineProgress(long Cursor, long SnapshotCursor, byte[]? Snapshot)
{
    /// <summary>Numbers below this one may have been given to records that the store has lost: the pipeline goes on from here at least.
    /// 0 where nothing is lost.</summary>
    public long NumbersFrom { get; init; }

    /// <summary>The numbers that the next records at <see cref="Cursor"/> get, however many a replay makes: what it should process again
    /// may not be there, where the source's readings are passed and not stored. 0 where they are not known.</summary>
    public RecordNumbers Next { get; init; }
}
