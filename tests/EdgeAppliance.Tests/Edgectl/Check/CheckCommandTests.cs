using System.Text.Json;

namespace EdgeAppliance.Tests.Edgectl.Check;

public sealed class CheckCommandTests
{
    private const string Bad = "echo \"$3:4: sources.pump.topic: is missing\" >&2; echo \"$3:0: cannot be read: what: ever\" >&2; exit 2";

    [Fact]
    public async Task Run_Good_PrintsWhatTheDaemonDoes()
    {
        using var program = new FakeProgram("echo \"$3: good\"");
        var run = await EdgectlRun.Of(["check", "a.json"], program.Folder);
        Assert.Equal(new EdgectlRun(0, "a.json: good\n", ""), run);
    }

    [Fact]
    public async Task Run_Bad_PrintsEveryErrorAndFails()
    {
        using var program = new FakeProgram(Bad);
        var run = await EdgectlRun.Of(["check", "a:b.json"], program.Folder);
        Assert.Equal(new EdgectlRun(1, "", "a:b.json:4: sources.pump.topic: is missing\na:b.json:0: cannot be read: what: ever\n"), run);
    }

    [Fact]
    public async Task Run_BadAsJson_TakesTheLinesApart()
    {
        using var program = new FakeProgram(Bad);
        var run = await EdgectlRun.Of(["check", "--json", "a:b.json"], program.Folder);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(1, run.Code);
        Assert.False(json.RootElement.GetProperty("good").GetBoolean());
        var errors = json.RootElement.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal((4, "sources.pump.topic", "is missing"), Of(errors[0]));
        Assert.Equal((0, "", "cannot be read: what: ever"), Of(errors[1]));
    }

    [Fact]
    public async Task Run_ProgramIsOfAnotherArchitecture_SaysSoOnOneLine()
    {
        using var program = new FakeProgram("");
        File.WriteAllBytes(Path.Combine(program.Folder, "edge-appliance"), [0x7f, (byte)'E', (byte)'L', (byte)'F', 9]);
        var run = await EdgectlRun.Of(["check", "a.json"], program.Folder);
        Assert.Equal(1, run.Code);
        Assert.Contains("cannot be run", Assert.Single(run.ErrorLines));
    }

    private static (int, string, string) Of(JsonElement error) =>
        (error.GetProperty("line").GetInt32(), error.GetProperty("path").GetString()!, error.GetProperty("text").GetString()!);
}
