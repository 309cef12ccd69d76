using System.Text;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Requirements;

namespace EdgeAppliance.Tests.Bundles.Requirements;

public sealed class RequirementCheckTests
{
    private static readonly DeviceFacts s_device = new("arm64", new Dictionary<string, string?> { ["cpu"] = null, ["cuda"] = "535.129.3" }, 512 << 20)
    {
        Runtime = "1.22.0",
        Appliance = "2.1.0",
        Channels = new HashSet<string> { "flow" },
    };

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "architectures": ["x64", "arm64"] }""")]
    [InlineData("""{ "providers": [ { "name": "cuda", "driver": ">=535 <550" }, { "name": "cpu" } ] }""")]
    [InlineData("""{ "memory": 536870912, "runtime": ">=1.20 <2", "appliance": ">2.0", "channels": ["flow"] }""")]
    public void WhyNot_DeviceHasAll_IsNull(string requires) => Assert.Null(RequirementCheck.WhyNot(Parse(requires), s_device));

    [Theory]
    [InlineData("""{ "architectures": ["x64"] }""", "it is made for x64, and this is arm64")]
    [InlineData("""{ "providers": [ { "name": "qnn" } ] }""", "it needs the execution provider qnn, and here are cpu, cuda")]
    [InlineData("""{ "providers": [ { "name": "cuda", "driver": ">=550" } ] }""", "it needs a driver >=550 of cuda, and this is 535.129.3")]
    [InlineData("""{ "providers": [ { "name": "cpu", "driver": ">=1" } ] }""", "it needs a driver >=1 of cpu, and that of this device cannot be read")]
    [InlineData("""{ "memory": 536870913 }""", "it needs 536870913 bytes of memory, and models may take 536870912")]
    [InlineData("""{ "runtime": ">=1.23" }""", "it needs ONNX Runtime >=1.23, and this is 1.22.0")]
    [InlineData("""{ "appliance": "<2" }""", "it needs the appliance's software <2, and this is 2.1.0")]
    [InlineData("""{ "channels": ["flow", "pressure"] }""", "no source here sends pressure")]
    public void WhyNot_SomethingIsWanting_SaysWhat(string requires, string expected) =>
        Assert.Equal($"It is not for this device: {expected}.", RequirementCheck.WhyNot(Parse(requires), s_device));

    [Fact]
    public void WhyNot_WhatIsNotKnown_RefusesNothing() =>
        Assert.Null(RequirementCheck.WhyNot(Parse("""{ "providers": [ { "name": "qnn" } ], "memory": 1, "runtime": ">9", "channels": ["x"] }"""), new DeviceFacts("arm64", null, null)));

    [Theory]
    [InlineData("""{ "architectures": ["mips"] }""", "requires.architectures[0]: must be one of arm64, x64")]
    [InlineData("""{ "runtime": "1.20" }""", "requires.runtime: must be comparisons of versions, as '>=1.20 <2'")]
    [InlineData("""{ "runtime": ">=1 >=1 >=1 >=1 >=1" }""", "requires.runtime: must be comparisons")]
    [InlineData("""{ "memory": -1 }""", "requires.memory: must be a number of bytes")]
    [InlineData("""{ "drivers": 1 }""", "requires.drivers: is not a key that is known here")]
    public void Parse_WrongRequirement_SaysWhich(string requires, string expected)
    {
        var refusal = Assert.Throws<ManifestException>(() => Parse(requires));
        Assert.Contains(expected, string.Join('\n', refusal.Errors));
    }

    private static BundleRequirements Parse(string requires) =>
        BundleManifest.Parse(Encoding.UTF8.GetBytes($$"""{ "format": 1, "kind": "prompts", "name": "p", "version": "1", "prompts": { "a": "a.txt" }, "requires": {{requires}} }""")).Requires;
}
