namespace EdgeAppliance.Bundles;

/// <summary>What <c>bundle.json</c> says of a model.</summary>
/// <remarks>
/// The format, frozen by a golden test. Keys with a star may be left out; unknown keys are refused. At most <see cref="BytesMax"/>.
/// <code>
/// format        1
/// name          [a-z0-9] then [a-z0-9-], at most 64
/// version       [0-9A-Za-z] then [0-9A-Za-z.+-], at most 64, no ".."
/// file          the model, a path inside the bundle
/// sha256*       of the model, 64 hexadecimal digits
/// inputs        [ { name, type, shape } ]          type: float32 float64 int8 uint8 int32 int64; shape: fixed, [] is a scalar
/// outputs       the same
/// channels*     [ name ]                           the reading channels it takes, in order; else all of the window, in its order
/// preprocess*   [ { step, parameter: text | number | [number] … } ]
/// postprocess*  the same
/// providers*    [ { name, require* } ]             wanted execution providers, in order; else the processor
/// threshold*    number                             of the score
/// sessions*     1..64, threads* 1..64              how many sessions, and threads in each; 1 and 1
/// golden        [ { inputs: { name: PATH | [number] }, outputs: { … }, tolerance }
///               | { window: PATH | [number], results: { name: number }, tolerance } ]
/// </code>
/// </remarks>
public sealed record BundleManifest
{
    public const string FileName = "bundle.json";
    public const int BytesMax = 1 << 20;

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string File { get; init; }

    public string? Sha256 { get; init; }

    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    public IReadOnlyList<string> Channels { get; init; } = [];

    public IReadOnlyList<StepSpec> Preprocess { get; init; } = [];

    public IReadOnlyList<StepSpec> Postprocess { get; init; } = [];

    public IReadOnlyList<ProviderSpec> Providers { get; init; } = [];

    public double? Threshold { get; init; }

    public int Sessions { get; init; } = 1;

    public int Threads { get; init; } = 1;

    public required IReadOnlyList<GoldenCase> Golden { get; init; }

    /// <exception cref="ManifestException">The text is not a manifest; every error is in it.</exception>
    public static BundleManifest Parse(ReadOnlyMemory<byte> utf8) => ManifestParser.Parse(utf8);

    /// <summary>Every file that the bundle must hold beside <c>bundle.json</c>, each once.</summary>
    public IReadOnlyList<string> Files()
    {
        var files = new List<string> { File };
        foreach (var golden in Golden)
        {
            AddFile(files, golden.Window);
            foreach (var data in golden.Inputs.Values) AddFile(files, data);
            foreach (var data in golden.Outputs.Values) AddFile(files, data);
        }
        return files;
    }

    private static void AddFile(List<string> files, GoldenData? data)
    {
        if (data?.File is { } file && !files.Contains(file)) files.Add(file);
    }
}
