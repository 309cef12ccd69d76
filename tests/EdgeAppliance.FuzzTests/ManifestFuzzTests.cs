using EdgeAppliance.Bundles;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class ManifestFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Manifests = [.. Corpus.Files("models", BundleManifest.FileName), .. Corpus.Of("Manifests")];

    private static readonly Mutator Damage = new(Manifests, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "4294967296", "67108864", "\"..\"", "\"../x\"", "\"/etc/passwd\"", "\\ud800", "\\u0000",
        "\"format\": 2", "\"window\":", "\"results\":", "\"inputs\":", "\"sha256\":", "\"int8\"", "\"shape\": []"));

    [Fact]
    public void Parse_DamagedManifest_GivesOneWithSafePathsOrItsErrors() =>
        new Fuzz("manifest", output) { Cases = 10_000 }.Run(Manifests, Damage.Make, Check);

    private static void Check(byte[] json)
    {
        BundleManifest manifest;
        try
        {
            manifest = BundleManifest.Parse(json);
        }
        catch (ManifestException e)
        {
            Assert.NotEmpty(e.Errors);
            return;
        }
        string folder = Path.GetFullPath("/bundle/");
        foreach (string file in manifest.Files()) Assert.StartsWith(folder, Path.GetFullPath(Path.Combine(folder, file)));
        foreach (var tensor in manifest.Inputs.Concat(manifest.Outputs)) Assert.InRange(tensor.Bytes, 1, int.MaxValue);
    }
}
