using System.Net;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>The daemon's broker with one source, in the bench's own process.</summary>
internal sealed class BrokerInProcess : IBroker
{
    private readonly MqttSource _source;
    private readonly MqttBroker _broker;

    private BrokerInProcess(string name, IStore store, DeviceAdmission? admission)
    {
        Name = name;
        _source = new MqttSource(new MqttSourceOptions { Name = "pump", Topic = "plant/pump/+/telemetry" }, store.Append, TimeProvider.System);
        _broker = new MqttBroker(new MqttBrokerOptions(), [_source], admission, TimeProvider.System, NullLogger<MqttBroker>.Instance);
    }

    public string Name { get; }

    public int Port => _broker.Endpoint.Port;

    public double ProcessorSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Publishes acknowledged so far.</summary>
    public long Acknowledged { get; private set; }

    /// <param name="admission">Null where everybody is taken.</param>
    public static async Task<BrokerInProcess> StartAsync(string name, IStore store, DeviceAdmission? admission = null)
    {
        var broker = new BrokerInProcess(name, store, admission);
        await broker._broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        return broker;
    }

    public void Check(long acknowledged)
    {
        Acknowledged += acknowledged;
        if (_source.Counters.Accepted < Acknowledged) throw new InvalidOperationException($"{Acknowledged} were acknowledged and {_source.Counters.Accepted} accepted.");
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _source.Dispose();
    }
}
