using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Tests.Ingest;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Edgectl.Simulate;

public sealed class SimulateCommandTests : IAsyncLifetime
{
    private readonly HeldStore _store = new();
    private readonly MqttSource _source;
    private readonly MqttBroker _broker;

    public SimulateCommandTests()
    {
        _source = new MqttSource(new MqttSourceOptions { Name = "pump", Topic = "plant/pump/+/telemetry" }, _store.Append, TimeProvider.System);
        _broker = new MqttBroker(new MqttBrokerOptions(), [_source], NullLogger<MqttBroker>.Instance);
    }

    public Task InitializeAsync() => _broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));

    public async Task DisposeAsync()
    {
        _store.CommitAlways();
        await _broker.DisposeAsync();
        _source.Dispose();
    }

    [Fact]
    public async Task Run_Devices_PublishEverySequenceOnce()
    {
        _store.CommitAlways();
        var run = await Simulate(default, "--json", "--devices", "3", "--rate", "0", "--count", "50", "--first", "7");
        Assert.True(run.Code == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal((150, 150), (json.RootElement.GetProperty("published").GetInt32(), json.RootElement.GetProperty("acknowledged").GetInt32()));
        Assert.True(json.RootElement.GetProperty("latencyMs").GetProperty("p99").GetDouble() > 0);
        var devices = _store.Batches.GroupBy(batch => batch.Device).ToList();
        Assert.Equal(["sim-0", "sim-1", "sim-2"], devices.Select(device => device.Key).Order());
        Assert.All(devices, device => Assert.Equal(Enumerable.Range(7, 50).Select(n => (double)n), device.SelectMany(Sequences)));
    }

    /// <summary>What Ctrl-C does: the one reading that the store holds back is not counted, and that is no failure.</summary>
    [Fact]
    public async Task Run_Stopped_TellsWhatWasAcknowledged()
    {
        using var stop = new CancellationTokenSource();
        var running = Simulate(stop.Token, "--rate", "0", "--in-flight", "1");
        await _store.AppendedAsync();
        await stop.CancelAsync();
        var run = await running;
        Assert.Equal(0, run.Code);
        Assert.StartsWith("0 of 1 readings acknowledged", run.Output);
    }

    /// <summary>The program itself: an interrupted one tells what it has, and that is no failure.</summary>
    [Fact]
    public async Task Program_Interrupted_TellsWhatWasAcknowledged()
    {
        _store.CommitAlways();
        string program = Path.Combine(AppContext.BaseDirectory, "edgectl.dll");
        // Whoever starts the tests in the background may have had them ignore SIGINT, which programs inherit.
        string[] arguments = ["--default-signal=INT", "dotnet", program, "simulate", "--rate", "100", "--port", _broker.Endpoint.Port.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo("env", arguments) { RedirectStandardOutput = true })!;
        await _store.AppendedAsync();
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Matches("^[1-9][0-9,]* of [0-9,]+ readings acknowledged", output);
    }

    [Fact]
    public async Task Run_BrokerRefuses_SaysWhyAndFails()
    {
        var running = Simulate(default, "--rate", "0", "--count", "1");
        await _store.AppendedAsync();
        _store.Fail();
        var run = await running;
        Assert.Equal(1, run.Code);
        Assert.Contains("the broker refused a reading", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Run_NoBroker_SaysSoOnOneLine()
    {
        var run = await EdgectlRun.Of("simulate", "--port", "1", "--count", "1");
        Assert.Equal(1, run.Code);
        Assert.Single(run.ErrorLines);
    }

    private Task<EdgectlRun> Simulate(CancellationToken stop, params string[] arguments) =>
        EdgectlRun.Of(["simulate", "--port", _broker.Endpoint.Port.ToString(CultureInfo.InvariantCulture), .. arguments], "/nowhere", stop);

    private static IEnumerable<double> Sequences(EdgeAppliance.Core.Readings.ReadingBatch batch)
    {
        int channel = batch.Channels.IndexOf("seq");
        return Enumerable.Range(0, batch.Count).Select(row => batch.Get(row, channel)).ToList();
    }
}
