namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A message of ours, until it is known what became of it.</summary>
/// <param name="head">Its sections up to the body's bytes.</param>
/// <param name="body">Must stay as it is until <see cref="Done"/>.</param>
internal sealed class AmqpDelivery(AmqpSender link, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
{
    private readonly TaskCompletionSource<AmqpDisposition> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AmqpSender Link => link;

    public uint Id { get; private set; }

    public bool IsBegun { get; private set; }

    public int Left { get; private set; } = head.Length + body.Length;

    /// <summary>None of its bytes was sent yet.</summary>
    public bool IsUntouched => Left == head.Length + body.Length;

    public Task<AmqpDisposition> Done => _done.Task;

    public void Begin(uint id) => (Id, IsBegun) = (id, true);

    /// <summary>Writes the next bytes.</summary>
    public void Write(AmqpWriter writer, int count)
    {
        int at = head.Length + body.Length - Left;
        int fromHead = Math.Clamp(head.Length - at, 0, count);
        if (fromHead > 0) writer.Raw(head.Span.Slice(at, fromHead));
        if (count > fromHead) writer.Raw(body.Span.Slice(at + fromHead - head.Length, count - fromHead));
        Left -= count;
    }

    public void Complete(in AmqpDisposition disposition) => _done.TrySetResult(disposition);

    public void Fail(AmqpException why)
    {
        _done.TrySetException(why);
        // Not everybody waits for it.
        _ = _done.Task.Exception;
    }
}
