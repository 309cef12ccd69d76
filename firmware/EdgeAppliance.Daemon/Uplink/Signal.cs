using System.Threading.Channels;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Wakes one waiter; setting it twice before it is waited for wakes once.</summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Owned by the waiter. Kept over a timeout, because a second wait would otherwise leave the first one behind.
    private Task<bool>? _waiting;

    public void Set() => _set.Writer.TryWrite(true);

    /// <summary>Done when the signal is set or the time is over.</summary>
    public async Task Wait(TimeSpan most, CancellationToken stop)
    {
        _waiting ??= _set.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        if (!_waiting.IsCompleted)
        {
            try
            {
                await _waiting.WaitAsync(most, time, stop).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
        _waiting = null;
        _set.Reader.TryRead(out _);
    }
}
