using System.Net.Sockets;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Tests.Ingest.Amqp;

namespace EdgeAppliance.Tests.Drivers.Protocols.Amqp;

/// <summary>A client of our own before a listener, for what no other client does when it is asked to.</summary>
internal sealed class OwnClient : AmqpHandler, IDisposable
{
    private readonly StreamReceiver _receiver;

    private OwnClient(NetworkStream stream)
    {
        _receiver = new StreamReceiver(stream);
        Connection = new AmqpConnection(stream, new AmqpSettings("client"), this, TimeProvider.System);
    }

    public AmqpConnection Connection { get; }

    /// <summary>Done once <see cref="AmqpConnection.Run"/> is over.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>What becomes of messages.</summary>
    public Func<Task?> Taking { get; set; } = () => null;

    public static async Task<(OwnClient Client, AmqpSession Session)> Connect(AmqpSite site)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(site.EndPoint);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var client = new OwnClient(stream);
        await AmqpGreeting.Greet(stream, client._receiver, AmqpDoor.Anonymous, [], default);
        client.Running = client.Connection.Run(client._receiver, default);
        client.Connection.Open();
        await client.Connection.Opened;
        return (client, client.Connection.Begin());
    }

    public override AmqpError? OnAttach(AmqpLink link, AmqpAttach wanted) => null;

    public override Task? OnMessage(AmqpReceiver link, in AmqpArrival arrival) => Taking();

    public void Dispose()
    {
        Connection.Dispose();
        _receiver.Dispose();
    }
}
