using System.Text.Json;

namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>What a device is, and what it is wanted to be.</summary>
/// <param name="Reported">The newest reading of each source that knows the device.</param>
/// <param name="Version">Of what is desired; 0 where nothing was ever asked.</param>
internal sealed record TwinPage(string Device, IReadOnlyList<ReportedStatus> Reported, JsonElement Desired, long Version);
