namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Windows one behind another without overlap: every so many readings, or by time aligned to 1970.</summary>
/// <remarks>A window by time ends when a reading of a later one comes. A reading of the window before counts in the open one; one that
/// is older still means that the device's clock was set back, and it opens a window of its own.</remarks>
internal sealed class Tumble(AggregateOptions options) : OpenWindow(options)
{
    public override bool EndsBefore(long timeUs) =>
        Options.Size.IsTime && Rows > 0 && Start(timeUs) is var start && start != StartUs && start != StartUs - Options.Size.DurationUs;

    protected override long Start(long timeUs)
    {
        long size = Options.Size.DurationUs;
        return Options.Size.IsTime ? timeUs - (timeUs % size + size) % size : 0;
    }
}
