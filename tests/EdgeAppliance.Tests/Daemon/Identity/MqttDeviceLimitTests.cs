using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;

namespace EdgeAppliance.Tests.Daemon.Identity;

/// <summary>How many connections a device may have, whatever else goes on.</summary>
public sealed class MqttDeviceLimitTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>While its will is stored a connection is not open yet, though its place is taken.</summary>
    [Fact]
    public async Task Connect_WhileWillsAreStored_NoMoreThanAllowed()
    {
        var disk = new HeldDisk(new KernelDisk(_folder.FullName));
        using var blobs = new BlobStore(disk, "sessions", NullLogger.Instance);
        await using var guarded = await GuardedBroker.Start(options: new MqttBrokerOptions { ConnectionsPerDeviceMax = 2 }, blobs: blobs);
        string secret = guarded.Guarded.Add("pump");
        using var first = new MqttClientFactory().CreateMqttClient();
        using var second = new MqttClientFactory().CreateMqttClient();
        using var third = new MqttClientFactory().CreateMqttClient();
        List<Task<MqttClientConnectResult>> connecting = [.. new[] { first, second, third }.Select((client, i) => client.ConnectAsync(Options(guarded, secret, $"pump:{i}").WithWillTopic("plant/pump/telemetry").WithWillPayload("{}").Build()))];
        var refused = await Task.WhenAny(connecting).WaitAsync(s_patience);
        Assert.Equal(MqttClientConnectResultCode.QuotaExceeded, (await refused).ResultCode);
        connecting.Remove(refused);
        disk.Release();
        Assert.All(await Task.WhenAll(connecting).WaitAsync(s_patience), result => Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode));
        Assert.Equal((2, 2), (Connections(guarded), guarded.Broker.Connections));
    }

    [Fact]
    public async Task Connect_TakesOverItsOwn_IsNoFurtherOne()
    {
        await using var guarded = await GuardedBroker.Start(options: new MqttBrokerOptions { ConnectionsPerDeviceMax = 1 });
        string secret = guarded.Guarded.Add("pump");
        using var before = new MqttClientFactory().CreateMqttClient();
        using var after = new MqttClientFactory().CreateMqttClient();
        using var other = new MqttClientFactory().CreateMqttClient();
        Assert.Equal(MqttClientConnectResultCode.Success, (await before.ConnectAsync(Options(guarded, secret, "pump").Build())).ResultCode);
        Assert.Equal(MqttClientConnectResultCode.Success, (await after.ConnectAsync(Options(guarded, secret, "pump").Build())).ResultCode);
        Assert.Equal(MqttClientConnectResultCode.QuotaExceeded, (await other.ConnectAsync(Options(guarded, secret, "pump:2").Build())).ResultCode);
        Assert.Equal(1, Connections(guarded));
        await after.DisconnectAsync();
        Assert.True(SpinWait.SpinUntil(() => Connections(guarded) == 0, s_patience));
        Assert.Equal(MqttClientConnectResultCode.Success, (await other.ConnectAsync(Options(guarded, secret, "pump:2").Build())).ResultCode);
    }

    private static int Connections(GuardedBroker guarded) => guarded.Guarded.Registry.Find("pump")!.Connections;

    private static MqttClientOptionsBuilder Options(GuardedBroker guarded, string secret, string client) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", guarded.Broker.EndPoints[0].Address.Port).WithProtocolVersion(MqttProtocolVersion.V500).WithCredentials("pump", secret).WithClientId(client).WithCleanSession();
}
