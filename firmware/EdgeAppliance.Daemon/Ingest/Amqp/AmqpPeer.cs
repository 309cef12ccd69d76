using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What a device may do on its connection: send to the addresses of sources, or of its answers, and receive what it is told. A link
/// without a target names the address in each message (<c>to</c>).</summary>
/// <param name="device">Null where everybody is taken.</param>
/// <param name="failures">Counts what is denied; null where nothing is.</param>
/// <param name="isFull">Whether there are too many connections already.</param>
internal sealed class AmqpPeer(AmqpIntake intake, AmqpCommands commands, KnownDevice? device, AdmissionFailures? failures, Func<bool> isFull) : AmqpHandler
{
    private const int AddressBytesMax = 256;

    public override AmqpError? OnOpen(AmqpOpen remote)
    {
        Container = remote.Container;
        if (!isFull()) return null;
        Count(AmqpCount.ConnectionsRefused);
        return new AmqpError(AmqpCondition.ResourceLimitExceeded, "The appliance has as many AMQP connections as it takes.");
    }

    /// <summary>What the peer calls itself.</summary>
    public string Container { get; private set; } = "";

    private string Who => device?.Record.Id ?? Container;

    public override AmqpError? OnAttach(AmqpLink link, AmqpAttach wanted)
    {
        if (link is AmqpSender sender) return OnListening(sender);
        // Each message will say where it goes.
        return link.Address.Length == 0 ? null : Resolve(Encoding.UTF8.GetBytes(link.Address), link.Address, out _);
    }

    public override void OnAttached(AmqpLink link)
    {
        if (link is AmqpSender sender) commands.Add(sender);
    }

    public override void OnDetached(AmqpLink link, AmqpError? error)
    {
        if (link is AmqpSender sender) commands.Remove(sender);
    }

    public override Task? OnMessage(AmqpReceiver link, in AmqpArrival arrival)
    {
        try
        {
            var message = AmqpMessage.Read(arrival.Message);
            var route = RouteOf(link, message, out var why);
            if (route is not null)
            {
                var room = intake.Take(link, arrival, message, route, Who);
                if (link.Address.Length > 0) link.State = new Known(intake.Routes, route);
                return room;
            }
            if (why is not null) intake.Reject(link, arrival, why);
            else
            {
                commands.Answer(message);
                if (!arrival.IsSettled) link.Settle(arrival.DeliveryId, Task.CompletedTask);
            }
        }
        catch (AmqpException e)
        {
            intake.Reject(link, arrival, e.Error);
        }
        return null;
    }

    public override void OnReleased(AmqpReceiver link)
    {
        intake.Counters.Count(AmqpCount.MessagesReleased);
        (link.State as Known)?.Route.Source.CountNotStored();
    }

    public override void Count(AmqpCount what) => intake.Counters.Count(what);

    /// <returns>Null where it is an answer, or <paramref name="why"/> says why it is nothing.</returns>
    private IngestRoute<AmqpSource>? RouteOf(AmqpReceiver link, in AmqpMessage message, out AmqpError? why)
    {
        why = null;
        if (link.State is Known known && known.Routes == intake.Routes) return known.Route;
        if (link.Address.Length > 0)
        {
            why = Resolve(Encoding.UTF8.GetBytes(link.Address), link.Address, out var route);
            return route;
        }
        var to = message.To;
        if (to.IsEmpty || to.Length > AddressBytesMax)
        {
            why = AmqpRefusal.NotFound;
            return null;
        }
        why = Resolve(to, null, out var found);
        return found;
    }

    /// <param name="address">UTF-8.</param>
    /// <param name="text">The same, where it is at hand.</param>
    /// <param name="route">Null also where it is the address of answers.</param>
    /// <returns>Why nothing may be sent there, or null.</returns>
    private AmqpError? Resolve(ReadOnlySpan<byte> address, string? text, out IngestRoute<AmqpSource>? route)
    {
        route = null;
        // What may not be sent to must not even make a device known.
        if (device is not null && (device.Ended.IsCancellationRequested || !device.Acl.MayPublish(address)))
        {
            Count(AmqpCount.LinksUnauthorized);
            failures!.CountPublishDenied();
            return AmqpRefusal.MayNotSend;
        }
        if (intake.Routes.TryFind(address, out var found))
        {
            route = found;
            return null;
        }
        return AmqpCommands.IsForAnswers(text ?? Encoding.UTF8.GetString(address)) ? null : AmqpRefusal.NotFound;
    }

    private AmqpError? OnListening(AmqpSender sender)
    {
        if (device is not null && (device.Ended.IsCancellationRequested || !device.Acl.MaySubscribe(sender.Address)))
        {
            Count(AmqpCount.LinksUnauthorized);
            failures!.CountSubscriptionDenied();
            return AmqpRefusal.MayNotReceive;
        }
        return AmqpCommands.FilterOf(sender.Address) is null ? AmqpRefusal.NotFound : null;
    }

    /// <summary>Where a link leads, as long as the sources do not change.</summary>
    private sealed record Known(IngestRoutes<AmqpSource> Routes, IngestRoute<AmqpSource> Route);
}
