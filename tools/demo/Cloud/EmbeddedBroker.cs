using System.Globalization;
using System.Net;
using MQTTnet;
using MQTTnet.Server;

namespace EdgeAppliance.Demo.Cloud;

/// <summary><c>demo broker PORT</c>: a broker for machines without mosquitto, as a process of its own, until it is told to end.</summary>
internal static class EmbeddedBroker
{
    private const int BacklogMax = 1_000_000;

    public static async Task<int> Run(string port, TimeProvider time, CancellationToken stop)
    {
        var options = new MqttServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointPort(int.Parse(port, CultureInfo.InvariantCulture))
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithPersistentSessions().WithMaxPendingMessagesPerClient(BacklogMax).Build();
        using var server = new MqttServerFactory().CreateMqttServer(options);
        var door = new RecorderFirst(server);
        await server.StartAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await door.Close(time);
        await server.StopAsync(new MqttServerStopOptionsBuilder().Build());
        return 0;
    }
}
