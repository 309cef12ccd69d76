namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What one end of a connection does with what the other one sends. Everything is called under the connection's lock and must not block.</summary>
internal abstract class AmqpHandler
{
    /// <summary>The peer has said who it is.</summary>
    /// <returns>Why it may not stay, or null.</returns>
    public virtual AmqpError? OnOpen(AmqpOpen remote) => null;

    /// <summary>The peer wants a link of its own making.</summary>
    /// <returns>Why it gets none, or null.</returns>
    public abstract AmqpError? OnAttach(AmqpLink link, AmqpAttach wanted);

    /// <summary>The link is there; to a sender something may be given now.</summary>
    public virtual void OnAttached(AmqpLink link)
    {
    }

    /// <summary>A whole message has come. Unless it is settled, its link has to be told what becomes of it: <see cref="AmqpReceiver.Settle"/> or <see cref="AmqpReceiver.Reject"/>.</summary>
    /// <returns>Null where it was taken; else when to try again.</returns>
    public abstract Task? OnMessage(AmqpReceiver link, in AmqpArrival arrival);

    /// <summary>A message that was taken could not be stored, and is given back.</summary>
    public virtual void OnReleased(AmqpReceiver link)
    {
    }

    /// <summary>The link is gone, by whoever ended it.</summary>
    public virtual void OnDetached(AmqpLink link, AmqpError? error)
    {
    }

    public virtual void Count(AmqpCount what)
    {
    }
}
