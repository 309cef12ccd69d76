using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>The readings of one pipeline that are stored nowhere and came while it could not take them: how many, said as long as more are lost and a minute
/// longer.</summary>
internal sealed class LostReadings(string pipeline, TimeProvider time)
{
    private static readonly TimeSpan s_saidFor = TimeSpan.FromMinutes(1);

    private readonly RecentCount _lost = new(s_saidFor, time);

    /// <inheritdoc cref="RecentCount.Count"/>
    public long Count => _lost.Count;

    /// <summary>Null where none was lost lately.</summary>
    public HealthCondition? Condition =>
        _lost.IsNews
            ? new HealthCondition("pipeline.readings-lost", HealthSeverity.Warning, $"pipelines.{pipeline}", $"{Count} readings came while the pipeline could not take them, from sources that are not durable, and are lost",
                "Right after a start or a failure that is to be expected. Else have the source send less often or the pipeline do less, or say \"durable\": true at the source, whose readings are then stored and wait.")
            : null;

    public void Add(long readings) => _lost.Add(readings);
}
