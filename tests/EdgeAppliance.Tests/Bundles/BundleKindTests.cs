using System.Text;
using EdgeAppliance.Bundles;

namespace EdgeAppliance.Tests.Bundles;

public sealed class BundleKindTests
{
    [Fact]
    public void Parse_Configuration_GivesItsFile()
    {
        var manifest = Parse(""" "kind": "configuration", "file": "appliance.json" """);
        Assert.Equal((BundleKind.Configuration, "appliance.json"), (manifest.Kind, manifest.File));
        Assert.Equal(["appliance.json"], manifest.Files());
    }

    [Fact]
    public void Parse_Prompts_GivesEach()
    {
        var manifest = Parse(""" "kind": "prompts", "prompts": { "greet": "greet.txt", "sum-up": "b/sum.md" }, "card": "README.md" """);
        Assert.Equal(["greet.txt", "b/sum.md", "README.md"], manifest.Files());
    }

    [Fact]
    public void Parse_System_GivesItsFileItsBoardAndWhatItHas()
    {
        var manifest = Parse(""" "kind": "system", "file": "os.raucb", "board": "edge-appliance-arm64", "provides": { "appliance": "1.3.0", "runtime": "1.31.1", "providers": [{ "name": "cpu" }, { "name": "cuda", "driver": "550.1" }] } """);
        Assert.Equal((BundleKind.System, "os.raucb", "edge-appliance-arm64"), (manifest.Kind, manifest.File, manifest.Board));
        Assert.Equal(("1.3.0", "1.31.1"), (manifest.Provides.Appliance, manifest.Provides.Runtime));
        Assert.Equal([new("cpu", null), new("cuda", "550.1")], manifest.Provides.Providers!);
    }

    [Theory]
    [InlineData(""" "kind": "firmware" """, "kind: must be one of model, models, configuration, prompts, system")]
    [InlineData(""" "kind": "system", "file": "os.raucb" """, "board: is missing")]
    [InlineData(""" "kind": "system", "file": "os.raucb", "board": "../a" """, "board: must be a-z")]
    [InlineData(""" "kind": "system", "file": "os.raucb", "board": "a", "provides": { "kernel": "6" } """, "provides.kernel: is not a key that is known here")]
    [InlineData(""" "kind": "system", "file": "os.raucb", "board": "a", "provides": { "providers": [{ "name": "cpu" }, { "name": "cpu" }] } """, "provides.providers[1]: names 'cpu' a second time")]
    [InlineData(""" "kind": "prompts", "prompts": { "a": "a" }, "board": "a" """, "board: is not a key that is known here")]
    [InlineData(""" "kind": 1 """, "kind: must be a text")]
    [InlineData(""" "kind": "prompts", "prompts": {} """, "prompts: holds no prompt")]
    [InlineData(""" "kind": "prompts", "prompts": { "A": "a" } """, "prompts.A: is no prompt's name")]
    [InlineData(""" "kind": "prompts", "prompts": { "a": "../a" } """, "prompts.a: must be a path inside the bundle")]
    [InlineData(""" "kind": "prompts", "prompts": { "a": "a" }, "golden": [] """, "golden: is not a key that is known here")]
    [InlineData(""" "kind": "models", "models": ["a", "a"] """, "models[1]: names 'a' a second time")]
    [InlineData(""" "kind": "models", "models": ["../a"] """, "models[0]: must be a folder's name")]
    [InlineData(""" "kind": "configuration" """, "file: is missing")]
    [InlineData(""" "kind": "configuration", "file": "a", "files": { "b": "00" } """, "files.b: must be 64 hexadecimal digits")]
    [InlineData(""" "kind": "configuration", "file": "a", "files": { "../b": "00" } """, "files.../b: is no path of a file inside the bundle")]
    [InlineData(""" "kind": "configuration", "file": "a", "files": { "b": "0000000000000000000000000000000000000000000000000000000000000000" } """, "files: has no hash of 'a', which the manifest names")]
    public void Parse_OneThingWrong_SaysWhich(string members, string expected) =>
        Assert.Contains(expected, string.Join('\n', Assert.Throws<ManifestException>(() => Parse(members)).Errors));

    private static BundleManifest Parse(string members) =>
        BundleManifest.Parse(Encoding.UTF8.GetBytes($$"""{ "format": 1, "name": "b", "version": "1", {{members}} }"""));
}
