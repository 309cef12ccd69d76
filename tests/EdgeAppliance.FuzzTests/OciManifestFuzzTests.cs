using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

/// <summary>What a registry sends, which nobody vouches for.</summary>
public sealed class OciManifestFuzzTests(ITestOutputHelper output)
{
    private static readonly OciDescriptor s_layer = new(OciTypes.File, OciDescriptor.DigestOf("a"u8), 1) { Annotations = new Dictionary<string, string> { [OciTypes.Title] = "timestamp.json" } };

    private static readonly IReadOnlyList<byte[]> s_manifests =
    [
        OciManifestWriter.Manifest(OciTypes.Metadata, [s_layer, s_layer], s_layer, new Dictionary<string, string> { [OciTypes.Created] = "2026-01-02T03:04:05.000Z" }),
        OciManifestWriter.Index([s_layer with { ArtifactType = OciTypes.Metadata }]),
    ];

    private static readonly Mutator s_damage = new(s_manifests, Corpus.Tokens("{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "9223372036854775808", "\\ud800", "\"layers\":[]", "\"digest\":\"sha256:../x\"", "\"size\":", "\"annotations\":{}"));

    [Fact]
    public void Parse_DamagedManifest_NamesBlobsByDigestOrItsError() => new Fuzz("oci-manifest", output) { Cases = 20_000, AllocatedBytesMax = 4 << 20 }.Run(s_manifests, s_damage.Make, Check);

    private static void Check(byte[] json)
    {
        try
        {
            foreach (var entry in OciManifest.Parse(json).Entries)
                if (!OciDescriptor.IsDigest(entry.Digest) || entry.Size < 0) Assert.Fail($"an entry is '{entry.Digest}' of {entry.Size} bytes");
        }
        catch (TufException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
