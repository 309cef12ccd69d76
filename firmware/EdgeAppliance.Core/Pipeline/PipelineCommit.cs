namespace EdgeAppliance.Core.Pipeline;

/// <summary>What a pipeline made of the readings up to a cursor.</summary>
/// <param name="Cursor">Position behind the last reading that is processed.</param>
/// <param name="Appends">Records for the outbox, in order; may be empty.</param>
/// <param name="Snapshot">The pipeline's whole state at <paramref name="Cursor"/>, now and then; else null.</param>
public sealed record PipelineCommit(string Pipeline, long Cursor, IReadOnlyList<LaneAppend> Appends, byte[]? Snapshot)
{
    /// <summary>The numbers that its next records get; 0 where it numbers none.</summary>
    public RecordNumbers Next { get; init; }
}
