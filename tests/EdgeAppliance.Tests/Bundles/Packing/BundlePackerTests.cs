using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Bundles.Packing;

public sealed class BundlePackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The locale has no say: these programs know the invariant one alone.</summary>
    [Fact]
    public void Pack_SameFilesWithOtherTimesModesAndOrder_GivesTheSameBytes()
    {
        byte[] first = Pack(Written("first"));
        string second = Path.Combine(_folder.FullName, "second");
        Directory.CreateDirectory(second);
        foreach (string file in new[] { "model.onnx", "MODEL_CARD.md", "bundle.json" })
        {
            File.Copy(Path.Combine(_folder.FullName, "first", file), Path.Combine(second, file));
            File.SetLastWriteTimeUtc(Path.Combine(second, file), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(second, file), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        Assert.Equal(first, Pack(second));
    }

    [Fact]
    public void Pack_UnpackedAndPackedAgain_GivesTheSameBytes()
    {
        string archive = Path.Combine(_folder.FullName, "a.tar");
        File.WriteAllBytes(archive, Pack(Written("first")));
        using var unpacked = UnpackedBundle.Open(archive, BundleLimits.Standard, Path.Combine(_folder.FullName, "scratch"));

        Assert.Equal(File.ReadAllBytes(archive), Pack(unpacked.Bundle.Path));
        Assert.Equal("MODEL_CARD.md", unpacked.Bundle.Manifest.Card);
        Assert.Equal(["MODEL_CARD.md", "model.onnx", "sbom.cdx.json"], unpacked.Bundle.Manifest.Hashes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pack_BillOfMaterials_NamesEveryFileByItsHash()
    {
        string archive = Path.Combine(_folder.FullName, "a.tar");
        File.WriteAllBytes(archive, Pack(Written("first")));
        using var unpacked = UnpackedBundle.Open(archive, BundleLimits.Standard, Path.Combine(_folder.FullName, "scratch"));

        var sbom = JsonNode.Parse(File.ReadAllText(Path.Combine(unpacked.Bundle.Path, BundlePacker.SbomName)))!;

        Assert.Equal("CycloneDX", (string?)sbom["bomFormat"]);
        Assert.Equal("machine-learning-model", (string?)sbom["metadata"]!["component"]!["type"]);
        var model = Assert.Single(sbom["components"]!.AsArray(), one => (string?)one!["name"] == "model.onnx")!;
        Assert.Equal(unpacked.Bundle.HashOf("model.onnx"), (string?)model["hashes"]![0]!["content"]);
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", (string?)sbom["serialNumber"]);
    }

    [NpmPeerFact("cyclonedx")]
    public async Task Pack_BillOfMaterials_IsValidToCycloneDxItself()
    {
        string sbom = Path.Combine(_folder.FullName, "sbom.json");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "a.tar"), Pack(Written("first")));
        using var unpacked = UnpackedBundle.Open(Path.Combine(_folder.FullName, "a.tar"), BundleLimits.Standard, Path.Combine(_folder.FullName, "scratch"));
        File.Copy(Path.Combine(unpacked.Bundle.Path, BundlePacker.SbomName), sbom);
        Assert.Equal((0, ""), await Validate(sbom));

        File.WriteAllText(sbom, File.ReadAllText(sbom).Replace("SHA-256", "SHA-257", StringComparison.Ordinal));

        Assert.Equal(1, (await Validate(sbom)).Code);
    }

    [Fact]
    public void Open_FileChangedAfterPacking_IsRefused()
    {
        string archive = Path.Combine(_folder.FullName, "a.tar");
        File.WriteAllBytes(archive, Pack(Written("first")));
        byte[] bytes = File.ReadAllBytes(archive);
        int at = bytes.AsSpan().IndexOf("# Card"u8);
        bytes[at + 2] ^= 1;
        File.WriteAllBytes(archive, bytes);

        var refusal = Assert.Throws<BundleException>(() => UnpackedBundle.Open(archive, BundleLimits.Standard, Path.Combine(_folder.FullName, "scratch")));

        Assert.Equal("MODEL_CARD.md is not the file that the manifest's hash is of.", refusal.Message);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "scratch")));
    }

    [Fact]
    public void Pack_SeveralModels_HoldsEveryFileOfEach()
    {
        string set = Path.Combine(_folder.FullName, "set");
        TestBundle.Keeping("0.9").WriteTo(Path.Combine(set, "one"));
        (TestBundle.Keeping("0.9") with { Name = "two" }).WriteTo(Path.Combine(set, "two"));
        File.WriteAllText(Path.Combine(set, "bundle.json"), """{ "format": 1, "kind": "models", "name": "set", "version": "1", "models": ["one", "two"] }""");
        using var packed = new MemoryStream();

        var manifest = BundlePacker.Pack(set, packed);

        Assert.Equal(["one/bundle.json", "one/model.onnx", "sbom.cdx.json", "two/bundle.json", "two/model.onnx"], manifest.Hashes.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pack_MemberThatIsNoModel_IsRefused()
    {
        string set = Path.Combine(_folder.FullName, "set");
        Directory.CreateDirectory(Path.Combine(set, "one"));
        File.WriteAllText(Path.Combine(set, "one/bundle.json"), """{ "format": 1, "kind": "models", "name": "one", "version": "1", "models": ["one"] }""");
        File.WriteAllText(Path.Combine(set, "bundle.json"), """{ "format": 1, "kind": "models", "name": "set", "version": "1", "models": ["one"] }""");

        Assert.Contains("where a model belongs", Assert.Throws<BundleException>(() => Pack(set)).Message);
    }

    private static async Task<(int Code, string Errors)> Validate(string file)
    {
        var start = new ProcessStartInfo(NpmPeerFactAttribute.Node, [Path.Combine(NpmPeerFactAttribute.FolderOf("cyclonedx"), "validate.js"), file]) { RedirectStandardError = true };
        using var node = Process.Start(start)!;
        string errors = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (node.ExitCode, errors);
    }

    private string Written(string name)
    {
        string folder = TestBundle.Keeping("0.9").WriteTo(Path.Combine(_folder.FullName, name));
        File.WriteAllText(Path.Combine(folder, BundlePacker.CardName), "# Card\n");
        return folder;
    }

    private static byte[] Pack(string folder)
    {
        using var packed = new MemoryStream();
        BundlePacker.Pack(folder, packed);
        return packed.ToArray();
    }
}
