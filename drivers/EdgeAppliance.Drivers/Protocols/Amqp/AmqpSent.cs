namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A session's messages of ours whose end is not known yet.</summary>
/// <remarks>Guarded by the connection's lock.</remarks>
internal sealed class AmqpSent
{
    private readonly Dictionary<uint, AmqpDelivery> _byId = [];
    private uint _nextId;

    /// <returns>Its number.</returns>
    public uint Add(AmqpDelivery delivery)
    {
        _byId[_nextId] = delivery;
        return _nextId++;
    }

    /// <summary>The peer says what became of some.</summary>
    public void Settle(in AmqpDisposition disposition)
    {
        uint count = disposition.Last - disposition.First;
        // A range may name more than there is.
        if (count < _byId.Count)
            for (uint id = disposition.First; id != disposition.Last + 1; id++) Settle(id, disposition);
        else
            foreach (uint id in _byId.Keys.ToArray())
                if (id - disposition.First <= count) Settle(id, disposition);
    }

    /// <summary>Nobody tells any more what became of a link's messages.</summary>
    public void Fail(AmqpSender link, AmqpException why)
    {
        foreach (var (id, delivery) in _byId)
        {
            if (delivery.Link != link) continue;
            _byId.Remove(id);
            delivery.Fail(why);
        }
    }

    private void Settle(uint id, in AmqpDisposition disposition)
    {
        if (_byId.Remove(id, out var delivery)) delivery.Complete(disposition);
    }
}
