using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Protocols.Coap.Client;
using EdgeAppliance.Tests.Ingest;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap.Client;

/// <summary>Devices that are servers: our own plugtest server, and libcoap's.</summary>
public sealed class CoapClientSourceTests
{
    private readonly HeldStore _store = new(held: false);

    private async Task With(string json, Func<ISource, Task> test)
    {
        var errors = new List<StepError>();
        using var document = JsonDocument.Parse(json);
        var factory = DriverCatalog.Bind(document.RootElement, "s", errors, (string _, out string wrong) => { wrong = ""; return "0123456789abcdef"; });
        Assert.Empty(errors);
        await using var source = factory!(new DriverContext("boiler", _store.Append, TimeProvider.System));
        source.Start();
        await test(source);
    }

    private bool Has(Func<ReadingBatch, bool> condition) => SpinWait.SpinUntil(() => _store.Batches.Any(condition), TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Poll_ChannelsOfSeveralResources_AreOneReading()
    {
        using var server = new PlugtestServer();
        server.Handler.Observed = "21.5";
        server.Handler.Large = """{"hall": {"hum": 40}, "list": [1, true]}"""u8.ToArray();
        await With($$"""
            { "type": "coap-client", "url": "coap://127.0.0.1:{{server.Port}}", "every": "50ms",
              "channels": { "temp": "obs", "hum": "large#/hall/hum", "flag": "large#/list/1" } }
            """, _ =>
        {
            Assert.True(Has(batch => (batch.Get(0, 0), batch.Get(0, 1), batch.Get(0, 2)) == (21.5, 40.0, 1.0)));
            Assert.Equal(["temp", "hum", "flag"], _store.Batches[0].Channels.Names.ToArray());
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Observe_Changes_AreReadingsOfTheirOwn()
    {
        using var server = new PlugtestServer();
        server.Handler.Observed = "1";
        await With($$"""{ "type": "coap-client", "url": "coap://127.0.0.1:{{server.Port}}", "every": "50ms", "observe": true, "channels": { "temp": "obs" } }""", _ =>
        {
            Assert.True(Has(batch => batch.Get(0, 0) == 1));
            server.Handler.Observed = "2";
            server.Server.Notify("obs");
            Assert.True(Has(batch => batch.Get(0, 0) == 2));
            return Task.CompletedTask;
        });
        Assert.Equal(2, _store.Rows);
    }

    [Fact]
    public async Task Read_ResourceGone_SaysSoAndKeepsTheOthers()
    {
        using var server = new PlugtestServer();
        server.Handler.Observed = "7";
        await With($$"""{ "type": "coap-client", "url": "coap://127.0.0.1:{{server.Port}}", "every": "50ms", "channels": { "a": "obs", "b": "nowhere" } }""", source =>
        {
            Assert.True(Has(batch => batch.Get(0, 0) == 7 && double.IsNaN(batch.Get(0, 1))));
            Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Count > 0, TimeSpan.FromSeconds(30)));
            Assert.Equal("coap-client.refused", source.Status.Conditions[0].Code);
            Assert.Contains("/nowhere answers 4.04", source.Status.Conditions[0].Text, StringComparison.Ordinal);
            return Task.CompletedTask;
        });
    }

    [LibcoapTheory]
    [InlineData("coap-server-notls", "coap")]
    [InlineData("coap-server-openssl", "coaps")]
    [InlineData("coap-server-gnutls", "coaps")]
    public async Task Libcoap_CommandAndChannel_MeetInTheDevice(string program, string scheme)
    {
        int port = FreePort();
        var start = new ProcessStartInfo("/usr/bin/" + program, ["-A", "127.0.0.1", "-p", $"{port}", .. scheme == "coaps" ? new[] { "-k", "0123456789abcdef" } : []]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var device = Process.Start(start)!;
        try
        {
            string secret = scheme == "coaps" ? """ "identity": "CoAP", "key": "${file:/k}", """ : "";
            await With($$"""
                { "type": "coap-client", "url": "{{scheme}}://127.0.0.1:{{(scheme == "coaps" ? port + 1 : port)}}", "every": "100ms", "timeout": "5s", {{secret}}
                  "channels": { "level": "example_data" }, "commands": { "set": "PUT example_data" } }
                """, source =>
            {
                using var value = JsonDocument.Parse("21.5");
                CommandOutcome outcome = null!;
                Assert.True(SpinWait.SpinUntil(() => (outcome = ((ICommandTarget)source).Execute("set", value.RootElement)).Result == CommandResult.Done, TimeSpan.FromSeconds(60)), outcome.Text);
                Assert.True(Has(batch => batch.Get(0, 0) == 21.5));
                return Task.CompletedTask;
            });
        }
        finally
        {
            device.Kill();
            await device.WaitForExitAsync();
        }
    }

    [LibcoapFact]
    public async Task Libcoap_CommandToADeviceThatWasAway_IsSentBeforeTheNextBeat()
    {
        int port = FreePort();
        await With($$"""
            { "type": "coap-client", "url": "coap://127.0.0.1:{{port}}", "every": "1h", "timeout": "5s", "channels": { "level": "example_data" }, "commands": { "set": "PUT example_data" } }
            """, async source =>
        {
            Assert.True(SpinWait.SpinUntil(() => source.Status.Refused > 0, TimeSpan.FromSeconds(60)));
            using var device = Process.Start(new ProcessStartInfo("/usr/bin/coap-server-notls", ["-A", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                using var value = JsonDocument.Parse("21.5");
                CommandOutcome outcome = null!;
                Assert.True(SpinWait.SpinUntil(() => (outcome = ((ICommandTarget)source).Execute("set", value.RootElement)).Result == CommandResult.Done, TimeSpan.FromSeconds(60)), outcome.Text);
            }
            finally
            {
                device.Kill();
                await device.WaitForExitAsync();
            }
        });
    }

    [LibcoapFact]
    public async Task Libcoap_Discovery_FindsTheResources()
    {
        int port = FreePort();
        using var device = Process.Start(new ProcessStartInfo("/usr/bin/coap-server-notls", ["-A", "127.0.0.1", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            await With($$"""{ "type": "coap-client", "url": "coap://127.0.0.1:{{port}}", "every": "100ms", "timeout": "20s", "commands": { "set": "PUT example_data" } }""", source =>
            {
                using var value = JsonDocument.Parse("3");
                Assert.True(SpinWait.SpinUntil(() => ((ICommandTarget)source).Execute("set", value.RootElement).Result == CommandResult.Done, TimeSpan.FromSeconds(60)));
                Assert.True(Has(batch => batch.Channels.IndexOf("example_data") is >= 0 and var at && batch.Get(0, at) == 3));
                return Task.CompletedTask;
            });
        }
        finally
        {
            device.Kill();
            await device.WaitForExitAsync();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
