namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A connection's sessions, by our channels and by the peer's, and how many links they have.</summary>
/// <remarks>Guarded by the connection's lock.</remarks>
internal sealed class AmqpSessions(AmqpConnection connection)
{
    private readonly Dictionary<ushort, AmqpSession> _byChannel = [];
    private readonly Dictionary<ushort, AmqpSession> _byRemote = [];
    private int _links;

    /// <returns>Null where there are too many.</returns>
    public AmqpSession? Add()
    {
        for (ushort channel = 0; channel < connection.Settings.SessionsMax; channel++)
        {
            if (_byChannel.ContainsKey(channel)) continue;
            return _byChannel[channel] = new AmqpSession(connection, channel);
        }
        return null;
    }

    /// <returns>Null where the peer has begun none on that channel.</returns>
    public AmqpSession? Find(ushort remoteChannel) => _byRemote.GetValueOrDefault(remoteChannel);

    /// <summary>The peer begins one, ours or another.</summary>
    /// <exception cref="AmqpException">It may not.</exception>
    public void Begin(ushort channel, in AmqpBegin remote)
    {
        if (_byRemote.ContainsKey(channel)) throw new AmqpException(AmqpCondition.IllegalState, $"There is a session on channel {channel} already.");
        AmqpSession? session;
        if (remote.RemoteChannel is { } ours)
        {
            if (!_byChannel.TryGetValue(ours, out session)) throw new AmqpException(AmqpCondition.IllegalState, $"Nobody began a session on channel {ours}.");
            session.Begin(remote);
            session.Pump();
        }
        else
        {
            session = channel < connection.Settings.SessionsMax ? Add() : null;
            if (session is null) throw new AmqpException(AmqpCondition.FramingError, $"Channel {channel} is beyond the channel-max that was agreed on.");
            session.Begin(remote);
            session.WriteBegin(channel);
        }
        _byRemote[channel] = session;
    }

    public void Remove(AmqpSession session)
    {
        _byChannel.Remove(session.Channel);
        foreach (var (channel, other) in _byRemote)
            if (other == session) _byRemote.Remove(channel);
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Pump()
    {
        foreach (var session in _byChannel.Values) session.Pump();
    }

    /// <summary>Nothing comes or goes any more.</summary>
    public void End(AmqpError? error)
    {
        foreach (var session in _byChannel.Values.ToArray()) session.EndLinks(error);
        _byChannel.Clear();
        _byRemote.Clear();
    }

    /// <returns>False where there are too many links, of all sessions.</returns>
    public bool TryEnterLink()
    {
        if (_links >= connection.Settings.LinksMax) return false;
        _links++;
        return true;
    }

    public void LeaveLink() => _links--;
}
