using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Core.Readings;

/// <summary>How a source is doing. Counts are since it was made.</summary>
/// <param name="Type">Its type in the configuration, such as <c>system</c>.</param>
public sealed record SourceStatus(string Name, string Type, SourceState State)
{
    /// <summary>Readings taken, and handed on to be stored.</summary>
    public long Readings { get; init; }

    /// <summary>Payloads, lines or values that came in and are no reading.</summary>
    public long Refused { get; init; }

    /// <summary>Readings that a device sent again and that were recognised.</summary>
    public long Repeated { get; init; }

    /// <summary>Readings that were due and were not taken, because what came before them was not stored yet.</summary>
    public long Skipped { get; init; }

    /// <summary>Readings that were taken and could not be stored. Whoever sent them was told so.</summary>
    public long NotStored { get; init; }

    /// <summary>The newest reading's own time, or null before the first.</summary>
    public DateTimeOffset? LastReading { get; init; }

    /// <summary>Over the last ten whole seconds.</summary>
    public double ReadingsPerSecond { get; init; }

    public IReadOnlyList<HealthCondition> Conditions { get; init; } = [];
}
