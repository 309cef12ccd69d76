using System.Text;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;

namespace EdgeAppliance.Tests.Bundles.Tuf.Oci;

public sealed class OciReferenceTests
{
    private const string Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [Theory]
    [InlineData("oci://registry.example/edge/fleet", "https://registry.example/", "edge/fleet", "tuf")]
    [InlineData("oci://registry.example:5000/fleet:v1.2", "https://registry.example:5000/", "fleet", "v1.2")]
    [InlineData("oci+http://10.0.0.2:5000/fleet@" + Digest, "http://10.0.0.2:5000/", "fleet", Digest)]
    public void TryParse_Reference_IsTakenApart(string url, string registry, string name, string reference) =>
        Assert.Equal(new OciReference(new Uri(registry), name, reference), OciReference.TryParse(new Uri(url)));

    [Theory]
    [InlineData("https://registry.example/fleet")]
    [InlineData("oci://registry.example/")]
    [InlineData("oci://registry.example/Fleet")]
    [InlineData("oci://registry.example/fleet:-v")]
    [InlineData("oci://registry.example/fleet@sha256:00")]
    [InlineData("oci://user:pass@registry.example/fleet")]
    [InlineData("oci://registry.example/a//b")]
    public void TryParse_SomethingElse_IsNone(string url) => Assert.Null(OciReference.TryParse(new Uri(url)));

    [Theory]
    [InlineData("realm=\"https://auth.example/token?x=1\",service=\"r\",scope=\"repository:a:pull\"", "https://r.example/", "https://auth.example/token?x=1&service=r&scope=repository%3Aa%3Apull")]
    [InlineData("realm=\"http://auth.example/token\",service=\"r\"", "http://r.example/", "http://auth.example/token?service=r&scope=standard")]
    [InlineData("realm=\"http://auth.example/token\"", "https://r.example/", null)]
    [InlineData("realm=\"file:///etc/passwd\"", "http://r.example/", null)]
    [InlineData("service=\"r\"", "https://r.example/", null)]
    public void Challenge_FromARegistry_IsFollowedOnlyWhereItIsSafe(string parameters, string registry, string? asked) =>
        Assert.Equal(asked, OciChallenge.TryParse(parameters, new Uri(registry))?.Ask("standard").AbsoluteUri);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{ \"layers\": 1 }")]
    [InlineData("{ \"layers\": [ {} ] }")]
    [InlineData("{ \"layers\": [ { \"digest\": \"sha256:../../etc\", \"size\": 1 } ] }")]
    [InlineData("{ \"layers\": [ { \"digest\": \"" + Digest + "\", \"size\": -1 } ] }")]
    public void Parse_NoManifest_IsRefused(string json) => Assert.Equal(TufFailure.Malformed, Assert.Throws<TufException>(() => OciManifest.Parse(Encoding.UTF8.GetBytes(json))).Failure);
}
