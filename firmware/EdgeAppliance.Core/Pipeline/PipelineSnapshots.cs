namespace EdgeAppliance.Core.Pipeline;

/// <summary>When a pipeline's state is snapshotted.</summary>
/// <remarks>Owned by whoever advances the pipeline.</remarks>
internal sealed class PipelineSnapshots(PipelineOptions options, TimeProvider time)
{
    private long _takenAt;

    /// <summary>The state is another than the last snapshot's, though no reading may have come since.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Counts the time to the next from now on.</summary>
    public void Begin() => _takenAt = time.GetTimestamp();

    public void Taken()
    {
        Begin();
        IsWanted = false;
    }

    /// <param name="readings">Processed since the last.</param>
    public bool HasNews(long readings) => IsWanted || readings > 0;

    /// <inheritdoc cref="HasNews"/>
    public bool IsDue(long readings) =>
        IsWanted || (readings > 0 && (readings >= options.SnapshotReadings || time.GetElapsedTime(_takenAt) >= options.SnapshotEvery));
}
