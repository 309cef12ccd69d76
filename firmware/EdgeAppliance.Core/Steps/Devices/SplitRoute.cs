namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>Where some of a device's readings go.</summary>
/// <param name="Device">What the device is called there; <c>{device}</c> in it is its name so far.</param>
/// <param name="When">Which readings; empty for all.</param>
/// <param name="Channels">Which of their channels; empty for all.</param>
internal sealed record SplitRoute(string Device, string When, IReadOnlyDictionary<string, double> Constants, IReadOnlyList<string> Channels)
{
    public const string DeviceSoFar = "{device}";

    /// <summary>For what no other route takes.</summary>
    public static SplitRoute Rest { get; } = new(DeviceSoFar, "", new Dictionary<string, double>(), []);
}
