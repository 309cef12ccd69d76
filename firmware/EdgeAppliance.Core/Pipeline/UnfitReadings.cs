using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Counts the readings of one pipeline that its steps could not take, and tells of them for a while.</summary>
/// <remarks>Added to by whoever advances the pipeline; read by any.</remarks>
internal sealed class UnfitReadings(string pipeline, TimeProvider time)
{
    private static readonly TimeSpan s_tellFor = TimeSpan.FromMinutes(10);

    private volatile Last? _last;
    private long _count;

    public long Count => Volatile.Read(ref _count);

    /// <summary>Null where the last was some time ago.</summary>
    public HealthCondition? Condition =>
        _last is { } last && time.GetElapsedTime(last.At) < s_tellFor
            ? new HealthCondition("pipeline.readings-unfit", HealthSeverity.Warning, $"pipelines.{pipeline}", $"{Count} readings were left out, because the steps cannot take them. The last one, of '{last.Device}': {last.Why}",
                "The others go on. Select the channels that the steps need, or have the device's map leave out what it sends besides.")
            : null;

    public void Add(string device, string why)
    {
        Volatile.Write(ref _count, _count + 1);
        _last = new Last(device, why, time.GetTimestamp());
    }

    private sealed record Last(string Device, string Why, long At);
}
