using System.Text.Json;

namespace EdgeAppliance.Demo.Appliance;

/// <summary>What the demo reads of <c>/api/models</c> about one model.</summary>
/// <param name="TrialVersion">The version that is tried beside it; null where none is.</param>
internal sealed record ModelState(string Version, string? TrialVersion, IReadOnlyList<Installation> Installations)
{
    /// <returns>Null where there is no such model.</returns>
    public static ModelState? Find(JsonElement page, string model)
    {
        foreach (var found in page.GetProperty("models").EnumerateArray())
        {
            if (Text(found, "name") != model) continue;
            var installs = page.TryGetProperty("installs", out var all) ? all.EnumerateArray().Where(i => Text(i, "model") == model).Select(Installation.Read) : [];
            return new ModelState(Text(found, "version") ?? "", Text(found, "trialVersion"), [.. installs]);
        }
        return null;
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
