namespace EdgeAppliance.Bundles;

/// <summary>Reads one entry of <c>inputs</c> or <c>outputs</c>.</summary>
internal static class TensorParser
{
    private const int RankMax = 8;

    /// <summary>64 Mi elements: far above what these boards run, and so far below 2 GiB that no product of sizes overflows.</summary>
    private const int ElementsMax = 1 << 26;

    public static TensorSpec? Parse(ManifestNode node)
    {
        if (!node.IsObject("name", "type", "shape")) return null;
        string? name = node.Required("name")?.Text();
        TensorType? type = node.Required("type") is { } typeNode ? Type(typeNode) : null;
        var shape = node.Required("shape") is { } shapeNode ? Shape(shapeNode) : null;
        return name is null || type is null || shape is null ? null : new TensorSpec(name, type.Value, shape);
    }

    private static TensorType? Type(ManifestNode node)
    {
        if (node.Text() is not { } text) return null;
        if (TensorTypes.TryParse(text, out var type)) return type;
        node.Fail($"must be one of {TensorTypes.AllNames}");
        return null;
    }

    private static List<int>? Shape(ManifestNode node)
    {
        if (node.Kind != System.Text.Json.JsonValueKind.Array)
        {
            node.Fail("must be a list of sizes");
            return null;
        }
        var shape = new List<int>();
        long elements = 1;
        var items = node.Items(0, RankMax);
        foreach (var item in items)
        {
            if (item.Integer(1, ElementsMax) is not { } size) return null;
            shape.Add(size);
            elements = Math.Min(elements * size, long.MaxValue / ElementsMax / 2);
        }
        if (elements <= ElementsMax) return shape;
        node.Fail($"has more than {ElementsMax} elements");
        return null;
    }
}
