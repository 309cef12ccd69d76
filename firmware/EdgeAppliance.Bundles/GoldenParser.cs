using System.Text.Json;

namespace EdgeAppliance.Bundles;

/// <summary>Reads one entry of <c>golden</c>.</summary>
internal static class GoldenParser
{
    private const int TensorsMax = 32;
    private const int ResultsMax = 64;
    private const int NumbersMax = 16384;

    public static GoldenCase? Parse(ManifestNode node, Func<ManifestNode, string> file)
    {
        if (!node.IsObject("inputs", "outputs", "window", "results", "tolerance")) return null;
        double tolerance = Tolerance(node.Required("tolerance"));
        return node.Optional("window") is null ? OfTensors(node, file, tolerance) : OfWindow(node, file, tolerance);
    }

    private static GoldenCase OfTensors(ManifestNode node, Func<ManifestNode, string> file, double tolerance)
    {
        node.Optional("results")?.Fail("belongs to a golden case with a window");
        return new GoldenCase(Named(node.Required("inputs"), file), Named(node.Required("outputs"), file), null, new Dictionary<string, double>(), tolerance);
    }

    private static GoldenCase OfWindow(ManifestNode node, Func<ManifestNode, string> file, double tolerance)
    {
        node.Optional("inputs")?.Fail("does not go with a window");
        node.Optional("outputs")?.Fail("does not go with a window");
        var results = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Required("results")?.Members(ResultsMax) ?? [])
            if (value.Number() is { } number) results.Add(name, number);
        if (results.Count == 0) node.Fail("expects nothing");
        var none = new Dictionary<string, GoldenData>();
        return new GoldenCase(none, none, Data(node.Required("window")!.Value, file), results, tolerance);
    }

    private static double Tolerance(ManifestNode? node)
    {
        double? tolerance = node?.Number();
        if (tolerance is < 0) node?.Fail("must not be negative");
        return tolerance ?? 0;
    }

    private static Dictionary<string, GoldenData> Named(ManifestNode? node, Func<ManifestNode, string> file)
    {
        var named = new Dictionary<string, GoldenData>(StringComparer.Ordinal);
        foreach (var (name, value) in node?.Members(TensorsMax) ?? []) named.Add(name, Data(value, file));
        return named;
    }

    private static GoldenData Data(ManifestNode node, Func<ManifestNode, string> file)
    {
        if (node.Kind == JsonValueKind.String) return new GoldenData(file(node), []);
        if (node.Kind == JsonValueKind.Array) return new GoldenData(null, node.Numbers(NumbersMax));
        node.Fail("must be a path inside the bundle or a list of numbers");
        return new GoldenData(null, []);
    }
}
