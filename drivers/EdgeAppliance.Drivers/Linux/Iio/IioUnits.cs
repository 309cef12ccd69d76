namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>The units of industrial I/O (Documentation/ABI/testing/sysfs-bus-iio), and what makes ours of them.</summary>
internal static class IioUnits
{
    private static readonly (string Kind, string Unit, double Factor)[] s_units =
    [
        ("voltage", "volts", 1e-3), ("altvoltage", "volts", 1e-3), ("current", "amperes", 1e-3), ("power", "watts", 1e-3), ("energy", "joules", 1),
        ("temp", "celsius", 1e-3), ("pressure", "pascals", 1e3), ("humidityrelative", "percent", 1e-3), ("accel", "m_s2", 1), ("anglvel", "rad_s", 1),
        ("angl", "rad", 1), ("magn", "gauss", 1), ("illuminance", "lux", 1), ("resistance", "ohms", 1), ("distance", "m", 1), ("velocity", "m_s", 1),
        ("gravity", "m_s2", 1), ("concentration", "percent", 1), ("phase", "rad", 1), ("capacitance", "farads", 1e-9), ("massconcentration", "ug_m3", 1),
    ];

    /// <param name="channel">As in its files' names without <c>in_</c>, such as <c>voltage0</c> or <c>accel_x</c>.</param>
    /// <returns>The channel's name with its unit, and what its value is multiplied by. A kind without a unit, such as proximity, has none.</returns>
    public static (string Name, double Factor) Of(string channel)
    {
        string name = KernelFolder.ChannelPart(channel) ?? "channel";
        string kind = KindOf(channel);
        foreach (var (known, unit, factor) in s_units)
            if (kind == known) return ($"{name}_{unit}", factor);
        return (name, 1);
    }

    /// <returns>The letters that a channel begins with.</returns>
    public static string KindOf(string channel)
    {
        int end = channel.AsSpan().IndexOfAnyExceptInRange('a', 'z');
        return end < 0 ? channel : channel[..end];
    }
}
