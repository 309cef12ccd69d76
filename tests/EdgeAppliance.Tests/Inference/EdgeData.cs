namespace EdgeAppliance.Tests.Inference;

/// <summary>Data sets that the repository does not hold.</summary>
internal static class EdgeData
{
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("EDGE_DATA") ?? Path.GetFullPath(Path.Combine(TestModels.Root, "../shared/data"));

    public static string PathOf(string file) => Path.Combine(Root, file);
}
