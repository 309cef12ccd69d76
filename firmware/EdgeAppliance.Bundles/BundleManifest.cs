using EdgeAppliance.Bundles.Requirements;

namespace EdgeAppliance.Bundles;

/// <summary>What <c>bundle.json</c> says of what the bundle brings.</summary>
/// <remarks>
/// The format, frozen by a golden test. Keys with a star may be left out; unknown keys are refused. At most <see cref="BytesMax"/>.
/// <code>
/// format        1
/// kind*         model, models, configuration, prompts, system; model where it is left out
/// name          [a-z0-9] then [a-z0-9-], at most 64
/// version       [0-9A-Za-z] then [0-9A-Za-z.+-], at most 64, no ".."
/// files*        { PATH: sha256 }                   every file of the bundle but bundle.json; written when it is packed
/// card*         the model card, a path inside the bundle
/// sbom*         the bill of materials, CycloneDX in JSON, a path inside the bundle
/// requires*     { architectures*: [ arm64 | x64 ], providers*: [ { name, driver*: RANGE } ], memory*: bytes,
///                 runtime*: RANGE of ONNX Runtime, appliance*: RANGE, channels*: [ name ] }      RANGE: as "&gt;=1.20 &lt;2"
/// of a configuration:
/// file          the appliance's configuration, a path inside the bundle; "device" in it is not looked at: that stays the device's own
/// of prompts:
/// prompts       { NAME: PATH }                     of UTF-8 texts
/// of a system:
/// file          the update of a slot as RAUC takes it, a path inside the bundle
/// board         which boards it is for, as RAUC's "compatible" names them: [a-z0-9] then [a-z0-9-], at most 64
/// provides*     { appliance*: version, runtime*: version of ONNX Runtime, providers*: [ { name, driver*: version } ] }   what models find in it
/// of models:
/// models        [ folder ]                         in each a bundle.json of a model
/// of a model:
/// file          the model, a path inside the bundle
/// sha256*       of the model, 64 hexadecimal digits
/// inputs        [ { name, type, shape } ]          type: float32 float64 int8 uint8 int32 int64; shape: fixed, [] is a scalar
/// outputs       the same
/// channels*     [ name ]                           the reading channels it takes, in order, one for each of several inputs; else all of the
///                                                  window, in its order, or those that several inputs are named as
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

    public BundleKind Kind { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>SHA-256 in hexadecimal digits of every file, by its path; empty where the bundle was not packed.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; init; } = new Dictionary<string, string>();

    public string? Card { get; init; }

    public string? Sbom { get; init; }

    public BundleRequirements Requires { get; init; } = BundleRequirements.None;

    /// <summary>Of prompts: the file of each, by its name.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>();

    /// <summary>Of models: the folder of each.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Of a system: which boards it is for; else empty.</summary>
    public string Board { get; init; } = "";

    /// <summary>Of a system: what models find in it.</summary>
    public SystemProvides Provides { get; init; } = SystemProvides.Unknown;

    /// <summary>The model, the configuration, or the update of a slot; empty for other kinds.</summary>
    public string File { get; init; } = "";

    public string? Sha256 { get; init; }

    public IReadOnlyList<TensorSpec> Inputs { get; init; } = [];

    public IReadOnlyList<TensorSpec> Outputs { get; init; } = [];

    public IReadOnlyList<string> Channels { get; init; } = [];

    public IReadOnlyList<StepSpec> Preprocess { get; init; } = [];

    public IReadOnlyList<StepSpec> Postprocess { get; init; } = [];

    public IReadOnlyList<ProviderSpec> Providers { get; init; } = [];

    public double? Threshold { get; init; }

    public int Sessions { get; init; } = 1;

    public int Threads { get; init; } = 1;

    public IReadOnlyList<GoldenCase> Golden { get; init; } = [];

    /// <exception cref="ManifestException">The text is not a manifest; every error is in it.</exception>
    public static BundleManifest Parse(ReadOnlyMemory<byte> utf8) => ManifestParser.Parse(utf8);

    /// <summary>Every file that the manifest names, each once; <see cref="BundleFolder.Files"/> has those of its members' manifests too.</summary>
    public IReadOnlyList<string> Files()
    {
        var files = new List<string>();
        if (File.Length > 0) files.Add(File);
        foreach (var golden in Golden)
        {
            Add(files, golden.Window?.File);
            foreach (var data in golden.Inputs.Values) Add(files, data.File);
            foreach (var data in golden.Outputs.Values) Add(files, data.File);
        }
        foreach (string prompt in Prompts.Values) Add(files, prompt);
        foreach (string member in Members) Add(files, $"{member}/{FileName}");
        Add(files, Card);
        Add(files, Sbom);
        foreach (string file in Hashes.Keys) Add(files, file);
        return files;
    }

    private static void Add(List<string> files, string? file)
    {
        if (file is not null && !files.Contains(file)) files.Add(file);
    }
}
