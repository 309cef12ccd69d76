namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>Links that share a channel and its windows (part 2, section 2.5).</summary>
/// <param name="channel">Ours.</param>
/// <remarks>Guarded by the connection's lock.</remarks>
internal sealed class AmqpSession(AmqpConnection connection, ushort channel)
{
    private const uint Window = 2048;

    private readonly AmqpLinks _links = new(connection.Settings.LinksMax);

    private readonly AmqpSent _sent = new();
    private uint _nextIncomingId;
    private uint _incomingWindow = Window;
    private uint _nextOutgoingId;
    private uint _remoteWindow;
    private bool _isEndSent;

    public AmqpConnection Connection => connection;

    public ushort Channel => channel;

    public AmqpWriter BeginFrame()
    {
        var writer = connection.Writer;
        writer.BeginFrame(AmqpFrame.AmqpType, channel);
        return writer;
    }

    public void EndFrame() => connection.Writer.EndFrame();

    public void WriteBegin(ushort? remoteChannel)
    {
        new AmqpBegin(remoteChannel, _nextOutgoingId, Window, Window, (uint)connection.Settings.LinksMax - 1).Write(BeginFrame());
        EndFrame();
    }

    /// <summary>The peer has begun it too.</summary>
    public void Begin(in AmqpBegin remote) => (_nextIncomingId, _remoteWindow) = (remote.NextOutgoingId, remote.IncomingWindow);

    /// <summary>Asks the peer for a link.</summary>
    /// <param name="make">Makes it of our side.</param>
    public T Attach<T>(Func<uint, AmqpAttach> side, Func<AmqpSession, AmqpAttach, T> make)
        where T : AmqpLink
    {
        if (_links.FreeHandle() is not { } handle || !connection.Sessions.TryEnterLink()) throw new AmqpException(AmqpCondition.ResourceLimitExceeded, "there are too many links");
        var own = side(handle);
        var link = make(this, own);
        _links.Add(link);
        Write(own);
        return link;
    }

    /// <summary>Handles a frame of the session.</summary>
    /// <returns>Null where it was taken; else when to try it again.</returns>
    public Task? Process(ulong performative, AmqpFields fields, ReadOnlySpan<byte> payload)
    {
        if (_isEndSent)
        {
            if (performative == AmqpCode.End) connection.Sessions.Remove(this);
            return null;
        }
        switch (performative)
        {
            case AmqpCode.Attach: OnAttach(AmqpAttach.Read(fields)); break;
            case AmqpCode.Flow: OnFlow(AmqpFlow.Read(fields)); break;
            case AmqpCode.Transfer: return OnTransfer(AmqpTransfer.Read(fields, payload));
            case AmqpCode.Disposition: OnDisposition(AmqpDisposition.Read(fields)); break;
            case AmqpCode.Detach: OnDetach(fields); break;
            case AmqpCode.End:
                var error = fields.Error();
                WriteEnd(null);
                connection.Sessions.Remove(this);
                EndLinks(error);
                break;
            default: throw new AmqpException(AmqpCondition.NotImplemented, $"There is no performative 0x{performative:x}.");
        }
        return null;
    }

    /// <summary>Nothing comes or goes over its links any more.</summary>
    public void EndLinks(AmqpError? error)
    {
        foreach (var link in _links.All)
        {
            link.End(error);
            Forget(link);
        }
    }

    /// <summary>Numbers a message of ours whose end is waited for.</summary>
    public uint Track(AmqpDelivery delivery) => _sent.Add(delivery);

    /// <inheritdoc cref="AmqpSent.Fail"/>
    public void Fail(AmqpSender link, AmqpException why) => _sent.Fail(link, why);

    /// <returns>False where the peer's window, or what waits to be written, has no room for a transfer.</returns>
    public bool TryEnterTransfer()
    {
        if (_remoteWindow == 0 || connection.IsOutputFull) return false;
        _remoteWindow--;
        _nextOutgoingId++;
        return true;
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Pump()
    {
        foreach (var link in _links.All) (link as AmqpSender)?.Pump();
    }

    public void WriteFlow(in AmqpFlow flow)
    {
        _incomingWindow = Window;
        (flow with { NextIncomingId = _nextIncomingId, IncomingWindow = _incomingWindow, NextOutgoingId = _nextOutgoingId, OutgoingWindow = Window }).Write(BeginFrame());
        EndFrame();
    }

    public void WriteDisposition(in AmqpDisposition disposition)
    {
        disposition.Write(BeginFrame());
        EndFrame();
    }

    private void OnAttach(AmqpAttach remote)
    {
        if (remote.Handle >= connection.Settings.LinksMax) throw new AmqpException(AmqpCondition.FramingError, $"Handle {remote.Handle} is beyond the handle-max that was agreed on.");
        if (_links.Find(remote.Handle) is not null)
        {
            End(new AmqpError(AmqpCondition.HandleInUse, $"Handle {remote.Handle} is another link's."));
            return;
        }
        if (_links.FindAsked(remote.Name, isReceiver: !remote.IsReceiver) is { } asked)
        {
            // Part 2, section 2.6.3: a peer that refuses attaches without the terminus, and detaches.
            bool isRefused = remote.IsReceiver ? !remote.HasTarget : !remote.HasSource;
            asked.Attach(remote, isRefused);
            _links.Bind(asked);
            if (!isRefused) connection.Handler.OnAttached(asked);
            return;
        }
        Accept(remote);
    }

    private void Accept(AmqpAttach remote)
    {
        bool entered = connection.Sessions.TryEnterLink();
        uint? handle = entered ? _links.FreeHandle() : null;
        var own = AmqpAnswers.Of(remote, handle ?? (uint)connection.Settings.LinksMax, (ulong)connection.Settings.MessageBytesMax);
        AmqpLink link = own.IsReceiver
            ? new AmqpReceiver(this, own) { Address = remote.TargetAddress ?? "" }
            : new AmqpSender(this, own) { Address = remote.SourceAddress ?? "" };
        var refusal = handle is null ? AmqpAnswers.TooManyLinks : remote.AsksForMore ? AmqpAnswers.AsksForMore : connection.Handler.OnAttach(link, remote);
        if (handle is null && entered) connection.Sessions.LeaveLink();
        connection.Handler.Count(refusal is null ? AmqpCount.LinksAttached : AmqpCount.LinksRefused);
        Write(refusal is null ? own : own with { HasSource = own.HasSource && own.IsReceiver, HasTarget = own.HasTarget && !own.IsReceiver });
        if (handle is not null) _links.Add(link);
        link.Attach(remote, refusal is not null);
        if (handle is not null) _links.Bind(link);
        if (refusal is not null) link.Detach(refusal);
        else connection.Handler.OnAttached(link);
    }

    private void OnDetach(AmqpFields fields)
    {
        uint handle = fields.UInt(0);
        fields.Skip();
        var error = fields.Error();
        if (_links.Find(handle) is not { } link)
        {
            // One that was refused at the limit, and never had a place.
            return;
        }
        link.End(error);
        link.Detach(null);
        Forget(link);
    }

    private Task? OnTransfer(in AmqpTransfer transfer)
    {
        if (_incomingWindow == 0)
        {
            connection.Handler.Count(AmqpCount.WindowExceeded);
            End(new AmqpError(AmqpCondition.WindowViolation, "More transfers came than the window had room for."));
            return null;
        }
        if (_links.Find(transfer.Handle) is not { } link)
        {
            End(new AmqpError(AmqpCondition.UnattachedHandle, $"There is no link of handle {transfer.Handle}."));
            return null;
        }
        if (link is not AmqpReceiver receiver) throw new AmqpException(AmqpCondition.NotAllowed, "A transfer came over a link of the other direction.");
        if (receiver.Take(transfer) is { } room) return room;
        _nextIncomingId++;
        if (--_incomingWindow < Window / 2) WriteFlow(new AmqpFlow());
        return null;
    }

    private void OnFlow(in AmqpFlow flow)
    {
        // Part 2, section 2.5.6: what is on its way is not counted by the peer yet.
        _remoteWindow = (uint)Math.Max(0, (int)((flow.NextIncomingId ?? 0) + Math.Min(flow.IncomingWindow, int.MaxValue) - _nextOutgoingId));
        if (flow.Handle is not { } handle)
        {
            Pump();
            if (flow.Echo) WriteFlow(new AmqpFlow());
        }
        else if (_links.Find(handle) is { IsGone: false } link) link.OnFlow(flow);
        else if (_links.Find(handle) is null) End(new AmqpError(AmqpCondition.UnattachedHandle, $"There is no link of handle {handle}."));
        else Pump();
    }

    private void OnDisposition(in AmqpDisposition disposition)
    {
        if (!disposition.FromReceiver || disposition.Outcome == AmqpOutcome.Received) return;
        _sent.Settle(disposition);
        if (!disposition.IsSettled) WriteDisposition(disposition with { FromReceiver = false, IsSettled = true });
    }

    private void Forget(AmqpLink link)
    {
        _links.Remove(link);
        connection.Sessions.LeaveLink();
    }

    private void End(AmqpError error)
    {
        WriteEnd(error);
        EndLinks(error);
    }

    private void WriteEnd(AmqpError? error)
    {
        _isEndSent = true;
        var writer = BeginFrame();
        writer.BeginList(AmqpCode.End);
        writer.Error(error);
        writer.EndList();
        EndFrame();
    }

    private void Write(AmqpAttach own)
    {
        own.Write(BeginFrame());
        EndFrame();
    }
}
