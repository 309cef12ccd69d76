using System.Device.Gpio;
using EdgeAppliance.Drivers.Linux.Gpio;

namespace EdgeAppliance.Tests.Drivers.Linux.Gpio;

public sealed class UapiGpioDriverTests
{
    private readonly SimulatedLines _lines = new();
    private readonly List<GpioLine> _asked = [];

    [Fact]
    public void Controller_Output_IsWritten()
    {
        using var controller = Controller();
        controller.OpenPin(17, PinMode.Output);
        controller.Write(17, PinValue.High);
        Assert.Equal((1, 1), ((int)_lines.Written[0].Levels, (int)_lines.Written[0].Mask));
        Assert.Equal(PinValue.High, controller.Read(17));
        Assert.Equal(("17", true), (_asked[^1].Line, _asked[^1].IsOutput));
    }

    [Fact]
    public void Controller_PullUp_IsAskedForAsBias()
    {
        using var controller = Controller();
        controller.OpenPin(4, PinMode.InputPullUp);
        Assert.Equal(GpioBias.Up, _asked[^1].Bias);
    }

    [Fact]
    public async Task Controller_Callback_IsToldOfItsEdges()
    {
        using var controller = Controller();
        controller.OpenPin(4, PinMode.Input);
        var seen = new TaskCompletionSource<PinEventTypes>();
        controller.RegisterCallbackForPinValueChangedEvent(4, PinEventTypes.Falling, (_, change) => seen.TrySetResult(change.ChangeType));
        _lines.Change(0, true, 1);
        _lines.Change(0, false, 2);
        Assert.Equal(PinEventTypes.Falling, await seen.Task.WaitAsync(HeldSink.Patience));
    }

    [Fact]
    public void Controller_WaitForEvent_GivesIt()
    {
        using var controller = Controller();
        controller.OpenPin(4, PinMode.Input);
        _lines.Change(0, true, 1);
        Assert.Equal(PinEventTypes.Rising, controller.WaitForEvent(4, PinEventTypes.Rising, HeldSink.Patience).EventTypes);
        Assert.Equal(GpioEdges.Rising, _asked[^1].Edges);
    }

    private GpioController Controller() => new(new UapiGpioDriver("sim", (_, lines) =>
    {
        _asked.Add(lines[0]);
        return _lines;
    }));
}
