using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A client that sends, and takes nothing.</summary>
internal sealed class AmqpNothingIn : AmqpHandler
{
    public override AmqpError? OnAttach(AmqpLink link, AmqpAttach wanted) => AmqpRefusal.NotFound;

    public override Task? OnMessage(AmqpReceiver link, in AmqpArrival arrival) => null;
}
