using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>The readings of one pipeline that its steps could not take: whose they were, how many, and for a while the last.</summary>
/// <remarks>Owned by whoever advances the pipeline, but for <see cref="Count"/> and <see cref="Condition"/>.</remarks>
internal sealed class UnfitReadings(PipelineOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_tellFor = TimeSpan.FromMinutes(10);

    /// <summary>Each costs a replay from the last snapshot, once: where more devices are at fault, all are taken for such.</summary>
    private const int SuspectsMax = 64;

    private readonly HashSet<(string Source, string Device)> _suspects = [];
    private readonly RecentCount _unfit = new(s_tellFor, time);
    private volatile Last? _last;

    /// <inheritdoc cref="RecentCount.Count"/>
    public long Count => _unfit.Count;

    /// <summary>Null where the last was some time ago. An error while nothing else was taken: then the steps may be at fault.</summary>
    public HealthCondition? Condition =>
        _unfit.IsNews && _last is { } last
            ? new HealthCondition("pipeline.readings-unfit", last.IsAll ? HealthSeverity.Error : HealthSeverity.Warning, $"pipelines.{options.Name}",
                $"{(last.IsAll ? "All" : "Some")} readings are left out, {Count} by now, because the steps cannot take them. The last one, of '{last.Device}': {last.Why}",
                "Select the channels that the steps need, or have the device's map leave out what it sends besides.")
            : null;

    /// <summary>Whether the device's readings are taken one by one.</summary>
    public bool IsSuspect(ReadingBatch batch) => _suspects.Count > 0 && (_suspects.Count >= SuspectsMax || options.Steps.JoinsDevices || _suspects.Contains((batch.Source, batch.Device)));

    public void Suspect(ReadingBatch batch)
    {
        if (_suspects.Count < SuspectsMax) _suspects.Add((batch.Source, batch.Device));
    }

    /// <param name="isAll">None was taken so far.</param>
    public void Add(string device, string why, bool isAll)
    {
        _last = new Last(device, why, isAll);
        _unfit.Add(1);
    }

    private sealed record Last(string Device, string Why, bool IsAll);
}
