using System.Buffers;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A link over which messages come. As many are asked for as may be unsettled at once; more are asked for as those are settled.</summary>
/// <remarks>Guarded by the connection's lock.</remarks>
internal sealed class AmqpReceiver(AmqpSession session, AmqpAttach own) : AmqpLink(session, own)
{
    private readonly uint _creditMax = session.Connection.Settings.CreditMax;

    private uint _credit;
    private uint _deliveryCount;
    private uint _unsettled;

    // Parts of a message that is not whole yet.
    private byte[] _parts = [];
    private int _partBytes;
    private uint? _partId;
    private bool _isPartSettled;

    /// <summary>Takes a transfer.</summary>
    /// <returns>Null where it was taken; else when to try it again.</returns>
    public Task? Take(in AmqpTransfer transfer)
    {
        if (IsGone) return null;
        bool isFirst = _partId is null;
        if (isFirst && _credit == 0)
        {
            Session.Connection.Handler.Count(AmqpCount.CreditExceeded);
            Detach(new AmqpError(AmqpCondition.TransferLimitExceeded, "More messages came than were asked for."));
            return null;
        }
        if (transfer.IsAborted)
        {
            // Part 2, section 2.7.5: no message, but its sender has counted it.
            DropParts();
            Count();
            Replenish();
            return null;
        }
        uint id = _partId ?? transfer.DeliveryId ?? throw AmqpReader.Bad("The first transfer of a message has no delivery id.");
        if (transfer.HasMore) AddPart(transfer, id);
        else return TakeLast(transfer, id);
        return null;
    }

    /// <summary>Tells the sender once the message is stored, or that it is not.</summary>
    public void Settle(uint deliveryId, Task stored) => Session.Connection.Settler.Add(new AmqpPending(this, deliveryId, stored, null));

    /// <summary>Tells the sender that the message can never be taken.</summary>
    public void Reject(uint deliveryId, AmqpError why) => Session.Connection.Settler.Add(new AmqpPending(this, deliveryId, Task.CompletedTask, why));

    /// <summary>Messages were settled.</summary>
    public void OnSettled(uint count)
    {
        _unsettled -= count;
        if (!IsGone) Replenish();
    }

    public override void OnFlow(in AmqpFlow flow)
    {
        if (flow.Echo && !IsGone) WriteFlow();
    }

    protected override void OnAttached(AmqpAttach remote)
    {
        _deliveryCount = remote.InitialDeliveryCount;
        Replenish();
    }

    protected override void OnEnded(AmqpException why) => DropParts();

    private Task? TakeLast(in AmqpTransfer transfer, uint id)
    {
        int before = _partBytes;
        bool isSettled = transfer.IsSettled || _isPartSettled;
        var message = transfer.Payload;
        if (before > 0 || _partId is not null)
        {
            if (!TryAppend(message)) return null;
            message = _parts.AsSpan(0, _partBytes);
        }
        else if (message.Length > Session.Connection.Settings.MessageBytesMax)
        {
            TooLarge();
            return null;
        }
        if (!isSettled) _unsettled++;
        if (Session.Connection.Handler.OnMessage(this, new AmqpArrival(id, isSettled, message)) is { } room)
        {
            if (!isSettled) _unsettled--;
            Session.Connection.PartBytes -= _partBytes - before;
            _partBytes = before;
            return room;
        }
        DropParts();
        if (IsGone) return null;
        Count();
        if (isSettled) Replenish();
        return null;
    }

    private void Count()
    {
        _credit--;
        _deliveryCount++;
    }

    private void AddPart(in AmqpTransfer transfer, uint id)
    {
        _partId = id;
        _isPartSettled |= transfer.IsSettled;
        TryAppend(transfer.Payload);
    }

    private bool TryAppend(ReadOnlySpan<byte> part)
    {
        var connection = Session.Connection;
        if (_partBytes + part.Length > connection.Settings.MessageBytesMax || connection.PartBytes + part.Length > 2L * connection.Settings.MessageBytesMax)
        {
            TooLarge();
            return false;
        }
        if (_partBytes + part.Length > _parts.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_parts.Length * 2, _partBytes + part.Length));
            _parts.AsSpan(0, _partBytes).CopyTo(larger);
            if (_parts.Length > 0) ArrayPool<byte>.Shared.Return(_parts);
            _parts = larger;
        }
        part.CopyTo(_parts.AsSpan(_partBytes));
        _partBytes += part.Length;
        connection.PartBytes += part.Length;
        return true;
    }

    private void TooLarge()
    {
        Session.Connection.Handler.Count(AmqpCount.MessagesTooLarge);
        Detach(new AmqpError(AmqpCondition.MessageSizeExceeded, $"A message has more than {Session.Connection.Settings.MessageBytesMax} bytes, or too many come in parts at once."));
    }

    private void DropParts()
    {
        Session.Connection.PartBytes -= _partBytes;
        if (_parts.Length > 0) ArrayPool<byte>.Shared.Return(_parts);
        (_parts, _partBytes, _partId, _isPartSettled) = ([], 0, null, false);
    }

    private void Replenish()
    {
        if (_creditMax - _credit - _unsettled < (_creditMax + 1) / 2) return;
        _credit = _creditMax - _unsettled;
        WriteFlow();
    }

    private void WriteFlow() => Session.WriteFlow(new AmqpFlow { Handle = Handle, DeliveryCount = _deliveryCount, Credit = _credit });
}
