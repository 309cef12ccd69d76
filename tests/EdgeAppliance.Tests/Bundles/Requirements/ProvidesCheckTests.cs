using System.Text;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Requirements;

namespace EdgeAppliance.Tests.Bundles.Requirements;

public sealed class ProvidesCheckTests
{
    private static readonly SystemProvides s_next = new("2.1.0", "1.31.1", new Dictionary<string, string?> { ["cpu"] = null, ["cuda"] = "550.1" });

    [Theory]
    [InlineData("{}", "cpu")]
    [InlineData("""{ "architectures": ["arm64"], "runtime": ">=1.20", "appliance": ">=2", "memory": 1000000000, "channels": ["flow"], "providers": [{ "name": "cuda", "driver": ">=535" }] }""", "cuda")]
    public void WhyNot_ModelFindsAll_IsNull(string requires, string provider) => Assert.Null(ProvidesCheck.WhyNot(s_next, [Running(requires, provider)], "arm64"));

    [Theory]
    [InlineData("""{ "runtime": ">=2" }""", "cpu", "it needs ONNX Runtime >=2, and this is 1.31.1")]
    [InlineData("""{ "appliance": "<2" }""", "cpu", "it needs the appliance's software <2, and this is 2.1.0")]
    [InlineData("""{ "providers": [{ "name": "cuda", "driver": "<550" }] }""", "cuda", "it needs a driver <550 of cuda, and this is 550.1")]
    [InlineData("{}", "qnn", "it runs on the execution provider qnn, and there are cpu, cuda")]
    [InlineData("""{ "providers": [{ "name": "qnn" }] }""", "qnn", "it needs the execution provider qnn, and here are cpu, cuda")]
    public void WhyNot_ModelThatRunsLacksSomething_SaysWhichAndWhat(string requires, string provider, string expected) =>
        Assert.Equal($"Models that run here would not run with it: pump 3: {expected}.", ProvidesCheck.WhyNot(s_next, [Running("{}", "cpu"), Running(requires, provider)], "arm64"));

    [Fact]
    public void WhyNot_WhatIsNotTold_RefusesNothing() =>
        Assert.Null(ProvidesCheck.WhyNot(SystemProvides.Unknown, [Running("""{ "runtime": ">=2", "appliance": "<2", "providers": [{ "name": "cuda" }] }""", "cuda")], "arm64"));

    private static RunningModel Running(string requires, string provider) => new(
        BundleManifest.Parse(Encoding.UTF8.GetBytes($$"""{ "format": 1, "kind": "prompts", "name": "pump", "version": "3", "prompts": { "a": "a.txt" }, "requires": {{requires}} }""")), provider);
}
