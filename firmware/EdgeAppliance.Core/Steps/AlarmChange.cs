using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>An alarm was raised or cleared by a reading. Valid during the call that hands it on.</summary>
public readonly ref struct AlarmChange(string alarm, bool active, ReadingBatch batch, int row)
{
    /// <summary>The alarm's name, or its condition where it has none.</summary>
    public string Alarm { get; } = alarm;

    public bool Active { get; } = active;

    /// <summary>Holds the reading that decided it.</summary>
    public ReadingBatch Batch { get; } = batch;

    public int Row { get; } = row;
}
