using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Tests.Daemon.Http;

namespace EdgeAppliance.Tests.Edgectl.Pages;

public sealed class PageCommandsTests
{
    [Theory]
    [InlineData("status", "pump-station-7  ready", "pump-health  pump     5,000       84       2        0      10  window: no memory", "down: refused", "→ edgectl logs")]
    [InlineData("sources", "runs, not durable", "pump refused 3 notJson")]
    [InlineData("models", "pump-anomaly  1.0.0", "12 us", "6 MiB of 512 MiB", "pump-anomaly was rolled back: 1.0.1 raised 40 alarms in 60 s", "pump-anomaly asked for cuda: the ONNX Runtime library here has no cuda provider")]
    [InlineData("updates", "downloading tiny 2, 1 MiB of 4 MiB", "fetched 3 MiB, found here 9 MiB", "The source broke off.",
        "hawkBit https://hawkbit.example/ as box, connected; action 12, 1 of 3 bundles committed; It waits for updates.hours.; 2 messages wait to be told", "action 11 failed: tiny 1 was refused: It crashes.", "tiny             1.9      It crashes.")]
    [InlineData("outbox", "4 KiB of 2 GiB (0 %); when full: dropOldest", "5 records dropped since the start, told in 1 gap records", "cloud   alarm           2    512 B     10    12")]
    [InlineData("logs", "03:04:05.000 info    Daemon: Started", "03:04:06.000 warning Uplink: Uplink cloud has no link: refused")]
    [InlineData("reload", "changed:", "  sources.pump")]
    public async Task Run_OverTheSocket_ShowsThePage(string command, params string[] said)
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.SourcesNow = new SourcesPage([.. hosted.Appliance.SourcesNow.Sources.Select(s => s with { RefusedBecause = s.Refused > 0 ? new Dictionary<string, long> { ["notJson"] = s.Refused } : s.RefusedBecause })]);
        var run = await EdgectlRun.Of(command, "--state", hosted.State.Path);
        Assert.True(run.Code == 0, run.Errors);
        Assert.All(said, text => Assert.Contains(text, run.Output));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task DataSent_OverTheSocket_ShowsWhatLeft()
    {
        await using var hosted = await HostedAppliance.Start();
        var run = await EdgectlRun.Of("data", "sent", "--state", hosted.State.Path);
        Assert.True(run.Code == 0, run.Errors);
        Assert.Contains("training: 1.2 KiB of 1 MiB today", run.Output);
        Assert.Contains("box/pump-health/2026-01-02/ab12.json.gz", run.Output);
    }

    [Theory]
    [InlineData("status", "device")]
    [InlineData("sources", "sources")]
    [InlineData("models", "memoryBytes")]
    [InlineData("updates", "bytesFetched")]
    [InlineData("outbox", "lanes")]
    [InlineData("reload", "changed")]
    public async Task Run_Json_PrintsTheReply(string command, string key)
    {
        await using var hosted = await HostedAppliance.Start();
        var run = await EdgectlRun.Of(command, "--json", "--url", hosted.Url.ToString(), "--token", hosted.Host.FirstToken!);
        Assert.True(run.Code == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.TryGetProperty(key, out _));
    }

    [Fact]
    public async Task Run_LogsAsJson_PrintsALineEach()
    {
        await using var hosted = await HostedAppliance.Start();
        var run = await EdgectlRun.Of("logs", "--json", "--lines", "1", "--state", hosted.State.Path);
        using var json = JsonDocument.Parse(Assert.Single(run.OutputLines));
        Assert.Equal(2, json.RootElement.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Run_LogsFollow_ShowsNewLinesUntilItIsStopped()
    {
        await using var hosted = await HostedAppliance.Start();
        using var stop = new CancellationTokenSource();
        hosted.Appliance.Lines.Clear();
        var following = EdgectlRun.Of(["logs", "--follow", "--state", hosted.State.Path], "/nowhere", stop.Token);
        while (hosted.Appliance.LogsAsked == 0) await Task.Yield();
        hosted.Appliance.Lines.Add(new LogLine(3, FakeAppliance.Start, Microsoft.Extensions.Logging.LogLevel.Error, "Daemon", "Later"));
        for (int asked = hosted.Appliance.LogsAsked; hosted.Appliance.LogsAsked < asked + 2;) await Task.Yield();
        await stop.CancelAsync();
        var run = await following;
        Assert.Equal((0, "03:04:05.000 error   Daemon: Later\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task Run_BadConfiguration_SaysEveryError()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.OnReload = () => new ReloadResult(["a.json:3: device.id: is missing", "a.json:4: x: unknown key"], []);
        var run = await EdgectlRun.Of("reload", "--state", hosted.State.Path);
        Assert.Equal(1, run.Code);
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.Contains("refused whole", run.ErrorLines[0]);
        Assert.Equal("a.json:3: device.id: is missing", run.ErrorLines[1]);
    }

    [Fact]
    public async Task Run_WrongToken_SaysSoOnOneLineAndNotTheToken()
    {
        await using var hosted = await HostedAppliance.Start();
        var run = await EdgectlRun.Of("status", "--url", hosted.Url.ToString(), "--token", "not-the-token");
        Assert.Equal(1, run.Code);
        Assert.Contains("401", Assert.Single(run.ErrorLines));
        Assert.DoesNotContain("not-the-token", run.Errors);
    }

    [Fact]
    public async Task Run_NoDaemon_SaysSoOnOneLine()
    {
        using var state = new StateFolder();
        var run = await EdgectlRun.Of("status", "--state", state.Path);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith($"edgectl: no daemon answers at {state.Path}/control.sock", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "is no edge-appliance")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "no daemon answers")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "answered 302")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 25\r\n\r\n{\"detail\":\"a\\u001b[2Jb\"}  ", "a?[2Jb")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "no daemon answers")]
    public async Task Run_SomethingElseAnswers_SaysSoOnOneLine(string answer, string said)
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var answering = Answer(stranger, answer);
        var run = await EdgectlRun.Of("status", "--url", $"http://{stranger.LocalEndpoint}", "--token", "t");
        Assert.Equal(1, run.Code);
        Assert.Contains(said, Assert.Single(run.ErrorLines));
        await answering;
    }

    private static async Task Answer(TcpListener stranger, string answer)
    {
        using var socket = await stranger.AcceptSocketAsync();
        await socket.ReceiveAsync(new byte[4096]);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        socket.Shutdown(SocketShutdown.Send);
    }
}
