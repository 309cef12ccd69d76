using EdgeAppliance.Drivers.Linux.Gpio;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The button that resets the device: 1 pressed when the device starts, or the start goes on at once, 2 held for as long as was said, 3 let go soon after
/// the light flickers. A wire that is torn or shorted for good never resets anything.</summary>
/// <param name="flicker">Tells that it may be let go.</param>
/// <param name="pause">Waits.</param>
internal sealed class ResetButton(ButtonWish wish, GpioOpener open, Action flicker, Action<TimeSpan> pause)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50), s_letGoWithin = TimeSpan.FromSeconds(15);

    /// <exception cref="EdgeAppliance.Drivers.Buses.BusException">The line cannot be read.</exception>
    public ButtonPress Watch()
    {
        // Pulled the other way, so that a button that is not there is not pressed.
        var line = new GpioLine(wish.Line) { IsActiveLow = !wish.IsActiveHigh, Bias = wish.IsActiveHigh ? GpioBias.Down : GpioBias.Up };
        using var lines = open(wish.Chip ?? "", [line]);
        if (!IsHeld(lines, wish.Hold)) return ButtonPress.None; // 1, 2
        flicker();
        return IsHeld(lines, s_letGoWithin) ? ButtonPress.Stuck : ButtonPress.Held; // 3
    }

    private bool IsHeld(IGpioLines lines, TimeSpan span)
    {
        for (var held = TimeSpan.Zero; held < span; held += s_look)
        {
            if ((lines.Read() & 1) == 0) return false;
            pause(s_look);
        }
        return true;
    }
}
