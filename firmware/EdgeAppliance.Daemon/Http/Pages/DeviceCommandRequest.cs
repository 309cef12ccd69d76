using System.Text.Json;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>Tells a device something.</summary>
/// <param name="Value">What the command is given.</param>
/// <param name="WaitSeconds">How long an answer is waited for; 0 for not at all, 10 where it is left out.</param>
internal sealed record DeviceCommandRequest(JsonElement? Value, double? WaitSeconds);
