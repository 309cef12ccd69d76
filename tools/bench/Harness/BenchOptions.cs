using System.Globalization;

namespace EdgeAppliance.Bench.Harness;

/// <summary>What a run's command line sets, as <c>--name=value</c>.</summary>
internal sealed class BenchOptions(string[] args)
{
    /// <summary>Every bench does the least that shows that it works; its figures say nothing, and bars are not held against them.</summary>
    public bool IsSmoke { get; } = args.Contains("--smoke");

    /// <param name="smoke">Instead of <paramref name="standard"/> where <see cref="IsSmoke"/>.</param>
    public int Integer(string name, int standard, int smoke) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : IsSmoke ? smoke : standard;

    public string? Text(string name)
    {
        string start = $"--{name}=";
        return Array.Find(args, a => a.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
    }
}
