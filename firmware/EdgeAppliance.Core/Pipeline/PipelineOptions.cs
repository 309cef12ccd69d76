using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Pipeline;

/// <param name="From">The sources whose readings it takes.</param>
/// <param name="Fingerprint">Changes whenever the steps or their configuration do: a state of other steps is not taken up.</param>
/// <param name="To">The uplinks that get its records.</param>
public sealed record PipelineOptions(string Name, IReadOnlySet<string> From, StepPlan Steps, string Fingerprint, IReadOnlyList<string> To)
{
    /// <summary>Only what a privacy step has cleared may leave.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Readings of devices beyond so many are refused and counted.</summary>
    public int DevicesMax { get; init; } = 1024;

    public long SnapshotReadings { get; init; } = 100_000;

    public TimeSpan SnapshotEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Live batches that wait; more are read back from the store.</summary>
    public int QueueBatchesMax { get; init; } = 256;

    /// <summary>Records that wait for the commit before theirs; the pipeline rests where there are more.</summary>
    public int BufferBytesMax { get; init; } = 1 << 20;

    /// <summary>Readings taken from the store at once.</summary>
    public int ReadRowsMax { get; init; } = 1024;

    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(5);
}
