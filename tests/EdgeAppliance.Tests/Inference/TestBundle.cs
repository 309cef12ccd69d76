using System.Globalization;

namespace EdgeAppliance.Tests.Inference;

/// <summary>Writes bundles of the tiny models: x → y, both float32[1,2,4], channels a and b, score = the mean absolute error of y.</summary>
internal sealed record TestBundle(string Model)
{
    public string Name { get; init; } = "tiny";

    public string Version { get; init; } = "1.0.0";

    public string Inputs { get; init; } = """[{"name":"x","type":"float32","shape":[1,2,4]}]""";

    public string Outputs { get; init; } = """[{"name":"y","type":"float32","shape":[1,2,4]}]""";

    public string Golden { get; init; } = """[{"inputs":{"x":[0,0,0,0,0,0,0,0]},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":0.001}]""";

    /// <summary>Further members, each behind a comma.</summary>
    public string More { get; init; } = ""","channels":["a","b"],"postprocess":[{"step":"reconstruction-error","output":"y"}],"threshold":0.5""";

    /// <summary>A bundle whose y is <paramref name="keeps"/> of its x.</summary>
    public static TestBundle Keeping(string keeps) => new($"keeps-{keeps}")
    {
        Golden = string.Create(CultureInfo.InvariantCulture,
            $$"""[{"window":[1,1,1,1,1,1,1,1],"results":{"score":{{1 - double.Parse(keeps, CultureInfo.InvariantCulture):0.###}}},"tolerance":0.001}]"""),
    };

    /// <returns>The folder that was written.</returns>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), TestModels.Bytes(Model));
        File.WriteAllText(Path.Combine(folder, "bundle.json"),
            $$"""{"format":1,"name":"{{Name}}","version":"{{Version}}","file":"model.onnx","inputs":{{Inputs}},"outputs":{{Outputs}},"golden":{{Golden}}{{More}}}""");
        return folder;
    }
}
