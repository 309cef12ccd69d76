using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.FuzzTests;

/// <summary>The end of a chain of steps, which takes rows and windows.</summary>
internal sealed class CountingEnd : Step
{
    public long Rows { get; private set; }

    public long Windows { get; private set; }

    public override void Process(ReadingBatch batch) => Rows += batch.Count;

    public override void Process(WindowFrame window) => Windows++;
}
