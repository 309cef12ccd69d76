using EdgeAppliance.Drivers.Linux.Gpio;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Tests.Drivers.Linux.Gpio;

namespace EdgeAppliance.Tests.Edgectl.Provision;

public sealed class ResetButtonTests
{
    private readonly SimulatedLines _lines = new();
    private TimeSpan _waited;
    private TimeSpan? _flickeredAt;
    private (string Chip, GpioLine Line) _asked;

    [Fact]
    public void Watch_NotPressed_HoldsNothingUp()
    {
        Assert.Equal(ButtonPress.None, Watch(TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, _waited);
    }

    [Fact]
    public void Watch_LetGoTooSoon_IsNothing()
    {
        Assert.Equal(ButtonPress.None, Watch(TimeSpan.FromSeconds(4.9)));
        Assert.Null(_flickeredAt);
    }

    [Fact]
    public void Watch_HeldAndLetGoWhenTheLightFlickers_IsHeld()
    {
        Assert.Equal(ButtonPress.Held, Watch(TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(5), _flickeredAt);
    }

    /// <summary>A short circuit must not reset a device at every start.</summary>
    [Fact]
    public void Watch_NeverLetGo_IsStuck()
    {
        Assert.Equal(ButtonPress.Stuck, Watch(TimeSpan.MaxValue));
        Assert.Equal(TimeSpan.FromSeconds(20), _waited);
    }

    [Fact]
    public void Watch_ButtonToGround_IsPulledUpAndActiveLow()
    {
        Watch(TimeSpan.Zero);
        Assert.Equal("pinctrl-rp1", _asked.Chip);
        Assert.Equal(new GpioLine("17") { IsActiveLow = true, Bias = GpioBias.Up }, _asked.Line);
        Assert.True(_lines.IsDisposed);
    }

    private ButtonPress Watch(TimeSpan heldFor)
    {
        var wish = new ButtonWish("17", "pinctrl-rp1", IsActiveHigh: false, TimeSpan.FromSeconds(5));
        void Wait(TimeSpan span)
        {
            _waited += span;
            _lines.SetSilently(0, _waited < heldFor);
        }
        _lines.SetSilently(0, heldFor > TimeSpan.Zero);
        return new ResetButton(wish, Open, () => _flickeredAt = _waited, Wait).Watch();
    }

    private SimulatedLines Open(string chip, IReadOnlyList<GpioLine> lines)
    {
        _asked = (chip, Assert.Single(lines));
        return _lines;
    }
}
