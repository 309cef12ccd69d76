namespace EdgeAppliance.Drivers.Linux.Iio;

/// <param name="Channels">Ids such as <c>voltage0</c>; all where it is empty.</param>
/// <param name="RateHz">Scans a second.</param>
/// <param name="Trigger">The name of one that is there; where it is empty a timer is made, unless the device has its own.</param>
/// <param name="ScansMax">Scans that are waiting at most; at it the kernel drops the newest.</param>
internal sealed record IioBufferOptions(string Device, IReadOnlyList<string> Channels, double RateHz, string Trigger, int ScansMax)
{
    /// <summary>Where sys and dev lie.</summary>
    public string Root { get; init; } = "/";
}
