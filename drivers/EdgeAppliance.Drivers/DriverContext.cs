using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers;

/// <summary>What a driver is made with.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Sink">Takes its readings.</param>
public sealed record DriverContext(string Name, ReadingSink Sink, TimeProvider Time)
{
    /// <summary>What the device is wanted to be, for a command's name; null where nothing was asked. Any thread asks.</summary>
    public Func<string, JsonElement?> Desired { get; init; } = static _ => null;
}
