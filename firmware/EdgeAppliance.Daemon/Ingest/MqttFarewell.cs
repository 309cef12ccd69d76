using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Ends the connections of devices that may be here no more, and their sessions.</summary>
internal sealed class MqttFarewell(MqttServer server, TimeProvider time)
{
    /// <summary>How long a device may take to hear it.</summary>
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(1);

    public async Task Expel(MqttConnection connection, string client)
    {
        try
        {
            var told = new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.NotAuthorized };
            await server.DisconnectClientAsync(client, told).WaitAsync(s_within, time);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or MqttCommunicationException)
        {
            // It has gone already, has not come yet, or does not listen.
        }
        await connection.DisconnectAsync(CancellationToken.None);
        if (!server.IsStarted) return;
        foreach (var session in await server.GetSessionsAsync())
            if (session.Id == client) await session.DeleteAsync();
    }
}
