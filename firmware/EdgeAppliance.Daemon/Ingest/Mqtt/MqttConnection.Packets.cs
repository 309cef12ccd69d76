using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <content>What becomes of packets that are no publishes.</content>
internal sealed partial class MqttConnection
{
    private const int Connect = 1, PubAck = 4, PubRec = 5, PubRel = 6, PubComp = 7, Subscribe = 8, Unsubscribe = 10, PingReq = 12, Disconnect = 14;

    /// <returns>What must be done before the next packet is taken; mostly null.</returns>
    private Task? Take(in MqttFrame frame)
    {
        int type = frame.First >> 4;
        if (type == Connect) return Open(frame);
        if (!_isOpen) throw MqttProtocolException.Error("The first packet is no CONNECT.");
        int flags = frame.First & 0x0f;
        if (flags != (type is PubRel or Subscribe or Unsubscribe ? 2 : 0)) throw MqttProtocolException.Malformed("A packet has flags that it must not have.");
        switch (type)
        {
            case PubAck or PubRec or PubRel or PubComp: OnAcknowledge(type, frame.Body); break;
            case Subscribe: OnSubscribe(frame.Body); break;
            case Unsubscribe: OnUnsubscribe(frame.Body); break;
            case PingReq: _writer.Write([MqttPackets.PingResp, 0]); break;
            case Disconnect: OnDisconnect(frame.Body); break;
            default: throw MqttProtocolException.Error("A client does not send such a packet.");
        }
        return null;
    }

    private Task Open(in MqttFrame frame)
    {
        // Section 3.1.0-2: a second CONNECT ends the connection.
        if (_session is not null || (frame.First & 0x0f) != 0) throw MqttProtocolException.Error("This CONNECT does not belong here.");
        return OpenAsync(MqttConnectReader.Read(frame.Body));
    }

    // 3: the client is let in
    private async Task OpenAsync(MqttConnect connect)
    {
        var around = _core.Around;
        IsVersion5 = connect.Version == MqttVersion.V500;
        if (!_core.TryConnect())
        {
            around.Counters.Count(MqttCount.ConnectionsTooFast);
            Refuse(connect.Version, MqttReason.ConnectionRateExceeded, connect.WantsReasons ? "Clients come too fast; try again." : null, connect.PacketBytesMax);
            return;
        }
        var (answer, why, admission) = await _core.Access.Admit(connect, _transport).ConfigureAwait(false);
        if (answer == MqttReason.Success)
        {
            _until = admission.Until ?? DateTimeOffset.MaxValue;
            _proof = admission.Proof;
            if (await TryEnterAsync(connect, admission.Device).ConfigureAwait(false)) return;
            around.Counters.Count(MqttCount.ConnectionsFull);
            (answer, why) = (IsVersion5 ? MqttReason.QuotaExceeded : MqttReason.ServerUnavailable, "There are too many connections.");
        }
        Refuse(connect.Version, answer, connect.WantsReasons ? why : null, connect.PacketBytesMax);
    }

    /// <returns>False where there are too many connections.</returns>
    private async Task<bool> TryEnterAsync(MqttConnect connect, KnownDevice? device)
    {
        var options = _core.Around.Options;
        bool isNamedByUs = connect.ClientId.Length == 0;
        if (isNamedByUs) connect = connect with { ClientId = NewClientId() };
        _terms = new MqttTerms(connect, options.InFlightMax);
        if (connect.KeepAliveSeconds > 0) _silentMs = connect.KeepAliveSeconds * 1500L;
        if (_core.Sessions.Attach(this, connect, device, out bool isPresent) is not { } session) return false;
        _transport = _transport.Forget();
        Device = device;
        _session = session;
        if (isPresent) DropDenied(session);
        _publisher = new MqttPublisher(this, session, isNamedByUs ? new PublishMemory() : _core.Intake.Memories.Of(connect.ClientId), _core);
        // Whoever is let in may rely on its will, after a crash too; where it cannot be stored it is kept in memory.
        var kept = connect.Will is { } will && _core.State is { } state ? state.Keep(session, will) : Task.CompletedTask;
        // Who takes over may drop it from now on: the store has been asked to keep it before.
        _will = connect.Will;
        await kept.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _writer.Write(Bytes(to => MqttPackets.Accept(to, connect, session, isPresent, options, isNamedByUs)));
        _isOpen = true;
        _core.Around.Counters.Count(MqttCount.Connected);
        // Runs at once where it has ended meanwhile; whoever ends the device must not wait for its connections.
        if (device is not null) _ending = device.Ended.Register(() =>
        {
            _isExpelled = true;
            _ = Task.Run(Expel);
        });
        _writer.Tell();
        return true;
    }

    /// <summary>For a client that leaves its name to the broker.</summary>
    private static string NewClientId() => $"unnamed-{Guid.NewGuid():N}";

    /// <summary>The device may be here no more, and nothing of it stays.</summary>
    private void Expel()
    {
        Dismiss();
        _core.Sessions.End(_session!);
    }

    /// <summary>Who it is is no longer proved.</summary>
    private void Dismiss()
    {
        _isExpelled = true;
        if (DropWill()) _core.Around.Counters.Count(MqttCount.WillWithheld);
        End(MqttReason.NotAuthorized);
    }

    /// <returns>False where there is none.</returns>
    private bool DropWill()
    {
        if (TakeWill() is not { } will) return false;
        _core.State?.Drop(will);
        return true;
    }

    /// <param name="bytesMax">Beyond it the client is not told why in words.</param>
    private void Refuse(MqttVersion? version, MqttReason reason, string? why, uint bytesMax = uint.MaxValue)
    {
        var refusal = Bytes(to => MqttPackets.Refuse(to, version, reason, why));
        if (why is not null && refusal.Length > bytesMax) refusal = Bytes(to => MqttPackets.Refuse(to, version, reason, null));
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        Volatile.Write(ref _endedAtMs, NowMs);
        _writer.Close(refusal);
    }

    // What the device may be told may have changed since it subscribed.
    private void DropDenied(MqttSession session)
    {
        if (Device is null) return;
        foreach (var subscription in session.Subscriptions)
            if (!Device.Acl.MaySubscribe(subscription.Asked.Text)) Unsubscribed(session, subscription.Asked.Text);
        session.Withhold(Device.Acl);
    }

    private bool Unsubscribed(MqttSession session, string filter)
    {
        if (session.Unsubscribe(filter) is not { } old) return false;
        _core.Router.Tree.Remove(old);
        return true;
    }

    private void OnAcknowledge(int type, ReadOnlySpan<byte> body)
    {
        var reader = new MqttReader(body);
        ushort packetId = reader.U16();
        bool isRefused = IsVersion5 && !reader.IsAtEnd && reader.U8() >= (byte)MqttReason.Unspecified;
        var session = _session!;
        switch (type)
        {
            case PubRec when !isRefused:
                Reply(MqttPackets.PubRel, packetId, session.Release(packetId, out var kept), kept);
                return;
            case PubRel:
                bool known = session.Forget(packetId, out var dropped);
                _publisher!.Memory.Forget(packetId);
                Reply(MqttPackets.PubComp, packetId, known, dropped);
                return;
        }
        if (session.Acknowledge(packetId)) _writer.Tell();
    }

    /// <param name="kept">When it may be said.</param>
    private void Reply(byte first, ushort packetId, bool isKnown, Task kept)
    {
        byte[] reply = Bytes(to =>
        {
            if (isKnown || !IsVersion5) MqttPackets.Ack(to, first, packetId);
            else MqttPackets.Ack(to, first, packetId, MqttReason.PacketIdNotFound, null);
        });
        if (kept.IsCompletedSuccessfully) _writer.Write(reply);
        else Answer(new MqttPending(0, packetId, kept, null, reply));
    }

    private void OnSubscribe(ReadOnlySpan<byte> body)
    {
        var session = _session!;
        var filters = MqttFilterReader.Subscribe(body, IsVersion5, out ushort packetId);
        byte[] codes = new byte[filters.Count];
        var made = new List<(MqttSubscription Subscription, bool IsNew)>();
        for (int i = 0; i < codes.Length; i++)
        {
            var (code, subscription) = _core.Access.MaySubscribe(Device, filters[i].Text) ? _core.Router.Subscribe(session, filters[i], out bool isNew) : Denied(out isNew);
            // MQTT 3.1.1 section 3.9.3 knows one failure.
            codes[i] = code >= MqttReason.Unspecified && !IsVersion5 ? (byte)MqttReason.Unspecified : (byte)code;
            if (subscription is not null) made.Add((subscription, isNew));
        }
        var kept = made.Count > 0 && _core.State is { } state ? state.Keep(session) : Task.CompletedTask;
        // Whoever has its subscription for good has what was retained, too.
        if (session.IsPersistent) kept = MqttTasks.Both(kept, TellRetained(made));
        Answer(new MqttPending(0, packetId, kept, null, Bytes(to => MqttPackets.Answers(to, MqttPackets.SubAck, packetId, IsVersion5, codes))));
        _acknowledger.Start();
        if (!session.IsPersistent) TellRetained(made);
    }

    private Task TellRetained(List<(MqttSubscription Subscription, bool IsNew)> made)
    {
        var all = Task.CompletedTask;
        foreach (var (subscription, isNew) in made) all = MqttTasks.Both(all, _core.Router.TellRetained(subscription, isNew));
        return all;
    }

    private static (MqttReason, MqttSubscription?) Denied(out bool isNew)
    {
        isNew = false;
        return (MqttReason.NotAuthorized, null);
    }

    private void OnUnsubscribe(ReadOnlySpan<byte> body)
    {
        var session = _session!;
        var filters = MqttFilterReader.Unsubscribe(body, IsVersion5, out ushort packetId);
        byte[] codes = new byte[filters.Count];
        for (int i = 0; i < codes.Length; i++) codes[i] = (byte)(Unsubscribed(session, filters[i].Text) ? MqttReason.Success : MqttReason.NoSubscriptionExisted);
        var kept = session.IsStored && _core.State is { } state ? state.Keep(session) : Task.CompletedTask;
        Answer(new MqttPending(0, packetId, kept, null, Bytes(to => MqttPackets.Answers(to, MqttPackets.UnsubAck, packetId, IsVersion5, IsVersion5 ? codes : []))));
    }

    private void OnDisconnect(ReadOnlySpan<byte> body)
    {
        var reader = new MqttReader(body);
        var reason = IsVersion5 && !reader.IsAtEnd ? (MqttReason)reader.U8() : MqttReason.Success;
        if (IsVersion5 && !reader.IsAtEnd)
        {
            var properties = new MqttPropertyReader(reader.Properties(true));
            while (properties.Next())
            {
                if (properties.Id != MqttProperty.SessionExpiry) continue;
                // Section 3.14.2.2.2: what was to end with the connection cannot last after all.
                if (!_session!.IsPersistent && properties.Number > 0) throw MqttProtocolException.Error("A session that ends with its connection cannot last.");
                _session.ExpirySeconds = Math.Min(properties.Number, (uint)_core.Around.Options.SessionExpiryMax.TotalSeconds);
                if (_session.IsStored) _core.State?.Keep(_session);
            }
        }
        if (reason == MqttReason.Success) DropWill();
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        Volatile.Write(ref _endedAtMs, NowMs);
        _writer.Close(default);
    }
}
