namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>One line as it is wanted of the kernel. Levels are logical: 1 is active, whatever the wire's voltage.</summary>
/// <param name="Line">Its number on the chip, or its name in the device tree, such as <c>GPIO17</c>.</param>
internal sealed record GpioLine(string Line)
{
    public bool IsOutput { get; init; }

    public bool IsActiveLow { get; init; }

    public GpioEdges Edges { get; init; }

    public GpioBias Bias { get; init; }

    /// <summary>How long a level must stay to count; none where it is 0. In the kernel, or in the chip where it can.</summary>
    public TimeSpan Debounce { get; init; }

    public GpioDrive Drive { get; init; }

    /// <summary>An output's level when it is taken.</summary>
    public bool IsInitiallyOn { get; init; }

    /// <summary>As the kernel's flags.</summary>
    public ulong Flags =>
        (IsOutput ? GpioUapi.Output : GpioUapi.Input) | (IsActiveLow ? GpioUapi.ActiveLow : 0)
        | (Edges.HasFlag(GpioEdges.Rising) ? GpioUapi.EdgeRising : 0) | (Edges.HasFlag(GpioEdges.Falling) ? GpioUapi.EdgeFalling : 0)
        | Bias switch { GpioBias.Up => GpioUapi.PullUp, GpioBias.Down => GpioUapi.PullDown, GpioBias.None => GpioUapi.BiasDisabled, _ => 0UL }
        | Drive switch { GpioDrive.OpenDrain => GpioUapi.OpenDrain, GpioDrive.OpenSource => GpioUapi.OpenSource, _ => 0UL };
}
