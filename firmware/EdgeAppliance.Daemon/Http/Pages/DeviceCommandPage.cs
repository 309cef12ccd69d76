using System.Text.Json;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>A command that was done.</summary>
internal sealed record DeviceCommandPage(string Device, string Command)
{
    /// <summary>What the device said: JSON as it is, anything else as text; null where it says nothing.</summary>
    public JsonElement? Answer { get; init; }
}
