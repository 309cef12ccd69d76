namespace EdgeAppliance.Core.Steps.Reduction;

/// <param name="Event">When a clip begins; its name is that of the alarm.</param>
/// <param name="ReadingsMax">Readings that are kept for a clip that may begin; the oldest make room.</param>
internal sealed record ClipOptions(AlarmOptions Event, long BeforeUs, long AfterUs, long LongestUs, int ReadingsMax)
{
    /// <summary>Tells the event as an alarm too.</summary>
    public bool RaisesAlarm { get; init; }

    /// <summary>Name of a channel added for the clip's number; null for none.</summary>
    public string? Number { get; init; }
}
