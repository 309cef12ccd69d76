using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Tests.Drivers.Protocols.Amqp;

/// <summary>A sender that sends what the test writes, and tells what it is asked for.</summary>
internal sealed class CountingLink(AmqpSession session, AmqpAttach own) : AmqpLink(session, own)
{
    /// <summary>The latest flow's.</summary>
    public (uint? DeliveryCount, uint? Credit) Asked { get; private set; }

    public override void OnFlow(in AmqpFlow flow) => Asked = (flow.DeliveryCount, flow.Credit);

    /// <summary>Begins a message, and takes it back.</summary>
    public void SendAborted(uint deliveryId)
    {
        lock (Session.Connection.Gate)
        {
            Write(deliveryId, [1, 2, 3], hasMore: true, isAborted: false);
            Write(deliveryId, [], hasMore: false, isAborted: true);
            Session.Connection.Flush();
        }
    }

    /// <summary>Sends a whole message.</summary>
    public void Send(uint deliveryId, ReadOnlySpan<byte> data)
    {
        lock (Session.Connection.Gate)
        {
            // Part 3, section 3.2.6: a section of data.
            Write(deliveryId, [0x00, 0x53, 0x75, 0xa0, (byte)data.Length, .. data], hasMore: false, isAborted: false);
            Session.Connection.Flush();
        }
    }

    protected override void OnAttached(AmqpAttach remote)
    {
    }

    protected override void OnEnded(AmqpException why)
    {
    }

    // Part 2, section 2.7.5.
    private void Write(uint deliveryId, byte[] part, bool hasMore, bool isAborted)
    {
        var writer = Session.BeginFrame();
        writer.BeginList(AmqpCode.Transfer);
        writer.UInt(Handle);
        writer.UInt(deliveryId);
        writer.Binary([(byte)deliveryId]);
        writer.UInt(0);
        writer.Flag(false);
        writer.Flag(hasMore);
        writer.Nulls(3);
        writer.Flag(isAborted);
        writer.EndList();
        writer.Raw(part);
        Session.EndFrame();
    }
}
