using System.Buffers;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Steps;

/// <summary>The steps of one device, which can be made anew and go on from what they have saved.</summary>
internal sealed class StepChain(Func<Step[]> build)
{
    public Step[] Steps { get; private set; } = build();

    /// <summary>Saves the state and goes on with new steps that load it.</summary>
    public void Restart()
    {
        var state = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(state);
        foreach (var step in Steps) step.SaveState(writer);
        Steps = build();
        var reader = new StateReader(state.WrittenSpan);
        foreach (var step in Steps) step.LoadState(ref reader);
        Assert.True(reader.AtEnd);
    }
}
