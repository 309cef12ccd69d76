namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A request that waits for its answer, or an observation that waits for the next one. Guarded by the client's lock.</summary>
internal sealed class CoapWaiting(ushort messageId, long dueMs, Action<CoapResponse>? notified)
{
    // What goes on with the answer must not run under the client's lock.
    private readonly TaskCompletionSource<CoapResponse> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The newest notification's number, and when it came.
    private (uint Sequence, long AtMs)? _newest;

    public ushort MessageId { get; } = messageId;

    public long DueMs { get; } = dueMs;

    /// <summary>Who is told of notifications; null where nothing is observed.</summary>
    public Action<CoapResponse>? Notified => notified;

    public bool IsAnswered { get; private set; }

    public Task<CoapResponse> Answer => _answered.Task;

    /// <summary>The first answer ends the wait; those that follow are notifications.</summary>
    public void Take(CoapResponse response, long nowMs)
    {
        if (!IsAnswered)
        {
            IsAnswered = true;
            if (response.Observe is { } first) _newest = (first, nowMs);
            _answered.TrySetResult(response);
        }
        else if (response.Observe is { } sequence && IsNewer(sequence, nowMs))
        {
            _newest = (sequence, nowMs);
            notified?.Invoke(response);
        }
        else if (response.Observe is null)
        {
            notified?.Invoke(response);
        }
    }

    public void Fail(string why) => _answered.TrySetException(new IOException(why));

    /// <summary>Whether more may follow: it observes, and the server agreed.</summary>
    public bool GoesOn(CoapResponse response) => notified is not null && response is { IsSuccess: true, Observe: not null };

    // RFC 7641 section 3.4: numbers go round, and after 128 seconds any is newer.
    private bool IsNewer(uint sequence, long nowMs) =>
        _newest is not { } newest || (sequence != newest.Sequence && ((sequence - newest.Sequence) & 0xffffff) < 1 << 23) || nowMs - newest.AtMs > 128_000;
}
