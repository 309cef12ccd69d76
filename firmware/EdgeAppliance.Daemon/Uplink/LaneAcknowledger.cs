using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Tells the outbox which places of a lane the other side has, one call at a time: what is acknowledged while a call is
/// under way goes with the next.</summary>
internal sealed class LaneAcknowledger(IOutbox outbox, Lane lane, Signal wake)
{
    /// <summary>So many are sent again at most after a crash, while acknowledgements may linger.</summary>
    private const int PlacesToHasten = 64;

    private readonly Queue<(long First, long Last)> _waiting = new();
    private long _places;
    private (long First, long Last) _asked;
    private Task? _running;

    public bool IsIdle => _running is null && _waiting.Count == 0;

    public void Add(long first, long last)
    {
        if (first >= last) return;
        _waiting.Enqueue((first, last));
        _places += last - first;
    }

    /// <returns>What went wrong with the call before, or null. Its places are asked for again.</returns>
    public Exception? Advance()
    {
        Exception? failed = null;
        if (_running is { IsCompleted: true } ended)
        {
            _running = null;
            if (ended.IsCompletedSuccessfully) _places -= _asked.Last - _asked.First;
            else
            {
                failed = ended.Exception?.InnerException ?? new OperationCanceledException();
                _waiting.Enqueue(_asked);
            }
        }
        // A failure waits for the next call here, so that a store in trouble is not asked without a pause.
        if (_running is null && failed is null && _waiting.Count > 0) Ask();
        if (_running is not null && _places >= PlacesToHasten) outbox.Hasten();
        return failed;
    }

    private void Ask()
    {
        _asked = _waiting.Dequeue();
        while (_waiting.TryPeek(out var next) && next.First == _asked.Last)
        {
            _asked.Last = next.Last;
            _waiting.Dequeue();
        }
        _running = outbox.Acknowledge(lane, _asked.First, _asked.Last);
        _running.ConfigureAwait(false).GetAwaiter().OnCompleted(wake.Set);
    }
}
