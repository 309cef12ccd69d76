using System.Diagnostics.CodeAnalysis;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A link over which messages go, as the peer asks for them.</summary>
/// <remarks>Guarded by the connection's lock, but what says otherwise.</remarks>
internal sealed class AmqpSender(AmqpSession session, AmqpAttach own) : AmqpLink(session, own)
{
    /// <summary>What a frame has beside its part of the message, at most.</summary>
    private const int EnvelopeBytes = 64;

    private readonly Queue<AmqpDelivery> _waiting = new();
    private uint _credit;
    private uint _deliveryCount;

    /// <summary>Asked for a message, under the lock, whenever the peer asks for more than waits here; null where there is none.</summary>
    public Func<(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)?>? More { get; set; }

    /// <summary>Messages that wait for the peer to ask for them.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Sends a message behind those before it. Any thread.</summary>
    /// <returns>What became of it; faulted with <see cref="AmqpException"/> where the link ended before that was known.</returns>
    public Task<AmqpDisposition> Send(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var delivery = new AmqpDelivery(this, head, body);
        lock (Session.Connection.Gate)
        {
            if (IsGone) delivery.Fail(new AmqpException(AmqpCondition.ConnectionForced, "the link has ended"));
            else _waiting.Enqueue(delivery);
            Pump();
            Session.Connection.Flush();
        }
        return delivery.Done;
    }

    /// <summary><see cref="More"/> has something. Any thread.</summary>
    public void Tell()
    {
        lock (Session.Connection.Gate)
        {
            Pump();
            Session.Connection.Flush();
        }
    }

    /// <summary>Writes what may be sent now.</summary>
    public void Pump()
    {
        while (!IsGone && TryPeek(out var delivery))
        {
            if (!delivery.IsBegun)
            {
                if (_credit == 0) return;
                _credit--;
                _deliveryCount++;
                delivery.Begin(Session.Track(delivery));
            }
            if (!TryWrite(delivery)) return;
            _waiting.Dequeue();
        }
    }

    public override void OnFlow(in AmqpFlow flow)
    {
        if (flow.Credit is { } credit)
            // Part 2, section 2.6.7: what the peer counted when it said so may be behind. Arithmetic of serial numbers (RFC 1982) wraps.
            _credit = Math.Max(0, (int)((flow.DeliveryCount ?? 0) + Math.Min(credit, int.MaxValue) - _deliveryCount)) is var left and > 0 ? (uint)left : 0;
        Pump();
        if (flow.Drain && _credit > 0 && _waiting.Count == 0)
        {
            _deliveryCount += _credit;
            _credit = 0;
        }
        if (flow.Drain || flow.Echo) Session.WriteFlow(new AmqpFlow { Handle = Handle, DeliveryCount = _deliveryCount, Credit = _credit, Drain = flow.Drain });
    }

    protected override void OnAttached(AmqpAttach remote)
    {
    }

    protected override void OnEnded(AmqpException why)
    {
        while (_waiting.TryDequeue(out var waiting)) waiting.Fail(why);
        Session.Fail(this, why);
    }

    private bool TryPeek([NotNullWhen(true)] out AmqpDelivery? delivery)
    {
        if (_waiting.TryPeek(out delivery)) return true;
        if (_credit == 0 || More?.Invoke() is not { } more) return false;
        _waiting.Enqueue(delivery = new AmqpDelivery(this, more.Head, more.Body));
        return true;
    }

    private bool TryWrite(AmqpDelivery delivery)
    {
        int partMax = Session.Connection.RemoteFrameBytesMax - EnvelopeBytes;
        while (delivery.Left > 0)
        {
            if (!Session.TryEnterTransfer()) return false;
            int part = Math.Min(partMax, delivery.Left);
            var writer = Session.BeginFrame();
            AmqpTransfer.Write(writer, Handle, delivery.IsUntouched ? delivery.Id : null, settled: false, hasMore: part < delivery.Left);
            delivery.Write(writer, part);
            Session.EndFrame();
        }
        return true;
    }
}
