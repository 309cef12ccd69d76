using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Doctor;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Edgectl.Check;

namespace EdgeAppliance.Tests.Edgectl.Doctor;

public sealed class DoctorCommandTests
{
    private const string Good = "case $1 in --version) echo edge-appliance 0.1.0;; *) echo good;; esac";

    [Fact]
    public async Task Run_Here_NamesWhatIsWrongAndWhatMendsIt()
    {
        await using var hosted = await HostedAppliance.Start();
        using var program = new FakeProgram(Good);
        using var broker = new TcpListener(IPAddress.Loopback, 0);
        broker.Start();
        string config = Configuration(hosted.State.Path, $"mqtt://{broker.LocalEndpoint}", "mqtt://127.0.0.1:1", "${file:/url}", "mqtts://no-such-name.invalid");
        var run = await EdgectlRun.Of(["doctor", "--state", hosted.State.Path, "--config", config], program.Folder);
        Assert.Equal(1, run.Code);
        AssertFinding(run, "ok", "program", "edge-appliance 0.1.0");
        AssertFinding(run, "ERROR", "inference", "libonnxruntime.so is missing");
        AssertFinding(run, "ok", "configuration", "is good");
        AssertFinding(run, "ok", "state", "can be written to");
        AssertFinding(run, "ok", "daemon", "pump-station-7 0.1.0 is ready");
        AssertFinding(run, "ok", "clock", "known to be right");
        AssertFinding(run, "ok", "uplink a", $"{broker.LocalEndpoint} answers");
        AssertFinding(run, "ERROR", "uplink b", "no broker answers at 127.0.0.1:1");
        AssertFinding(run, "skipped", "uplink c", "its url comes from");
        AssertFinding(run, "ERROR", "uplink d", "no-such-name.invalid");
        AssertFinding(run, "ERROR", "pipelines.pump-health", "window: no memory");
        Assert.Contains("→ edgectl logs", run.Output);
        Assert.Equal("4 errors", run.OutputLines[^1].Split(',')[0]);
    }

    [Fact]
    public async Task Run_NothingIsThere_SaysSoAndEnds()
    {
        using var state = new StateFolder();
        var run = await EdgectlRun.Of("doctor", "--state", state.Path + "/none", "--config", state.Path + "/none.json");
        Assert.Equal(1, run.Code);
        foreach (string subject in new[] { "program", "configuration", "state", "daemon" }) AssertFinding(run, "ERROR", subject, "");
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Run_BadConfiguration_ShowsTheFirstError()
    {
        using var state = new StateFolder();
        using var program = new FakeProgram("echo \"$3:4: a: b\" >&2; echo \"$3:5: c: d\" >&2; exit 2");
        string config = Configuration(state.Path);
        var run = await EdgectlRun.Of(["doctor", "--state", state.Path, "--config", config], program.Folder);
        AssertFinding(run, "ERROR", "configuration", $"{config}:4: a: b (and 1 more)");
    }

    /// <summary>What is wrong with a site, as a broker that is away, was so before; what is wrong with this machine counts whatever was before.</summary>
    [Fact]
    public async Task Run_WhatWasWrongBefore_IsNoErrorButForTheMachinesOwn()
    {
        await using var hosted = await HostedAppliance.Start();
        using var program = new FakeProgram(Good);
        string config = Configuration(hosted.State.Path, "mqtt://127.0.0.1:1"), known = Path.Combine(hosted.State.Path, "known.json");
        string[] doctor = ["doctor", "--state", hosted.State.Path, "--config", config, "--known", known];
        var before = await EdgectlRun.Of([.. doctor, "--json"], program.Folder);
        File.WriteAllText(known, before.Output);
        var run = await EdgectlRun.Of(doctor, program.Folder);
        AssertFinding(run, "warning", "uplink a", "no broker answers at 127.0.0.1:1");
        AssertFinding(run, "warning", "pipelines.pump-health", "(as before)");
        AssertFinding(run, "ERROR", "inference", "libonnxruntime.so is missing");
        File.WriteAllText(known, "{ half a rep");
        AssertFinding(await EdgectlRun.Of(doctor, program.Folder), "ERROR", "uplink a", "no broker answers");
    }

    /// <summary>A daemon that has its secrets from systemd is no less well for it.</summary>
    [Fact]
    public async Task Look_ConfigurationWithCredentials_IsCheckedWithThem()
    {
        using var state = new StateFolder();
        using var program = new FakeProgram("[ -r \"$CREDENTIALS_DIRECTORY/edge_broker\" ] || { echo \"$3:1: a: the credential broker is asked for\" >&2; exit 2; }");
        string folder = Directory.CreateDirectory(Path.Combine(state.Path, "credentials")).FullName;
        File.WriteAllText(Path.Combine(folder, "edge_broker"), "secret");
        var options = new DoctorOptions(state.Path, Configuration(state.Path), program.Folder, new ControlTarget(Path.Combine(state.Path, "none"), null, null)) { CredentialsDirectory = folder };
        var finding = await ConfigurationLook.Look(Path.Combine(program.Folder, "edge-appliance"), options, CancellationToken.None);
        Assert.Equal((Verdict.Good, ""), (finding.Verdict, finding.Remedy));
    }

    [Fact]
    public async Task Run_AnotherMachine_AsksOnlyItsDaemon()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.StatusNow = hosted.Appliance.StatusNow with { Conditions = [] };
        var run = await EdgectlRun.Of("doctor", "--json", "--url", hosted.Url.ToString(), "--token", hosted.Host.FirstToken!);
        Assert.True(run.Code == 0, run.Output);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(0, json.RootElement.GetProperty("errors").GetInt32());
        Assert.Equal(["daemon", "clock"], json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("subject").GetString()));
    }

    [Theory]
    [InlineData("LoadState=not-found\nActiveState=inactive\n", (int)Verdict.Warning, "is not installed")]
    [InlineData("LoadState=loaded\nActiveState=failed\nResult=watchdog\n", (int)Verdict.Error, "failed: watchdog")]
    [InlineData("LoadState=loaded\nActiveState=inactive\nSubState=dead\n", (int)Verdict.Error, "is inactive (dead)")]
    [InlineData("LoadState=loaded\nActiveState=active\nUnitFileState=disabled\n", (int)Verdict.Warning, "not started at boot")]
    [InlineData("LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=3\n", (int)Verdict.Warning, "after 3 restarts")]
    [InlineData("LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nNRestarts=0\n", (int)Verdict.Good, "is active")]
    public void Read_WhatSystemdShows_IsJudged(string shown, int verdict, string text)
    {
        var finding = UnitLook.Read(shown);
        Assert.Equal((Verdict)verdict, finding.Verdict);
        Assert.Contains(text, finding.Text);
        Assert.Equal(finding.Verdict == Verdict.Good, finding.Remedy.Length == 0);
    }

    private static void AssertFinding(EdgectlRun run, string verdict, string subject, string text) =>
        Assert.Contains(run.OutputLines, line => line.StartsWith(verdict, StringComparison.Ordinal) && line[9..].StartsWith(subject + " ", StringComparison.Ordinal) && line.Contains(text));

    private static string Configuration(string folder, params string[] urls)
    {
        string path = Path.Combine(folder, "appliance.json");
        var uplinks = urls.Select((url, i) => $"\"{(char)('a' + i)}\": {{ \"type\": \"mqtt\", \"url\": \"{url}\" }}, // a comment");
        File.WriteAllText(path, $"{{ \"uplinks\": {{\n{string.Join('\n', uplinks)}\n}}, }}");
        return path;
    }
}
