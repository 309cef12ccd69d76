namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Another endpoint, and what is kept for it. All but its sending is guarded by the server's lock.</summary>
internal abstract class CoapPeer
{
    /// <summary>Who it has proven to be; null where nothing proves it.</summary>
    public virtual string? Device => null;

    public CoapExchanges Exchanges { get; } = new();

    /// <summary>Half a body, where one comes in blocks.</summary>
    public CoapBody? Body { get; set; }

    /// <summary>A long reply that it fetches in blocks.</summary>
    public CoapLongReply? LongReply { get; set; }

    /// <summary>Requests that wait for their answer.</summary>
    public int Pending { get; set; }

    public int Observers { get; set; }

    /// <summary>Confirmable messages to it that it has not acknowledged.</summary>
    public int Unacknowledged { get; set; }

    public ushort NextMessageId { get; set; }

    public bool IsBusy => Pending > 0 || Observers > 0 || Unacknowledged > 0 || Body is not null;

    /// <summary>Sends a datagram, or loses it, as the network may. Does not block.</summary>
    public abstract void Send(ReadOnlySpan<byte> datagram);
}
