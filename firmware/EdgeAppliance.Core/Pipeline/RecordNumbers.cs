namespace EdgeAppliance.Core.Pipeline;

/// <summary>The sequence numbers of a pipeline's two streams.</summary>
public readonly record struct RecordNumbers(long Record, long Alarm)
{
    public static RecordNumbers Larger(RecordNumbers a, RecordNumbers b) => new(Math.Max(a.Record, b.Record), Math.Max(a.Alarm, b.Alarm));
}
