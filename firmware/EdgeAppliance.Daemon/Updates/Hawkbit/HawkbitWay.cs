using EdgeAppliance.Bundles.Hawkbit;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>A bundle's way here, beside everything else: one at a time.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class HawkbitWay(HawkbitCarrier carrier, TimeProvider time)
{
    private Task? _going;
    private CancellationTokenSource? _stop;

    /// <summary>Called by any thread when a way has come to its end; must not throw.</summary>
    public Action Ended { get; set; } = static () => { };

    /// <summary>Whether one was begun whose end was not taken in yet.</summary>
    public bool IsTaken => _going is not null;

    /// <summary>Ends when the way does.</summary>
    public Task Going => _going ?? Task.CompletedTask;

    /// <param name="within">Infinite where it may take as long as it does.</param>
    /// <param name="installs">Whether it goes as far as the installation.</param>
    public void Begin(string action, int part, DdiChunk chunk, bool installs, TimeSpan within)
    {
        _stop = new CancellationTokenSource(within, time);
        var token = _stop.Token;
        _going = Task.Run(() => carrier.Carry(action, part, chunk, installs, token), CancellationToken.None);
        _ = _going.ContinueWith(_ => Ended(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Makes room for the next.</summary>
    /// <returns>The one that there was, with what it threw.</returns>
    public Task Take()
    {
        var was = Going;
        _stop?.Dispose();
        (_going, _stop) = (null, null);
        return was;
    }

    public async Task Stop()
    {
        if (_stop is null) return;
        await _stop.CancelAsync();
        await Going.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = Take();
    }
}
