namespace EdgeAppliance.Daemon.Updates;

/// <summary>What wakes a loop before its time. Nudges that come while it is awake are one nudge.</summary>
internal sealed class Nudges : IDisposable
{
    private readonly SemaphoreSlim _nudges = new(0, 1);

    /// <summary>Any thread; returns at once.</summary>
    public void Nudge()
    {
        try
        {
            if (_nudges.CurrentCount == 0) _nudges.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Another was faster, or nobody waits any more.
        }
    }

    /// <summary>Whoever has nudged until now is served.</summary>
    public void Forget() => _nudges.Wait(0, CancellationToken.None);

    /// <param name="onSet">Called once the time is set: who is told of it then may let it pass.</param>
    /// <returns>False where nobody nudged within <paramref name="most"/>.</returns>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public async Task<bool> Wait(TimeSpan most, TimeProvider time, CancellationToken stop, Action? onSet = null)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var nudged = _nudges.WaitAsync(done.Token);
        var due = Task.Delay(most, time, done.Token);
        onSet?.Invoke();
        bool isNudged = await Task.WhenAny(nudged, due) == nudged;
        await done.CancelAsync();
        await Task.WhenAll(nudged, due).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        return isNudged;
    }

    public void Dispose() => _nudges.Dispose();
}
