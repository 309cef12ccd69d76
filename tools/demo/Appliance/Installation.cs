using System.Text.Json;

namespace EdgeAppliance.Demo.Appliance;

/// <summary>One installation of a model, on its way or ended.</summary>
/// <param name="State">As <c>/api/models</c> spells it: verifying, trial, committed, rolledBack, refused.</param>
internal sealed record Installation(long Id, string Version, string State, string? Reason)
{
    public bool HasEnded => State is "committed" or "rolledBack" or "refused";

    public static Installation Read(JsonElement install) => new(
        install.GetProperty("id").GetInt64(),
        install.GetProperty("version").GetString() ?? "",
        install.GetProperty("state").GetString() ?? "",
        install.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
}
