using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

/// <summary>The source as it is configured, against pymodbus.</summary>
public sealed class ModbusTcpTests
{
    private const string Channels = """
        { "u16": { "address": 0 }, "i16": { "address": 1, "as": "int16", "scale": 0.5 }, "u32": { "address": 2, "as": "uint32" }, "i32": { "address": 4, "as": "int32" },
          "u64": { "address": 6, "as": "uint64" }, "i64": { "address": 10, "as": "int64" }, "f32": { "address": 14, "as": "float32" }, "f64": { "address": 16, "as": "float64" },
          "swapped": { "address": 100, "as": "float32", "words": "little", "writable": true, "min": 0, "max": 100 },
          "input": { "table": "input", "address": 123 }, "coil": { "table": "coil", "address": 2, "writable": true }, "coils": { "table": "coil", "address": 0, "bits": 4, "writable": true },
          "discrete": { "table": "discrete", "address": 1 }, "level": { "address": 30, "as": "int16", "writable": true }, "low": { "address": 0, "bit": 3 } }
        """;

    private readonly HeldSink _sink = new();

    [PymodbusFact]
    public async Task Source_EveryType_IsReadAndWritten()
    {
        await using var peer = await PymodbusPeer.Tcp();
        await using var source = Source(peer.Port, """{"type": "modbus-tcp", "address": "127.0.0.1:PORT", "every": "50ms", "channels": CHANNELS}""");
        source.Start();
        await _sink.NextAsync();
        var row = _sink.Rows[0];
        Assert.Equal(("plant", "plant"), (row.Source, row.Device));
        Assert.Equal([65000, -1, 4e9, -70000, 1L << 40, -(1L << 40), 21.5, -1e100, 21.5, 1123, 1, 0b1101, 1, 0, 1], row.Values.Values);
        var target = (ICommandTarget)source;
        Assert.Equal(["swapped", "coil", "coils", "level"], target.Commands);
        Assert.Equal(CommandResult.Done, target.Execute("swapped", Json("99.5")).Result);
        Assert.Equal(CommandResult.Done, target.Execute("level", Json("-12")).Result);
        Assert.Equal(CommandResult.Done, target.Execute("coils", Json("6")).Result);
        Assert.Equal(CommandResult.Done, target.Execute("coil", Json("false")).Result);
        await Until(last => last.Values["swapped"] == 99.5 && last.Values["level"] == -12 && last.Values["coils"] == 2 && last.Values["coil"] == 0);
        Assert.DoesNotContain(source.Status.Conditions, condition => condition.Code.StartsWith("modbus", StringComparison.Ordinal));
    }

    [PymodbusFact]
    public async Task Execute_BadCommand_ChangesNothingAndSaysWhy()
    {
        await using var peer = await PymodbusPeer.Tcp();
        await using var source = Source(peer.Port, """
            {"type": "modbus-tcp", "address": "127.0.0.1:PORT", "channels": {"a": {"address": 100, "as": "float32", "writable": true, "min": 0, "max": 100},
             "b": {"address": 1}, "c": {"address": 60000, "writable": true}, "d": {"address": 3, "writable": true}, "e": {"table": "coil", "address": 1, "writable": true}}}
            """);
        var target = (ICommandTarget)source;
        Assert.Equal("The value must be from 0 to 100.", target.Execute("a", Json("100.1")).Text);
        Assert.Equal(CommandResult.NoSuchCommand, target.Execute("b", Json("1")).Result);
        Assert.Equal("Unit 1 refuses: illegal data address (0x02).", target.Execute("c", Json("1")).Text);
        Assert.Equal(CommandResult.BadValue, target.Execute("d", Json("70000")).Result);
        Assert.Equal(CommandResult.BadValue, target.Execute("d", Json("\"on\"")).Result);
        Assert.Equal(CommandResult.BadValue, target.Execute("e", Json("2")).Result);
    }

    [PymodbusFact]
    public async Task Source_SeveralUnits_AreDevicesAndASilentOneTakesNoOtherWithIt()
    {
        await using var peer = await PymodbusPeer.Tcp();
        await using var source = Source(peer.Port, """
            {"type": "modbus-tcp", "address": "127.0.0.1:PORT", "every": "20ms", "timeout": "30ms", "retries": 1,
             "channels": {"x": {"table": "input", "address": 20}, "y": {"table": "input", "address": 29}, "z": {"table": "input", "address": 45}},
             "units": {"one": {"unit": 1}, "seven": {"unit": 7}, "nobody": {"unit": 9, "channels": {"q": {"address": 1, "writable": true}}}}}
            """);
        source.Start();
        await Until(_ => _sink.Rows.Count(row => row.Device == "seven") > 3 && _sink.Rows.Count(row => row.Device == "one") > 3);
        Assert.Equal([1020, 1029, 1045], _sink.Rows.First(row => row.Device == "one").Values.Values);
        Assert.Equal([7, 7, double.NaN], _sink.Rows.First(row => row.Device == "seven").Values.Values);
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => condition.Subject == "sources.plant.units.nobody"), HeldSink.Patience));
        Assert.Contains(source.Status.Conditions, condition => condition.Subject == "sources.plant.units.seven" && condition.Text == "Unit 7 refuses z: illegal data address (0x02).");
        Assert.Contains(source.Status.Conditions, condition => (condition.Code, condition.Severity) == ("modbus.no-answer", HealthSeverity.Error));
        Assert.Equal("nobody.q", Assert.Single(((ICommandTarget)source).Commands));
        Assert.EndsWith("Whether it was done is not known.", ((ICommandTarget)source).Execute("nobody.q", Json("1")).Text);
    }

    [PymodbusFact]
    public async Task Source_PeerGoesAway_SaysSoAndComesBack()
    {
        var peer = await PymodbusPeer.Tcp();
        int port = peer.Port;
        await using var source = Source(port, """{"type": "modbus-tcp", "address": "127.0.0.1:PORT", "every": "20ms", "channels": {"x": {"address": 0}}}""");
        source.Start();
        await _sink.NextAsync();
        await peer.DisposeAsync();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => condition.Severity == HealthSeverity.Error), HeldSink.Patience));
        Assert.Contains("nothing listens there", Assert.Single(source.Status.Conditions, condition => condition.Severity == HealthSeverity.Error).Text);
        int before = _sink.Rows.Length;
        peer = await PymodbusPeer.Tcp(port);
        await Until(_ => _sink.Rows.Length > before);
        Assert.DoesNotContain(source.Status.Conditions, condition => condition.Severity == HealthSeverity.Error);
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_WhileNobodyAnswers_EndsAtOnce()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var source = Source(port, """{"type": "modbus-tcp", "address": "127.0.0.1:PORT", "timeout": "1m", "channels": {"x": {"address": 0}}}""");
        source.Start();
        using var taken = await listener.AcceptTcpClientAsync();
        await taken.GetStream().ReadExactlyAsync(new byte[12]);
        await source.DisposeAsync().AsTask().WaitAsync(HeldSink.Patience);
        Assert.Equal(SourceState.Stopped, source.Status.State);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private ISource Source(int port, string json)
    {
        var errors = new List<StepError>();
        var factory = DriverCatalog.Bind(Json(json.Replace("PORT", $"{port}").Replace("CHANNELS", Channels)), "sources.plant", errors);
        Assert.Empty(errors);
        return factory!(new DriverContext("plant", _sink.Take, TimeProvider.System));
    }

    private async Task Until(Func<HeldSink.Row, bool> holds)
    {
        do await _sink.NextAsync();
        while (!holds(_sink.Rows[^1]));
    }
}
