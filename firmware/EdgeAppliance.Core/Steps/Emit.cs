using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>The end of a chain: hands its readings to whoever writes the records.</summary>
public sealed class Emit(Action<ReadingBatch> onBatch) : Step
{
    public override void Process(ReadingBatch batch) => onBatch(batch);
}
