using System.Net;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>A client's reading, published over the loopback interface, is acknowledged and is then in the store.</summary>
internal static class MqttCheck
{
    public static async Task<string> Run(CheckSurroundings around)
    {
        using var store = StoreCheck.Open(around);
        using var source = new MqttSource(new MqttSourceOptions { Name = "self-test", Topic = "self-test/+" }, store.Append, around.Time);
        await using var broker = new MqttBroker(new MqttBrokerOptions(), [source], NullLogger<MqttBroker>.Instance);
        await broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var reason = await Publish(broker.Endpoint);
        CheckFailedException.Unless(reason == MqttClientPublishReasonCode.Success, $"the publish is answered with {reason}");
        double value = 0;
        store.Read(0, 1, batch => value = batch.Get(0, 0));
        CheckFailedException.Unless(value == 21.5, $"21.5 was acknowledged, and the store holds {value}");
        return $"a publish to {broker.Endpoint} stored and acknowledged";
    }

    private static async Task<MqttClientPublishReasonCode> Publish(IPEndPoint endpoint)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer(endpoint.Address.ToString(), endpoint.Port).WithProtocolVersion(MqttProtocolVersion.V500).Build();
        await client.ConnectAsync(options);
        var message = new MqttApplicationMessageBuilder().WithTopic("self-test/device").WithPayload("""{"temp": 21.5}""")
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        var result = await client.PublishAsync(message);
        await client.DisconnectAsync();
        return result.ReasonCode;
    }
}
