namespace EdgeAppliance.Demo.Pump;

/// <summary>Finds SKAB's valve1 recordings, which are no part of this repository.</summary>
internal static class PumpData
{
    public const string HowToGet = """
        SKAB's recordings are not here. They are public (GPL-3.0), 2 MB, and fetched with their checksums by

            dotnet run --project tools/edgectl -c Release -- data get skab

        which puts them into data/skab. Then run ./build.sh demo --scenario=pump again. EDGE_DATA may name another folder.
        """;

    private const string Folder = "skab/data/valve1";

    /// <returns>The experiments by their number; null where there are none.</returns>
    /// <exception cref="InvalidDataException">A file is no recording of SKAB.</exception>
    public static IReadOnlyList<Experiment>? Find()
    {
        string?[] roots = [Environment.GetEnvironmentVariable("EDGE_DATA"), Path.Combine(DemoOptions.Root, "data"), Path.Combine(DemoOptions.Root, "../shared/data")];
        string? root = roots.FirstOrDefault(root => !string.IsNullOrEmpty(root) && Directory.Exists(Path.Combine(root, Folder)));
        if (root is null) return null;
        string folder = Path.GetFullPath(Path.Combine(root, Folder));
        var experiments = Directory.EnumerateFiles(folder, "*.csv").Select(Experiment.Read).OrderBy(experiment => experiment.Number).ToList();
        return experiments.Count > 0 ? experiments : null;
    }
}
