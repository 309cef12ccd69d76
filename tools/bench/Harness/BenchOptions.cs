using System.Globalization;

namespace EdgeAppliance.Bench.Harness;

/// <summary>What a run's command line sets, as <c>--name=value</c>.</summary>
internal sealed class BenchOptions(string[] args)
{
    public int Integer(string name, int standard) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

    public string? Text(string name)
    {
        string start = $"--{name}=";
        return Array.Find(args, a => a.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
    }
}
