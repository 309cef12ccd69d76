namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Windows that last as long as readings keep coming: one ends when a reading comes more than the gap behind its newest, or where
/// it has grown to its largest size.</summary>
/// <remarks>A step knows no clock, so the end shows only with the next session's first reading. A reading older than the session by
/// more than the gap means that the device's clock was set back, and it opens a session of its own.</remarks>
internal sealed class Session(AggregateOptions options) : OpenWindow(options)
{
    public override bool EndsBefore(long timeUs)
    {
        if (Rows == 0) return false;
        bool isOver = Options.Size is { IsTime: true, DurationUs: > 0 and var most } && timeUs - StartUs >= most;
        return isOver || timeUs - NewestUs > Options.GapUs || StartUs - timeUs > Options.GapUs;
    }

    protected override long Start(long timeUs) => timeUs;
}
