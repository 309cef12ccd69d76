namespace EdgeAppliance.Bundles.Requirements;

/// <summary>Holds what the models that run require against what another version of the system has.</summary>
public static class ProvidesCheck
{
    private const int ShownMax = 4;

    /// <param name="architecture">Of this machine, which no version changes.</param>
    /// <returns>Which models would not go on as they run now, and why; null where all would.</returns>
    public static string? WhyNot(SystemProvides provided, IEnumerable<RunningModel> running, string architecture)
    {
        var device = new DeviceFacts(architecture, provided.Providers, null) { Runtime = provided.Runtime, Appliance = provided.Appliance };
        string[] wanting = [.. running.Select(model => (model.Manifest, Why: string.Join("; ", Wanting(model, device)))).Where(model => model.Why.Length > 0)
            .Select(model => $"{model.Manifest.Name} {model.Manifest.Version}: {model.Why}").Take(ShownMax)];
        return wanting.Length == 0 ? null : $"Models that run here would not run with it: {string.Join("; ", wanting)}.";
    }

    private static IEnumerable<string> Wanting(RunningModel model, DeviceFacts device)
    {
        foreach (string why in RequirementCheck.Wanting(model.Manifest.Requires, device)) yield return why;
        if (device.Providers is not { } there) yield break;
        var needed = model.Manifest.Providers.Where(provider => provider.Require).Select(provider => provider.Name).ToList();
        if (model.Provider is { } used) needed.Add(used);
        foreach (string name in needed.Distinct().Where(name => !there.ContainsKey(name) && !model.Manifest.Requires.Providers.Any(provider => provider.Name == name)))
            yield return $"it runs on the execution provider {name}, and there are {string.Join(", ", there.Keys)}";
    }
}
