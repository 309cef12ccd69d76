using System.Text;
using CsCheck;
using EdgeAppliance.Bundles;

namespace EdgeAppliance.Tests.Bundles;

public sealed class BundleManifestTests
{
    private const string Full = """
        {
          "format": 1, "name": "pump-anomaly", "version": "1.2.0", "file": "model.onnx",
          "sha256": "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF",
          "inputs": [ { "name": "x", "type": "float32", "shape": [1, 2, 3] } ],
          "outputs": [ { "name": "y", "type": "int8", "shape": [1, 2] } ],
          "channels": ["flow", "pressure"],
          "preprocess": [ { "step": "normalize", "mean": [0, 1], "std": [1, 2] } ],
          "postprocess": [ { "step": "reconstruction-error", "error": "absolute" } ],
          "providers": [ { "name": "cuda", "require": true }, { "name": "cpu" } ],
          "threshold": 0.5, "sessions": 2, "threads": 3,
          "golden": [
            { "inputs": { "x": [1, 2, 3, 4, 5, 6] }, "outputs": { "y": "golden/y.bin" }, "tolerance": 0.01 },
            { "window": "golden/w.bin", "results": { "score": 0.25 }, "tolerance": 0.001 }
          ]
        }
        """;

    [Fact]
    public void Parse_FullManifest_GivesEveryField()
    {
        var manifest = Parse(Full);
        Assert.Equal(("pump-anomaly", "1.2.0", "model.onnx"), (manifest.Name, manifest.Version, manifest.File));
        Assert.Equal("x float32[1×2×3]", manifest.Inputs[0].ToString());
        Assert.Equal((6, 24), (manifest.Inputs[0].Elements, manifest.Inputs[0].Bytes));
        Assert.Equal(TensorType.Int8, manifest.Outputs[0].Type);
        Assert.Equal(["flow", "pressure"], manifest.Channels);
        Assert.Equal([1d, 2d], manifest.Preprocess[0].Parameters["std"].Numbers);
        Assert.Equal("absolute", manifest.Postprocess[0].Parameters["error"].Text);
        Assert.Equal([new ProviderSpec("cuda", true), new ProviderSpec("cpu", false)], manifest.Providers);
        Assert.Equal((0.5, 2, 3), (manifest.Threshold, manifest.Sessions, manifest.Threads));
        Assert.Equal(["model.onnx", "golden/y.bin", "golden/w.bin"], manifest.Files());
        Assert.Equal(0.25, manifest.Golden[1].Results["score"]);
    }

    [Fact]
    public void Parse_ManyErrors_ReportsThemTogether()
    {
        var errors = Errors("""
            { "format": 2, "name": "Pump", "version": "../1", "file": "../../etc/passwd", "colour": "red",
              "inputs": [ { "name": "x", "type": "float8", "shape": [0] } ], "outputs": [],
              "sessions": 0, "preprocess": [ { "mean": 1 } ], "golden": [ { "window": [1], "results": {}, "tolerance": -1 } ] }
            """);
        string[] paths =
        [
            "colour", "format", "name", "version", "file", "inputs[0].type", "inputs[0].shape[0]", "outputs", "preprocess[0]", "sessions",
            "golden[0].tolerance", "golden[0]",
        ];
        Assert.Equal(paths, errors.Select(e => e.Path));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../model.onnx")]
    [InlineData("a/../../b")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData(".hidden")]
    [InlineData("a\\\\b")]
    [InlineData("a\\u0000b")]
    [InlineData("-rf")]
    [InlineData("")]
    public void Parse_FileOutsideTheBundle_IsRefused(string file) =>
        Assert.Contains(Errors(Full.Replace("\"model.onnx\"", $"\"{file}\"")), e => e.Path == "file");

    [Theory]
    [InlineData("\"name\": \"x\", \"type\"", "\"name\": \"z\", \"type\"", "golden[0].inputs.x: is not a tensor of the model")]
    [InlineData("[1, 2, 3, 4, 5, 6]", "[1, 2]", "golden[0].inputs.x: holds 2 values where x float32[1×2×3] has 6")]
    [InlineData("\"shape\": [1, 2, 3]", "\"shape\": [67108864, 67108864, 67108864]", "inputs[0].shape: has more than 67108864 elements")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": 1e999", "threshold: is too large a number")]
    [InlineData("\"threshold\": 0.5", "\"format\": 1", "Duplicate")]
    [InlineData("\"pump-anomaly\"", "\"\\ud800\"", "$: holds a text that is not valid Unicode")]
    [InlineData("[\"flow\", \"pressure\"]", "[\"flow\", \"flow\"]", "channels[1]: names the channel 'flow' a second time")]
    public void Parse_OneThingWrong_SaysWhich(string from, string to, string expected) =>
        Assert.Contains(expected, string.Join('\n', Errors(Full.Replace(from, to))));

    [Fact]
    public void Parse_TooLarge_IsRefused() =>
        Assert.Equal("$: is larger than 1048576 bytes", Assert.Single(Errors(Full + new string(' ', BundleManifest.BytesMax))).ToString());

    [Fact]
    public void Parse_DeepNesting_IsRefused() =>
        Assert.Equal("$", Assert.Single(Errors(new string('[', 100_000))).Path);

    [Fact]
    public void Parse_ThousandsOfErrors_ListsABoundedNumber() =>
        Assert.Equal(65, Errors("{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\": 1")) + "}").Count);

    [Fact]
    public void Parse_AnyBytes_NeverThrowsAnythingElse() =>
        Gen.Byte.Array[0, 400].Sample(bytes => { Try(bytes); });

    [Fact]
    public void Parse_DamagedManifest_NeverThrowsAnythingElse() =>
        Gen.Select(Gen.Int[0, Full.Length - 1], Gen.Int[0, 20], Gen.String[0, 12]).Sample((at, cut, put) =>
        {
            string text = Full.Remove(at, Math.Min(cut, Full.Length - at)).Insert(at, put);
            Try(Encoding.UTF8.GetBytes(text));
        });

    [Fact]
    public void Parse_AnyJsonInPlaceOfAValue_NeverThrowsAnythingElse()
    {
        string[] values = ["null", "1", "-1e300", "\"\"", "[]", "{}", "true", "[[1]]", "[{}]", "{\"step\":{}}", "9999999999999"];
        string[] keys = ["format", "name", "version", "file", "sha256", "inputs", "outputs", "channels", "preprocess", "postprocess", "providers", "threshold", "golden"];
        Gen.Select(OneOf(values), OneOf(keys), OneOf(values), OneOf(keys)).Sample((v, k, w, l) =>
            Assert.False(Try(Encoding.UTF8.GetBytes($"{{\"{k}\": {v}, \"{l}x\": {w}}}"))));
    }

    private static Gen<string> OneOf(string[] from) => Gen.Int[0, from.Length - 1].Select(i => from[i]);

    private static BundleManifest Parse(string json) => BundleManifest.Parse(Encoding.UTF8.GetBytes(json));

    private static IReadOnlyList<ManifestError> Errors(string json) => Assert.Throws<ManifestException>(() => Parse(json)).Errors;

    private static bool Try(byte[] json)
    {
        try
        {
            BundleManifest.Parse(json);
            return true;
        }
        catch (ManifestException e)
        {
            Assert.NotEmpty(e.Errors);
            return false;
        }
    }
}
