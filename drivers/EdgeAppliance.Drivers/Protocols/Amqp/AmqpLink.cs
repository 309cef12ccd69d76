namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>One direction that messages go in, between an address here and one there.</summary>
/// <remarks>Guarded by the connection's lock, unless a member says otherwise.</remarks>
internal abstract class AmqpLink(AmqpSession session, AmqpAttach own)
{
    private readonly TaskCompletionSource<AmqpError?> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AmqpSession Session => session;

    public string Name => own.Name;

    /// <summary>Ours.</summary>
    public uint Handle => own.Handle;

    /// <summary>The peer's; null until it has attached.</summary>
    public uint? RemoteHandle { get; private set; }

    /// <summary>What the messages go to, or come from, at the end that does not ask for the link. Empty where each message says so itself.</summary>
    public string Address { get; init; } = "";

    /// <summary>The largest message that the peer takes; 0 for any.</summary>
    public ulong RemoteMessageBytesMax { get; private set; }

    /// <summary>It has ended, or is about to.</summary>
    public bool IsGone { get; private set; }

    /// <summary>We have said that it ends.</summary>
    public bool IsDetachSent { get; private set; }

    /// <summary>The handler's own.</summary>
    public object? State { get; set; }

    /// <summary>Done once the peer has attached; faulted where it refuses. Any thread.</summary>
    public Task Attached => _attached.Task;

    /// <summary>Done once it has ended, with the reason where there is one. Any thread.</summary>
    public Task<AmqpError?> Gone => _gone.Task;

    /// <summary>The peer has named its side.</summary>
    /// <param name="isRefused">By the peer or by us: a detach follows.</param>
    public void Attach(AmqpAttach remote, bool isRefused)
    {
        RemoteHandle = remote.Handle;
        RemoteMessageBytesMax = remote.MessageBytesMax;
        if (isRefused) return;
        OnAttached(remote);
        _attached.TrySetResult();
    }

    /// <summary>Ends the link, with the reason.</summary>
    public void Detach(AmqpError? error)
    {
        if (IsDetachSent) return;
        IsDetachSent = true;
        var writer = session.BeginFrame();
        writer.BeginList(AmqpCode.Detach);
        writer.UInt(Handle);
        writer.Flag(true);
        writer.Error(error);
        writer.EndList();
        session.EndFrame();
        End(error);
    }

    /// <summary>Nothing comes or goes over it any more.</summary>
    public void End(AmqpError? error)
    {
        if (IsGone) return;
        IsGone = true;
        var why = new AmqpException(error ?? new AmqpError(AmqpCondition.ConnectionForced, "the link ended"));
        _attached.TrySetException(why);
        // Who asks for no link waits for none.
        _ = _attached.Task.Exception;
        OnEnded(why);
        _gone.TrySetResult(error);
        session.Connection.Handler.OnDetached(this, error);
    }

    public abstract void OnFlow(in AmqpFlow flow);

    protected abstract void OnAttached(AmqpAttach remote);

    protected abstract void OnEnded(AmqpException why);
}
